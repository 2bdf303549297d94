import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { createSsh } from '../../src/adapters/ssh.ts'
import { labForTest, NODE, renewed, type Lab } from '../support/access-node.ts'
import { certificateUser } from '../support/certificate-api.ts'
import { noTerminal, startIcc, startIccOnTerminal } from '../support/icc-process.ts'
import { clientCertificate, portalText } from '../support/portal-file.ts'
import { createTestContext, type Given } from '../support/run-icc.ts'
import { freePort, newKey, noSshServer } from '../support/ssh-server.ts'

const skipped = noSshServer === undefined ? '' : ` (skipped: ${noSshServer})`
const missing = noSshServer ?? noTerminal
const terminalSkipped = missing === undefined ? '' : ` (skipped: ${missing})`

/** What a failed sign-in tells a script; it must have written nothing. */
async function failure({ user }: Pick<Lab, 'user'>, more: readonly string[] = [], given: Given = {}) {
  const argv = ['login', '--site', 'lab', '-o', 'json', ...more]
  const { stdout, stderr, exitCode } = await user.icc(argv, given)
  expect({ stdout, files: user.files() }).toEqual({ stdout: '', files: {} })
  return { exitCode, ...JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '').error }
}

test.skipIf(noSshServer !== undefined)(`without a program ssh it is said what to install${skipped}`, async () => {
  const lab = await labForTest()
  const env = { PATH: join(lab.node.home, 'bin') }
  const ssh = async () => createSsh(createTestContext({}, { env }))
  expect(await failure(lab, [], { ssh })).toMatchObject({
    exitCode: 1,
    code: 'ssh-missing',
    hint: expect.stringContaining('OpenSSH client'),
  })
})

