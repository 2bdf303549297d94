import { assert, asyncProperty, constantFrom, oneof, stringMatching, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { patient, putProgram, type Patient } from '../../commands/doctor-home.ts'

/** Where a secret is kept, or somebody once put one by mistake. Each writes it into files, or into the environment. */
const PLACES: Record<string, (secret: string, home: Patient) => Record<string, string>> = {
  token: (secret, home) => kubeconfig(home, { token: secret }),
  password: (secret, home) => kubeconfig(home, { username: 'somebody', password: secret }),
  'client key': (secret, home) => kubeconfig(home, { 'client-key-data': secret, 'client-certificate-data': 'eA==' }),
  'token file': (secret, home) => kubeconfig(home, { tokenFile: home.put('elsewhere/token', secret) }),
  'argument with its flag': (secret, home) => kubelogin(home, [`--oidc-client-secret=${secret}`]),
  'argument after its flag': (secret, home) => kubelogin(home, ['--oidc-client-secret', secret]),
  'argument without a flag': (secret, home) => kubelogin(home, [secret]),
  'environment of a program': (secret, home) => kubelogin(home, [], [{ name: 'ANYTHING', value: secret }]),
  'password in the address of the server': (secret, home) =>
    kubeconfig(home, { token: 'x' }, { server: `https://me:${secret}@127.0.0.1:1` }),
  'password in the address of a proxy': (secret, home) =>
    kubeconfig(home, { token: 'x' }, { 'proxy-url': `http://me:${secret}@127.0.0.1:1` }),
  'password of a proxy that is none': (secret, home) =>
    kubeconfig(home, { token: 'x' }, { 'proxy-url': `ftp://me:${secret}@127.0.0.1:1` }),
  'auth provider': (secret, home) =>
    kubeconfig(home, { 'auth-provider': { name: 'oidc', config: { 'id-token': secret, 'client-secret': secret } } }),
  'broken kubeconfig': (secret, home) =>
    put(home, '.kube/config', `users:\n- name: x\n  user: {token: ${secret}\nx: [`),
  'kubeconfig of another form': (secret, home) => put(home, '.kube/config', `users:\n  token: "${secret}"\n`),
  comment: (secret, home) =>
    put(home, '.kube/config', `# ${secret}\n${text({ exec: EXEC }).replaceAll(/$/gmu, ` # ${secret}`)}\n`),
  HTTPS_PROXY: (secret) => ({ HTTPS_PROXY: `http://me:${secret}@127.0.0.1:1` }),
  'HTTPS_PROXY of another kind': (secret) => ({ HTTPS_PROXY: `socks5://me:${secret}@127.0.0.1:1` }),
  'another variable': (secret) => ({ CAMPUS_TOKEN: secret, KUBECONFIG_PASSWORD: secret }),
  'token cache': (secret, home) =>
    put(home, '.local/state/icc/tokens/haw-icc.json', JSON.stringify({ version: 1, token: secret })),
  'refresh token': (secret, home) =>
    put(home, '.local/state/icc/secrets/haw-icc.json', JSON.stringify({ version: 1, token: secret })),
  settings: (secret, home) => put(home, '.config/icc/config.yaml', `site: haw-icc\nsecrets: "${secret}"\n`),
  'program that prints it': (secret, home) => {
    putProgram(home, 'kubectl', `{"token": "${secret}"}`)
    return {}
  },
}

const EXEC = {
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'kubelogin',
  args: ['--oidc-issuer-url=https://i.example'],
}

/** The entries in question under `old`, beside those of icc for the same server: so that `--fix` has something to show. */
function text(user: object, cluster: object = {}): string {
  const server = 'https://127.0.0.1:1'
  const extensions = [{ name: 'icc', extension: { site: 'haw-icc' } }]
  return stringify({
    'current-context': 'mine',
    clusters: [
      { name: 'old', cluster: { server, ...cluster } },
      { name: 'mine', cluster: { server, extensions, ...cluster } },
    ],
    contexts: [
      { name: 'old', context: { cluster: 'old', user: 'old' } },
      { name: 'mine', context: { cluster: 'mine', user: 'mine', extensions } },
    ],
    users: [
      { name: 'old', user },
      { name: 'mine', user: { ...user, extensions } },
    ],
  })
}

function put(home: Patient, name: string, content: string): Record<string, string> {
  home.put(name, content)
  return {}
}

function kubeconfig(home: Patient, user: object, cluster: object = {}): Record<string, string> {
  return put(home, '.kube/config', text(user, cluster))
}

function kubelogin(home: Patient, args: string[], env: object[] = []): Record<string, string> {
  return kubeconfig(home, { exec: { ...EXEC, args: [...EXEC.args, ...args], env } })
}

/** As people and identity providers make them: words, random characters, signed tokens. */
const secrets = oneof(
  stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.~-]{11,40}$/u),
  stringMatching(/^eyJ[A-Za-z0-9_-]{20}\.[A-Za-z0-9_-]{20}\.[A-Za-z0-9_-]{20}$/u),
)

test('no secret that was planted anywhere is ever printed', async () => {
  await assert(
    asyncProperty(
      secrets,
      uniqueArray(constantFrom(...Object.keys(PLACES)), { minLength: 1, maxLength: 4 }),
      constantFrom(
        [],
        ['-v'],
        ['--report'],
        ['--report', '--with-name'],
        ['-o', 'json'],
        ['--fix', '--yes'],
        ['--fix'],
      ),
      async (secret, places, flags) => {
        const home = patient()
        const env = Object.assign({}, ...places.map((place) => PLACES[place]?.(secret, home))) as Record<
          string,
          string
        >
        const { stdout, stderr } = await home.icc(['doctor', ...flags], {
          env: { HOME: home.folder, PATH: home.file('bin'), ...env },
        })
        expect(stdout).not.toBe('')
        expect(stdout + stderr).not.toContain(secret)
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)
