import type { KubeTarget } from '../../context.ts'
import { personalNamespace } from '../sites/personal-namespace.ts'
import { ownNamespace } from './home-namespace.ts'
import { checkNamespace, personOf, type Person } from './import/import-person.ts'
import type { Imported } from './import/imported.ts'
import type { Given, LoginContext, LoginInput } from './login-input.ts'
import type { Prepared } from './login-write.ts'
import type { ImportedSignIn } from './methods/method.ts'
import { isOver, readSession, type Session } from './session-file.ts'

/** What to write of a credential that came as it is, such as a kubeconfig of the site's portal. */
export async function prepareImported(
  ctx: LoginContext,
  input: LoginInput,
  { imported }: ImportedSignIn,
  given: Given,
): Promise<Prepared> {
  const { site } = input
  const { server, ca, tlsServerName, proxyUrl } = imported.place
  const credential = imported.asked
  const target: KubeTarget = { server, ca, tlsServerName, insecureSkipTlsVerify: false, proxyUrl, credential }
  const person = await personOf(ctx, site, imported, target)
  const own = homeOf(ctx, input, imported, person)
  const namespace = input.namespace ?? own
  await checkNamespace(ctx, site, person, namespace)
  const before = readSession(ctx, site.id)
  const times = timesOf(ctx, input, imported, before)
  const session: Session = {
    version: 1,
    site: site.id,
    username: person.username,
    groups: person.groups,
    method: imported.origin.method,
    issuer: '',
    subject: imported.fingerprint,
    clientId: '',
    issuerCa: undefined,
    credential: imported.runs === undefined ? 'inline' : 'exec',
    ...times,
    clockDrift: 0,
    personalNamespace: own,
    previousContext: before && given.known ? before.previousContext : given.currentContext,
    refreshToken: 'none',
  }
  return { cluster: imported.place, credential: imported.credential, session, before, tokens: undefined, namespace }
}

/** By the site's rule from who the user is; else the one of the file's context, which the portal chose for the user. */
function homeOf(
  ctx: LoginContext,
  { site }: LoginInput,
  { claims, namespace }: Imported,
  { username, groups, known }: Person,
): string | undefined {
  const found = known ? personalNamespace(site.profile, claims, username) : undefined
  if (found && 'namespace' in found) return found.namespace
  if (namespace !== undefined) return namespace
  return known ? ownNamespace(ctx, site, { username, groups, claims }) : undefined
}

type Times = Pick<Session, 'signedInAt' | 'endsAt' | 'tokenExpiresAt' | 'endIsAssumed'>

/** The same file once more is the same session: its assumed end does not move. */
function timesOf(
  ctx: LoginContext,
  { site }: LoginInput,
  { endsAt, fingerprint, origin }: Imported,
  before: Session | undefined,
): Times {
  const now = ctx.clock.now()
  const same = before?.method === origin.method && before.subject === fingerprint && !isOver(before, now)
  const signedInAt = same ? before.signedInAt : new Date(now).toISOString()
  if (endsAt !== undefined) {
    const end = new Date(endsAt).toISOString()
    return { signedInAt, endsAt: end, tokenExpiresAt: end }
  }
  const hours = site.profile.login.sessionHours
  if (origin.endIsSilent !== true)
    ctx.output.warn(
      `${sentence(origin.called)} does not say how long ${origin.isCredential === true ? 'it' : 'its credential'} is valid. ${hours} h from the sign-in are assumed; the cluster may end it earlier or later.`,
    )
  const end = same ? before.endsAt : new Date(now + hours * 3_600_000).toISOString()
  return { signedInAt, endsAt: end, tokenExpiresAt: end, endIsAssumed: true }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
