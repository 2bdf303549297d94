import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sshFailure } from '../../src/adapters/ssh-failure.ts'
import { createSsh } from '../../src/adapters/ssh.ts'
import type { SshCommand } from '../../src/context.ts'
import { createTestContext, temporaryFolder } from '../support/run-icc.ts'

const NODE = { host: 'access.example.org', port: undefined, user: undefined, jumpHost: undefined }

// As OpenSSH 9.2 prints them.
const SAID: [string, string | undefined, string][] = [
  ['a firewall', 'ssh-unreachable', 'ssh: connect to host access.example.org port 22: Connection timed out\r\n'],
  [
    'no such name',
    'ssh-unreachable',
    'ssh: Could not resolve hostname access.example.org: Name or service not known\r\n',
  ],
  ['no ssh behind the port', 'ssh-unreachable', 'kex_exchange_identification: Connection closed by remote host\r\n'],
  [
    'silence behind the port',
    'ssh-unreachable',
    'Connection timed out during banner exchange\r\nConnection to 192.0.2.1 port 22 timed out\r\n',
  ],
  [
    'a jump host that leads nowhere',
    'ssh-unreachable',
    'channel 0: open failed: connect failed: Connection refused\r\nstdio forwarding failed\r\nConnection closed by UNKNOWN port 65535\r\n',
  ],
  [
    'a jump host that lets nobody in',
    'ssh-denied',
    'waa123@jump.example.org: Permission denied (publickey,password).\r\nConnection closed by UNKNOWN port 65535\r\n',
  ],
  [
    'too many keys',
    'ssh-denied',
    'Received disconnect from 192.0.2.1 port 22:2: Too many authentication failures\r\nDisconnected from 192.0.2.1 port 22\r\n',
  ],
  [
    'a new host key',
    'ssh-host-key-changed',
    '@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n@@@@\r\nHost key verification failed.\r\n',
  ],
  [
    'an unknown host',
    'ssh-host-key-unknown',
    'No ED25519 host key is known for access.example.org and you have requested strict checking.\r\nHost key verification failed.\r\n',
  ],
  [
    'a fault of the configuration',
    'ssh-failed',
    '/home/waa123/.ssh/config: line 3: Bad configuration option: hostnam\r\n',
  ],
  ['nothing', undefined, ''],
]

test.each(SAID)('what ssh says of %s', (_what, code, remarks) => {
  const failure = sshFailure(NODE, { typed: 'ssh access.example.org', remarks, ran: false, killedBy: undefined })
  expect(failure?.code).toBe(code)
  expect(failure?.message ?? '').not.toContain('\r')
})

test('once the host has answered, a connection that ends is lost', () => {
  const remarks = 'client_loop: send disconnect: Broken pipe\r\n'
  const failure = sshFailure(NODE, { typed: '', remarks, ran: true, killedBy: undefined })
  expect(failure).toMatchObject({ code: 'ssh-lost', message: expect.stringContaining('Broken pipe') })
  expect(sshFailure(NODE, { typed: '', remarks: '', ran: true, killedBy: 'SIGKILL' })?.message).toContain('SIGKILL')
})

/** An `ssh` that writes down its arguments and does something. */
function withSsh(script: string) {
  const folder = temporaryFolder()
  const [program, words] = [join(folder, 'ssh'), join(folder, 'words')]
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > ${words}\n${script}\n`)
  chmodSync(program, 0o755)
  const printed = { stdout: '', stderr: '' }
  const ssh = createSsh(createTestContext({ verbose: true }, { env: { PATH: `${folder}:/usr/bin:/bin` } }, printed))
  return { ssh, printed, words: () => readFileSync(words, 'utf8').trimEnd().split('\n') }
}

function command(changes: Partial<SshCommand> = {}): SshCommand {
  const { signal } = new AbortController()
  return { ...NODE, command: 'renew; date', mayAsk: false, onRemark: () => undefined, signal, ...changes }
}

const onPosix = { skip: process.platform === 'win32' }

test('ssh forwards nothing, asks nobody without a terminal, and gets the command as one word', onPosix, async () => {
  const { ssh, printed, words } = withSsh('echo out; exit 7')
  expect(await ssh.run(command())).toEqual({ exitCode: 7, stdout: 'out\n' })
  // What the host prints may hold a key: -v shows the call, not the answer.
  expect(printed).toEqual({ stdout: '', stderr: expect.stringMatching(/^ssh access\.example\.org 7 \d+ ms\n$/u) })
  expect(words().slice(0, 3)).toEqual(['-T', '-a', '-x'])
  expect(words()).toEqual(expect.arrayContaining(['ClearAllForwardings=yes', 'BatchMode=yes', 'ConnectTimeout=30']))
  expect(words().slice(-3)).toEqual(['--', 'access.example.org', 'renew; date'])
  const destination = { port: 2222, user: 'waa123', jumpHost: 'jump.example.org' }
  await ssh.run(command({ ...destination, mayAsk: true }))
  expect(words().slice(-9)).toEqual([
    '-p',
    '2222',
    '-J',
    'waa123@jump.example.org',
    '-l',
    'waa123',
    '--',
    'access.example.org',
    'renew; date',
  ])
  expect(words().join(' ')).not.toMatch(/BatchMode|ConnectTimeout/u)
  expect(ssh.typed({ ...NODE, ...destination })).toBe(
    'ssh -p 2222 -J waa123@jump.example.org waa123@access.example.org',
  )
})

test('what ssh says besides comes line by line', onPosix, async () => {
  const { ssh } = withSsh('printf "Welcome\\r\\nto the " >&2; sleep 0.1; echo "campus" >&2; echo done')
  const remarks: string[] = []
  expect(await ssh.run(command({ onRemark: (line) => remarks.push(line) }))).toEqual({
    exitCode: 0,
    stdout: 'done\n',
  })
  expect(remarks).toEqual(['Welcome\r', 'to the campus'])
})

test('a host that never stops talking on standard error is ended, and fills no terminal', onPosix, async () => {
  const { ssh } = withSsh('while :; do echo "a line of a banner without end"; done >&2')
  let told = 0
  const ended = ssh.run(command({ onRemark: () => (told += 1) }))
  await expect(ended).rejects.toMatchObject({
    code: 'ssh-failed',
    message: expect.stringContaining('said more than'),
  })
  expect(told).toBeLessThan(10_000)
})

test('an ssh that does not end when it is told to is killed', onPosix, async () => {
  const { ssh, words } = withSsh("trap '' TERM; while :; do sleep 0.1; done")
  const ending = new AbortController()
  const running = ssh.run(command({ signal: ending.signal }))
  await expect.poll(() => words().length, { timeout: 10_000 }).toBeGreaterThan(3)
  ending.abort(new Error('enough'))
  await expect(running).rejects.toThrow('enough')
  await expect(ssh.run(command({ signal: ending.signal }))).rejects.toThrow('enough')
})
