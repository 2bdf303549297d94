import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { certificateApi, certificateUser } from './certificate-api.ts'
import { clientCertificate, portalText } from './portal-file.ts'
import { temporaryFolder } from './run-icc.ts'
import { userOf, type User } from './scripted-idp-run.ts'
import { sshServerForTest, type SshServer } from './ssh-server.ts'

/** What ssh takes the access node and the host before it for. */
export const NODE = 'access.example.org'
export const JUMP = 'jump.example.org'

/** A student of a site `lab`, whose access node renews certificates, with an ssh set up for it. */
export type Lab = {
  node: SshServer
  user: User
  api: { apiServer: string; ca: string }
  /** `icc login --site lab` and more. */
  login(...more: string[]): ReturnType<User['icc']>
  /** What `renew` is to do there, as a shell script; before that it does nothing, well. */
  renews(script: string): void
  /** The kubeconfig that is on the node once `renew` has run. */
  leaves(kubeconfig: string): void
  /** The one key that the user has; at first a good one. */
  keyIs(path: string): void
  /** The process that the last ssh was, or is. */
  sshPid(): number
  /** Lines of the user's ssh configuration that come first. */
  configure(lines: readonly string[]): void
  /** Lines of the profile's `login.ssh`, and of the whole profile. */
  profile(ssh?: object, more?: object): void
}

export async function labForTest(settings: readonly string[] = []): Promise<Lab> {
  const [node, api] = await Promise.all([sshServerForTest(settings), certificateApi()])
  const user = await userOf({ issuer: 'https://idp.invalid', ...api })
  const { folder, write } = sshFor(user, node, [NODE, JUMP])
  const configure = (lines: readonly string[]): void => write(node.keys.good, lines)
  const profile = (ssh = {}, more = {}): void =>
    writeFileSync(
      join(user.home.folder, 'config', 'sites', 'lab.yaml'),
      stringify({
        id: 'lab',
        title: 'The lab',
        login: { method: 'ssh-renew', ssh: { host: NODE, command: 'renew', ...ssh } },
        network: { vpnHint: 'Only inside the lab.' },
        api: { server: api.apiServer },
        ...more,
      }),
    )
  configure([])
  profile()
  return {
    node,
    user,
    api,
    configure,
    sshPid: () => Number(readFileSync(join(folder, 'pid'), 'utf8')),
    keyIs: (path) => write(path, []),
    profile,
    login: (...more) => user.icc(['login', '--site', 'lab', ...more]),
    renews: (script) => writeScript(join(node.home, 'bin', 'renew'), script),
    leaves: (kubeconfig) => renewLeaves(node, kubeconfig),
  }
}

/** A kubeconfig of the lab with a certificate that is good for some days. */
export async function renewed({ api }: Pick<Lab, 'api'>, days = 2, name = 'CN=waa123, O=students'): Promise<string> {
  return portalText(api, certificateUser(await clientCertificate(name, days)))
}

/** Makes of `renew` on a node a command that leaves a kubeconfig there. */
export function renewLeaves(node: SshServer, kubeconfig: string): void {
  const made = join(temporaryFolder(), 'kubeconfig')
  writeFileSync(made, kubeconfig)
  writeScript(join(node.home, 'bin', 'renew'), `mkdir -p ~/.kube && cp ${made} ~/.kube/config && echo renewed`)
}

/** Gives a user an ssh that takes one server for hosts of these names; `write` makes its configuration anew. */
export function sshFor(user: Pick<User, 'home'>, node: SshServer, names: readonly string[]) {
  const folder = join(user.home.folder, 'ssh')
  mkdirSync(folder)
  writeFileSync(join(folder, 'known_hosts'), names.map((name) => node.hostKey(name)).join(''))
  writeScript(
    join(user.home.folder, 'bin', 'ssh'),
    `echo $$ > '${join(folder, 'pid')}'; exec /usr/bin/ssh -F '${join(folder, 'config')}' "$@"`,
  )
  const write = (key: string, lines: readonly string[] = []): void => {
    const text = [...lines, ...configuration(folder, node, key, names)].join('\n')
    writeFileSync(join(folder, 'config'), text, { mode: 0o600 })
  }
  return { folder, write }
}

function configuration(folder: string, { port }: SshServer, key: string, names: readonly string[]): string[] {
  return [
    ...names.flatMap((name) => [`Host ${name}`, `  HostName 127.0.0.1`, `  Port ${port}`, `  HostKeyAlias ${name}`]),
    'Host *',
    `  UserKnownHostsFile ${join(folder, 'known_hosts')}`,
    '  GlobalKnownHostsFile /dev/null',
    `  IdentityFile ${key}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    '',
  ]
}

function writeScript(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
}