test.skipIf(noSshServer !== undefined)(
  `a host that cannot be reached or has no name is told with the site’s VPN${skipped}`,
  async () => {
    const lab = await labForTest()
    lab.configure(['Host *', `  Port ${await freePort()}`])
    expect(await failure(lab)).toMatchObject({
      exitCode: 1,
      code: 'ssh-unreachable',
      message: expect.stringMatching(
        /^access\.example\.org cannot be reached by ssh \(ssh: connect .* Only inside the lab\.$/u,
      ),
      hint: expect.stringContaining('VPN'),
    })
    lab.configure(['Host *', '  HostName nowhere.invalid'])
    expect((await failure(lab)).message).toContain('Could not resolve hostname nowhere.invalid')
  },
)

test.skipIf(noSshServer !== undefined)(
  `a host key that changed, and one that is not known, end the sign-in${skipped}`,
  async () => {
    const lab = await labForTest()
    const known = join(lab.user.home.folder, 'ssh', 'known_hosts')
    const other = newKey(join(lab.user.home.folder, 'other'))
    writeFileSync(known, `${NODE} ${readFileSync(`${other}.pub`, 'utf8')}`)
    expect(await failure(lab)).toMatchObject({
      code: 'ssh-host-key-changed',
      hint: expect.stringContaining(`only if it is the new one: ssh-keygen -R ${NODE}`),
    })
    writeFileSync(known, '')
    expect(await failure(lab)).toMatchObject({
      code: 'ssh-host-key-unknown',
      hint: expect.stringContaining(`ssh ${NODE}`),
    })
    expect(readFileSync(known, 'utf8')).toBe('')
  },
)

test.skipIf(noSshServer !== undefined)(
  `a key that the host does not take, and a name that nobody has there${skipped}`,
  async () => {
    const lab = await labForTest(['AuthorizedKeysFile none'])
    expect(await failure(lab)).toMatchObject({
      exitCode: 1,
      code: 'ssh-denied',
      message: expect.stringContaining('Permission denied (publickey)'),
      hint: expect.stringContaining('icc login --username NAME'),
    })
    expect(await failure(lab, ['--username', '-oProxyCommand=touch ran'])).toMatchObject({
      exitCode: 2,
      code: 'usage',
    })
  },
)

test.skipIf(noSshServer !== undefined).each([
  ['is not there', undefined, 'ssh-command-missing', /^There is no command renew for you on access\.example\.org/u],
  [
    'fails',
    'echo trying; echo "no \x1b[31mticket\x07." >&2; exit 3',
    'ssh-command-failed',
    /exit code 3: no ticket\. /u,
  ],
  ['fails in silence', 'exit 255', 'ssh-command-failed', /exit code 255 and said nothing\. /u],
  [
    'asks something',
    'read answer || { echo "no answer"; exit 1; }',
    'ssh-command-failed',
    /exit code 1: no answer\. /u,
  ],
  ['leaves no file', 'echo done', 'ssh-no-kubeconfig', /ended well .* no file ~\/\.kube\/config that you may read/u],
  ['leaves a folder', 'mkdir -p ~/.kube/config', 'ssh-no-kubeconfig', /no file ~\/\.kube\/config/u],
  ['has no end', 'yes', 'ssh-failed', /printed more than 4 MiB/u],
])(`a command that %s${skipped}`, async (_what, script, code, message) => {
  const lab = await labForTest()
  if (script !== undefined) lab.renews(script)
  expect(await failure(lab)).toMatchObject({ exitCode: 1, code, message: expect.stringMatching(message) })
})

test.skipIf(noSshServer !== undefined)(
  `what the host has for a kubeconfig is judged like any other${skipped}`,
  async () => {
    const lab = await labForTest()
    const [good, other] = await Promise.all([clientCertificate('CN=waa123', 2), clientCertificate('CN=waa123', 2)])
    const cases: [string, string, object][] = [
      ['', 'import-not-kubeconfig', {}],
      ['<html>', 'import-not-kubeconfig', {}],
      [stringify({ apiVersion: 'v1', kind: 'Config' }), 'import-not-kubeconfig', {}],
      [portalText(lab.api, {}), 'import-credential', {}],
      [await renewed(lab, -1), 'import-expired', { exitCode: 4 }],
      [portalText(lab.api, certificateUser({ ...good, key: other.key })), 'import-credential', {}],
    ]
    for (const [text, code, more] of cases) {
      lab.leaves(text)
      expect(await failure(lab)).toMatchObject({
        code,
        message: expect.stringContaining('kubeconfig of access.example.org'),
        hint: expect.stringContaining(`ssh ${NODE}, see what renew does there`),
        ...more,
      })
    }
  },
)

test.skipIf(noSshServer !== undefined)(`a login that runs nothing, and one that greets${skipped}`, async () => {
  const closed = await labForTest(['ForceCommand echo This account is not available.; exit 1'])
  expect(await failure(closed)).toMatchObject({
    code: 'ssh-no-shell',
    message: expect.stringContaining('and says: This account is not available.'),
  })
  const greeting = await labForTest([
    'ForceCommand echo "Welcome!"; printf "no line end"; eval "$SSH_ORIGINAL_COMMAND"; echo bye',
  ])
  greeting.leaves(await renewed(greeting))
  expect((await greeting.login()).exitCode).toBe(0)
})

test.skipIf(noSshServer !== undefined)(`a connection that breaks off in between${skipped}`, async () => {
  const lab = await labForTest()
  const parent = 'ps -o ppid= -p'
  lab.renews(
    `p=$PPID; while ! ps -o args= -p $p | grep -q ^sshd:; do p=$(${parent} $p | tr -d " "); done; kill -9 $p; sleep 9`,
  )
  expect(await failure(lab)).toMatchObject({
    code: 'ssh-lost',
    message: expect.stringMatching(/^The connection to access\.example\.org broke off .* Only inside the lab\.$/u),
  })
})

test.skipIf(noSshServer !== undefined)(`the time limit ends it${skipped}`, async () => {
  const lab = await labForTest()
  lab.renews('sleep 20')
  expect(await failure(lab, ['--timeout', '60s'])).toMatchObject({ exitCode: 4, code: 'sign-in-timeout' })
})

test.skipIf(noSshServer !== undefined)(
  `SIGINT while the command runs exits 130, ends ssh and writes nothing${skipped}`,
  async () => {
    const lab = await labForTest()
    const begun = join(lab.node.home, 'begun')
    lab.renews(`touch ${begun}; sleep 20`)
    const icc = startIcc(lab.user.home, ['login', '--site', 'lab', '-o', 'json'])
    await expect.poll(() => existsSync(begun), { timeout: 20_000 }).toBe(true)
    icc.kill('SIGINT')
    const { stdout, stderr, exitCode } = await icc.done
    expect({ stdout, exitCode, files: lab.user.files() }).toEqual({ stdout: '', exitCode: 130, files: {} })
    expect(stderr).toContain('"code":"cancelled"')
    expect(() => process.kill(lab.sshPid(), 0)).toThrow('ESRCH')
  },
)

test.skipIf(missing !== undefined)(
  `on a terminal ssh asks for the passphrase of a key itself${terminalSkipped}`,
  async () => {
    const lab = await labForTest()
    lab.leaves(await renewed(lab))
    lab.keyIs(lab.node.keys.locked)
    const icc = startIccOnTerminal(lab.user.home, ['login', '--site', 'lab'])
    await icc.prints(/Enter passphrase for key/u)
    icc.type('correct horse\r')
    const { stdout, exitCode, stderr } = await icc.done
    expect(stderr).not.toContain('correct horse')
    expect({ stdout, exitCode }).toEqual({
      stdout: expect.stringContaining('Signed in as waa123 at lab'),
      exitCode: 0,
    })
  },
)

test.skipIf(missing !== undefined)(
  `Ctrl-C while ssh asks exits 130 and writes nothing${terminalSkipped}`,
  async () => {
    const lab = await labForTest()
    lab.keyIs(lab.node.keys.locked)
    const icc = startIccOnTerminal(lab.user.home, ['login', '--site', 'lab'])
    await icc.prints(/Enter passphrase for key/u)
    icc.type('\u0003')
    expect(await icc.done).toMatchObject({
      stdout: '',
      exitCode: 130,
      stderr: expect.stringContaining('icc: Cancelled.'),
    })
    expect(lab.user.files()).toEqual({})
  },
)

test.skipIf(missing !== undefined)(
  `a host that is not known yet is shown by ssh, and taken when the user says so${terminalSkipped}`,
  async () => {
    const lab = await labForTest()
    lab.leaves(await renewed(lab))
    writeFileSync(join(lab.user.home.folder, 'ssh', 'known_hosts'), '')
    const icc = startIccOnTerminal(lab.user.home, ['login', '--site', 'lab'])
    await icc.prints(/key fingerprint is SHA256:[\s\S]*\(yes\/no/u)
    icc.type('yes\r')
    expect((await icc.done).exitCode).toBe(0)
  },
)
