import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { kubectl } from '../../tools/kubectl.ts'
import { JUMP, labForTest, renewed } from '../support/access-node.ts'
import { certificateUser } from '../support/certificate-api.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { base64, clientCertificate, portalText } from '../support/portal-file.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { noSshServer } from '../support/ssh-server.ts'

const judge = await kubectl()
const skipped = noSshServer === undefined ? '' : ` (skipped: ${noSshServer})`

test.skipIf(noSshServer !== undefined)(
  `login runs the site’s command by ssh and merges the certificate that it left there${skipped}`,
  async () => {
    const lab = await labForTest()
    const { user, api } = lab
    writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
    const { certificate, key } = await clientCertificate('CN=waa123, O=students', 2)
    lab.leaves(portalText(api, { ...certificateUser({ certificate, key }), context: { namespace: 'waa' } }))
    const human = await lab.login()
    expect(human).toMatchObject({ stderr: 'Running renew on access.example.org by ssh.\n', exitCode: 0 })
    expect(human.stdout.split('\n')).toEqual([
      expect.stringMatching(/^Signed in as waa123 at lab until /u),
      '  context     lab, now current, before: minikube (back: icc ctx -)',
      '  namespace   waa',
      `  kubeconfig  ${user.home.kubeconfig}`,
      'Next: kubectl get pods',
      '',
    ])
    const text = readFileSync(user.home.kubeconfig, 'utf8')
    expect(text).toContain('# mine\n')
    const extensions = [{ extension: { site: 'lab' }, name: 'icc' }]
    expect(parse(text).users.slice(1)).toEqual([
      {
        name: 'lab',
        user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key), extensions },
      },
    ])
    expect(parse(text).clusters[1].cluster).toMatchObject({ server: api.apiServer })
    const whoami = await user.icc(['whoami', '--site', 'lab', '-o', 'json'])
    expect(JSON.parse(whoami.stdout)).toMatchObject({ username: 'waa123', source: 'server' })
    expect((await user.icc(['token', '--site', 'lab'])).stderr).toContain('works by a client certificate')
  },
)

test.skipIf(noSshServer !== undefined || judge === undefined)(
  `kubectl works with what was renewed${skipped}`,
  async () => {
    const lab = await labForTest()
    lab.leaves(await renewed(lab))
    expect((await lab.login()).exitCode).toBe(0)
    const argv = ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}']
    const child = spawn(judge ?? '', argv, { env: { ...process.env, ...lab.user.home.env } })
    const out: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    await new Promise((resolve) => child.once('close', resolve))
    expect(Buffer.concat(out).toString()).toBe('waa123')
  },
)

test.skipIf(noSshServer !== undefined)(
  `-o json is the contract of login; the session ends with the certificate${skipped}`,
  async () => {
    const lab = await labForTest()
    const made = await clientCertificate('CN=waa123', 2)
    lab.leaves(portalText(lab.api, certificateUser(made)))
    const { stdout, stderr } = await lab.login('-o', 'json')
    expect(stderr).toBe('')
    const end = /^.*$/u.exec(JSON.parse(stdout).sessionEndsAt)?.[0] ?? ''
    expect(Math.abs(Date.parse(end) - Date.now() - 2 * 86_400_000)).toBeLessThan(600_000)
    expect(JSON.parse(stdout)).toEqual({
      site: 'lab',
      username: 'waa123',
      groups: [],
      context: 'lab',
      namespace: null,
      credential: 'inline',
      tokenExpiresAt: end,
      sessionEndsAt: end,
      idleEndsAt: null,
      kubeconfig: lab.user.home.kubeconfig,
      previousContext: null,
      warnings: [],
    })
  },
)

test.skipIf(noSshServer !== undefined)(
  `a renewal changes the certificate and nothing else; logout says where copies stay${skipped}`,
  async () => {
    const lab = await labForTest()
    const { user } = lab
    writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
    lab.leaves(await renewed(lab))
    await lab.login()
    await user.icc(['ctx', 'minikube'])
    await user.icc(['ns', 'project-x', '-f', '--context', 'lab'])
    const before = parse(readFileSync(user.home.kubeconfig, 'utf8'))
    lab.leaves(await renewed(lab, 5))
    expect((await lab.login()).stdout).toMatch(/^Signed in again as waa123 at lab/u)
    const after = parse(readFileSync(user.home.kubeconfig, 'utf8'))
    expect(after).toMatchObject({
      'current-context': 'minikube',
      contexts: before.contexts,
      clusters: before.clusters,
    })
    expect(after.users[1]).not.toEqual(before.users[1])
    const out = await user.icc(['logout', '--site', 'lab'])
    expect(out.stderr).toContain('copies of it, such as the one on the access node, stay valid until')
    expect(user.files()).toMatchObject({ kubeconfig: OTHERS })
  },
)

test.skipIf(noSshServer !== undefined)(`--dry-run renews there, and writes nothing here${skipped}`, async () => {
  const lab = await labForTest()
  lab.leaves(await renewed(lab))
  const { stdout, exitCode } = await lab.login('--dry-run')
  expect(exitCode).toBe(0)
  expect(stdout).toContain('client-key-data: [hidden]')
  expect(lab.user.files()).toEqual({})
})

