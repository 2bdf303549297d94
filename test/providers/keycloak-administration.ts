import { request } from 'node:https'

/** What the tests change in a Keycloak, by its REST API for administrators. */
export type Administration = {
  /** The realm `campus` with the client `icc`, the group `students` and the user `waa123` in it. */
  makeRealm(): Promise<void>
  /** Gives users the right to offline tokens, or takes it. */
  grantOffline(granted: boolean): Promise<void>
  allowDevice(allowed: boolean): Promise<void>
  /** Signs the user out everywhere. */
  endSessions(): Promise<void>
}

type Send = (method: string, path: string, body?: unknown) => Promise<unknown>
type Named = { id: string; name: string }

const REALM = '/admin/realms/campus'

/** @see https://www.keycloak.org/docs-api/latest/rest-api/index.html */
export async function connectAdministration(
  origin: string,
  ca: string,
  administrator: { username: string; password: string },
): Promise<Administration> {
  const send: Send = async (method, path, body) => {
    const form = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...administrator })
    const signedIn = await ask(`${origin}/realms/master/protocol/openid-connect/token`, ca, 'POST', {
      type: 'application/x-www-form-urlencoded',
      body: form.toString(),
    })
    const { access_token: token } = signedIn as { access_token: string }
    return ask(origin + path, ca, method, { token, type: 'application/json', body: JSON.stringify(body) })
  }
  return {
    makeRealm: async () => void (await send('POST', '/admin/realms', realm())),
    async grantOffline(granted) {
      const role = await send('GET', `${REALM}/roles/offline_access`)
      const usual = (await send('GET', `${REALM}/roles/default-roles-campus`)) as Named
      await send(granted ? 'POST' : 'DELETE', `${REALM}/roles-by-id/${usual.id}/composites`, [role])
    },
    async allowDevice(allowed) {
      const [client] = (await send('GET', `${REALM}/clients?clientId=icc`)) as Named[]
      await send('PUT', `${REALM}/clients/${client?.id}`, { ...client, attributes: attributes(allowed) })
    },
    async endSessions() {
      const [user] = (await send('GET', `${REALM}/users?username=waa123`)) as Named[]
      await send('POST', `${REALM}/users/${user?.id}/logout`)
    },
  }
}

function attributes(device: boolean): Record<string, string> {
  return { 'oauth2.device.authorization.grant.enabled': String(device), 'pkce.code.challenge.method': 'S256' }
}

/** As docs/sites.md describes it, with tokens of a minute and refresh tokens that work once. */
function realm(): object {
  const groups = {
    name: 'groups',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-group-membership-mapper',
    config: { 'claim.name': 'groups', 'full.path': 'false', 'id.token.claim': 'true' },
  }
  return {
    realm: 'campus',
    enabled: true,
    accessTokenLifespan: 60,
    revokeRefreshToken: true,
    groups: [{ name: 'students' }],
    clients: [
      {
        clientId: 'icc',
        publicClient: true,
        standardFlowEnabled: true,
        redirectUris: ['http://127.0.0.1/*'],
        attributes: attributes(true),
        protocolMappers: [groups],
      },
    ],
    users: [
      {
        username: 'waa123',
        enabled: true,
        firstName: 'A',
        lastName: 'Student',
        email: 'waa123@example.org',
        emailVerified: true,
        groups: ['students'],
        // Users that come with a realm get none by themselves.
        realmRoles: ['default-roles-campus'],
        credentials: [{ type: 'password', value: 'geheim' }],
      },
    ],
  }
}

type Question = { token?: string; type: string; body: string | undefined }

function ask(url: string, ca: string, method: string, { token, type, body }: Question): Promise<unknown> {
  // For a DELETE with a body Node says no length by itself.
  const headers: Record<string, string> = {
    'content-type': type,
    'content-length': String(Buffer.byteLength(body ?? '')),
  }
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const text = Buffer.concat(parts).toString()
        if ((response.statusCode ?? 500) >= 300) reject(new Error(`${method} ${url}: ${response.statusCode} ${text}`))
        else resolve(text === '' ? undefined : JSON.parse(text))
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