test.skipIf(noSshServer !== undefined)(
  `user name, port, jump host and file are those of flag and profile${skipped}`,
  async () => {
    const lab = await labForTest()
    const { user, node, api } = lab
    lab.renews(`cp ~/made ~/'the certificate'; echo "$@" > ~/asked`)
    writeFileSync(join(node.home, 'made'), await renewed(lab))
    lab.configure(['Host *', '  User nobody-here', `Host 127.0.0.1`, '  StrictHostKeyChecking no'])
    lab.profile(
      { host: '127.0.0.1', port: node.port, command: "renew --for 'a day'", kubeconfig: '~/the certificate' },
      { network: { jumpHost: JUMP }, api: { server: api.apiServer } },
    )
    expect(await lab.login()).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Permission denied') })
    expect(await lab.login('--username', node.username)).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(node.home, 'asked'), 'utf8')).toBe('--for a day\n')
    expect(user.files()['state/sessions/lab.json']).toContain('"method":"ssh-renew"')
  },
)

test.skipIf(noSshServer !== undefined)(
  `what the user’s ssh does for daily work does not get in the way${skipped}`,
  async () => {
    const lab = await labForTest()
    lab.leaves(await renewed(lab))
    const master = join(lab.user.home.folder, 'master')
    lab.configure([
      'Host *',
      'RemoteCommand tmux attach',
      'RequestTTY force',
      'LogLevel QUIET',
      'ForwardX11 yes',
      // A port that is taken: the server of this test has it.
      `LocalForward ${lab.node.port} 127.0.0.1:1`,
      'ExitOnForwardFailure yes',
      'ControlMaster auto',
      'ControlPersist 60',
      `ControlPath ${master}`,
    ])
    expect(await lab.login()).toMatchObject({ exitCode: 0 })
    expect(existsSync(master)).toBe(false)
  },
)

test.skipIf(noSshServer !== undefined)(
  `a connection to the jump host that the user’s ssh keeps open is not waited for${skipped}`,
  async () => {
    const lab = await labForTest()
    lab.leaves(await renewed(lab))
    const kept = join(temporaryFolder(), 'kept')
    lab.configure([`Host ${JUMP}`, '  ControlMaster auto', '  ControlPersist yes', `  ControlPath ${kept}`])
    lab.profile({}, { network: { jumpHost: JUMP } })
    onTestFinished(() => {
      const config = join(lab.user.home.folder, 'ssh', 'config')
      spawnSync('/usr/bin/ssh', ['-F', config, '-O', 'exit', JUMP], { stdio: 'ignore' })
    })
    expect(await lab.login()).toMatchObject({ exitCode: 0 })
    expect(existsSync(kept)).toBe(true)
  },
)

test.skipIf(noSshServer !== undefined)(
  `a user name that ssh or a shell could take for more is refused before ssh starts${skipped}`,
  async () => {
    const lab = await labForTest()
    for (const name of ['-oProxyCommand=touch ran', '-F/dev/null', '$(touch ran)', 'a b', 'a;b', 'a\nb', '%h', '']) {
      const { exitCode, stderr } = await lab.login(`--username=${name}`)
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Nothing') })
    }
    expect(existsSync(join(lab.user.home.folder, 'ssh', 'pid'))).toBe(false)
  },
)

test.skipIf(noSshServer !== undefined)(
  `a node that is the cluster’s own names itself: the profile says better, or it is told${skipped}`,
  async () => {
    const lab = await labForTest()
    const { certificate, key } = await clientCertificate('CN=waa123', 2)
    const { port } = new URL(lab.api.apiServer)
    const inside = { cluster: { server: `https://localhost:${port}` } }
    lab.leaves(portalText(lab.api, { ...certificateUser({ certificate, key }), ...inside }))
    expect(await lab.login()).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('warning') })
    expect(parse(readFileSync(lab.user.home.kubeconfig, 'utf8')).clusters[0].cluster.server).toBe(lab.api.apiServer)
    lab.profile({}, { api: undefined })
    const { stderr } = await lab.login()
    expect(stderr).toContain(`leads to localhost:${port}: that is access.example.org itself there`)
  },
)

test.skipIf(noSshServer !== undefined || judge === undefined)(
  `kubectl of the access node brings in the files that its kubeconfig names${skipped}`,
  async () => {
    const lab = await labForTest()
    const { node, api, user } = lab
    const { certificate, key } = await clientCertificate('CN=waa123', 2)
    for (const [name, text] of Object.entries({ 'me.pem': certificate, 'me.key': key }))
      writeFileSync(join(node.home, name), text)
    const files = { 'client-certificate': join(node.home, 'me.pem'), 'client-key': join(node.home, 'me.key') }
    lab.leaves(portalText(api, { user: files }))
    writeFileSync(join(node.home, 'bin', 'kubectl'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    const without = await lab.login()
    expect(without).toMatchObject({ exitCode: 1, stdout: '' })
    expect(without.stderr).toContain('me.pem, which is a file on access.example.org')
    writeFileSync(join(node.home, 'bin', 'kubectl'), `#!/bin/sh\nexec ${judge} "$@"\n`)
    expect((await lab.login()).exitCode).toBe(0)
    expect(parse(readFileSync(user.home.kubeconfig, 'utf8')).users[0].user['client-key-data']).toBe(base64(key))
  },
)

test.skipIf(noSshServer !== undefined)(
  `a program in the kubeconfig there is not run here, unless it is allowed${skipped}`,
  async () => {
    const lab = await labForTest()
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'touch',
      args: ['ran'],
      interactiveMode: 'Never',
    }
    lab.leaves(portalText(lab.api, { user: { exec } }))
    const { exitCode, stderr } = await lab.login()
    expect(exitCode).toBe(2)
    expect(stderr).toContain('run a program on this computer: touch ran')
    expect(stderr).toContain('icc login --site lab --allow-exec')
    expect(lab.user.files()).toEqual({})
  },
)
