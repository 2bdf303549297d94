import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/run-icc.ts'
import { scriptedIdpForTest, tokens, type Step } from '../support/scripted-idp.ts'
import { expire, refreshes, shortSession } from '../support/scripted-idp-session.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'

const isRoot = process.getuid?.() === 0
const noModes =
  process.platform === 'win32' ? 'no file modes on Windows' : isRoot ? 'root may do everything' : undefined

/** A tiny file system in memory at a folder, or why there can be none. */
const noTmpfs: string | undefined = ((): string | undefined => {
  if (process.platform !== 'linux' || !isRoot) return 'only root on Linux may mount one'
  const folder = mkdtempSync(join(tmpdir(), 'icc-test-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0
  if (mounted) spawnSync('umount', [folder])
  rmdirSync(folder)
  return mounted ? undefined : 'mounting is not allowed here'
})()

function mountTmpfs(folder: string, options: string): void {
  mkdirSync(folder, { recursive: true })
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status).toBe(0)
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
}

function fill(folder: string): void {
  try {
    writeFileSync(join(folder, 'filling'), Buffer.alloc(1024 * 1024))
  } catch {
    // Full: that is the point.
  }
}

/** Tokens, and what else happens on the user's computer before they come. */
function meanwhile(happens: () => void, refreshToken: string): Step {
  return (exchange) => {
    happens()
    return tokens({ refreshToken })(exchange)
  }
}

/** A sign-in that must fail, leave every file as it was, and leave no session at the provider. */
async function failsUntouched(user: User, argv: readonly string[] = []): Promise<{ stderr: string; code: string }> {
  const before = user.files()
  const { stdout, stderr, exitCode } = await user.icc(['login', '-o', 'json', ...argv])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(user.files()).toEqual(before)
  const { error } = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')
  expect(error.message).toMatch(/Nothing was (?:changed|written|done)/u)
  return { stderr, code: error.code }
}

test('a broken kubeconfig is told with file, line and column before anybody is asked to approve', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  writeFileSync(user.home.kubeconfig, 'apiVersion: v1\nclusters: [\n')
  const { code, stderr } = await failsUntouched(user)
  expect(code).toBe('kubeconfig-broken')
  expect(stderr).toMatch(/kubeconfig, line \d+, column \d+/u)
  expect(idp.requests).toEqual([])
})

test('a folder in the place of the kubeconfig is told before anybody is asked to approve', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  mkdirSync(user.home.kubeconfig)
  expect((await failsUntouched(user)).code).toBe('file-is-folder')
  expect(idp.requests).toEqual([])
})

test('a read-only kubeconfig is told before anybody is asked to approve', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  writeFileSync(user.home.kubeconfig, 'apiVersion: v1\nkind: Config\n', { mode: 0o400 })
  expect((await failsUntouched(user)).code).toBe('file-not-writable')
  expect(idp.requests).toEqual([])
})

test('a kubeconfig that turns read-only while the user approves is left alone, and the session is revoked', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  writeFileSync(user.home.kubeconfig, 'apiVersion: v1\nkind: Config\n', { mode: 0o600 })
  idp.script('token', [meanwhile(() => chmodSync(user.home.kubeconfig, 0o400), 'to-be-revoked')])
  expect((await failsUntouched(user)).code).toBe('file-not-writable')
  expect(idp.seen('revocation').map(({ form }) => form.get('token'))).toEqual(['to-be-revoked'])
})

test.skipIf(noModes !== undefined)(
  `a kubeconfig without the right to read is told${noModes === undefined ? '' : ` (skipped: ${noModes})`}`,
  async () => {
    const user = await userOf(await scriptedIdpForTest())
    writeFileSync(user.home.kubeconfig, 'apiVersion: v1\n')
    chmodSync(user.home.kubeconfig, 0)
    const { stderr, exitCode } = await user.icc(['login'])
    expect({ exitCode }).toEqual({ exitCode: 1 })
    expect(stderr).toContain('cannot be read: you have no right to')
  },
)

test('a failed renewal puts the session back as it was, and it still works', async () => {
  const { idp, user } = await shortSession({ token: [tokens({ refreshToken: 'the-old-one' })] })
  idp.script('token', [meanwhile(() => chmodSync(user.home.kubeconfig, 0o400), 'the-new-one')])
  expect((await failsUntouched(user, ['--credential', 'inline'])).code).toBe('file-not-writable')
  expect(idp.seen('revocation').map(({ form }) => form.get('token'))).toEqual(['the-new-one'])
  expire(user)
  expect((await user.icc(['token'])).exitCode).toBe(0)
  expect(refreshes(idp)).toEqual(['the-old-one'])
})

test('a broken profile is told with file, line and field, and nothing is asked', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const file = join(user.home.folder, 'config/sites/playground.yaml')
  writeFileSync(file, `${readFileSync(file, 'utf8')}colour: blue\n`)
  const { code, stderr } = await failsUntouched(user)
  expect(code).toBe('site-broken')
  expect(stderr).toMatch(/playground\.yaml:\d+:1: colour: unknown name/u)
  expect(idp.requests).toEqual([])
})

test('an unknown site exits 2 with the nearest name, for every command that needs one', async () => {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const ran = await user.icc(['login', '--site', 'plaground'])
  expect(ran).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining('Did you mean playground?') })
  expect(user.files()).toEqual({})
  expect(idp.requests).toEqual([])
})

test.each([
  ['a file', (path: string) => writeFileSync(path, 'not a folder')],
  ['a circle of links', (path: string) => symlinkSync(path, path)],
  ['a link to nowhere', (path: string) => symlinkSync('/proc/nowhere/icc', path)],
])('%s in the place of the state folder is told, and nothing is written', async (_, make) => {
  const idp = await scriptedIdpForTest({ token: [tokens({ refreshToken: 'to-be-revoked' })] })
  const user = await userOf(idp)
  make(join(user.home.folder, 'state'))
  const { code, stderr } = await failsUntouched(user)
  expect(code).toMatch(/^(?:file-not-writable|file-not-readable|folder-missing)$/u)
  expect(stderr).toContain(join(user.home.folder, 'state'))
})

test.each(['sessions', 'secrets', 'tokens'])(
  'a file in the place of the folder %s is told, and nothing is written',
  async (name) => {
    const user = await userOf(await scriptedIdpForTest())
    mkdirSync(join(user.home.folder, 'state'))
    writeFileSync(join(user.home.folder, 'state', name), '')
    expect((await failsUntouched(user, ['--credential', 'exec'])).stderr).toContain(name)
  },
)

test.each(['sessions', 'secrets', 'tokens'])(
  'a folder in the place of a file in %s is told, and nothing is written',
  async (name) => {
    const user = await userOf(await scriptedIdpForTest())
    mkdirSync(join(user.home.folder, 'state', name, 'playground.json', 'inside'), { recursive: true })
    expect((await failsUntouched(user, ['--credential', 'exec'])).stderr).toContain(name)
  },
)

const skippedWithoutTmpfs = noTmpfs === undefined ? '' : ` (skipped: ${noTmpfs})`

test.skipIf(noTmpfs !== undefined)(
  `a state folder on a read-only file system is told, and nothing is written${skippedWithoutTmpfs}`,
  async () => {
    const user = await userOf(await scriptedIdpForTest())
    mountTmpfs(join(user.home.folder, 'state'), 'size=64k,ro')
    expect((await failsUntouched(user)).code).toBe('file-not-writable')
  },
)

test.skipIf(noTmpfs !== undefined)(
  `a full disk under the state folder is told, and nothing is written${skippedWithoutTmpfs}`,
  async () => {
    const user = await userOf(await scriptedIdpForTest())
    const state = join(user.home.folder, 'state')
    mountTmpfs(state, 'size=64k')
    for (const name of ['tokens', 'secrets', 'sessions']) mkdirSync(join(state, name))
    fill(state)
    expect((await failsUntouched(user, ['--credential', 'exec'])).code).toBe('disk-full')
  },
)

test.skipIf(noTmpfs !== undefined)(
  `a full disk under the kubeconfig leaves it and the session as they were${skippedWithoutTmpfs}`,
  async () => {
    const folder = join(temporaryFolder(), 'kube')
    mountTmpfs(folder, 'size=64k')
    const { user } = await shortSession()
    const kubeconfig = join(folder, 'config')
    writeFileSync(kubeconfig, readFileSync(user.home.kubeconfig, 'utf8'))
    fill(folder)
    const before = readFileSync(kubeconfig, 'utf8')
    expect((await failsUntouched(user, ['--kubeconfig', kubeconfig, '--credential', 'inline'])).code).toBe(
      'disk-full',
    )
    expect(readFileSync(kubeconfig, 'utf8')).toBe(before)
    expect(readdirSync(folder).toSorted()).toEqual(['config', 'filling'])
  },
)

test.skipIf(noTmpfs !== undefined)(
  `a disk that is full when a refresh comes is told, not taken for a bug${skippedWithoutTmpfs}`,
  async () => {
    const idp = await scriptedIdpForTest({ token: [tokens({ seconds: 2 })] })
    const user = await userOf(idp)
    const state = join(user.home.folder, 'state')
    mountTmpfs(state, 'size=64k')
    await user.icc(['login', '--credential', 'exec'])
    expire(user)
    fill(state)
    idp.script('token', [tokens()])
    const ran = await user.icc(['token', '--site', 'playground'])
    expect(ran).toMatchObject({ stdout: '', exitCode: 1, stderr: expect.stringContaining('no space left') })
    // The refresh token would have been spent on an answer that nobody can keep.
    expect(refreshes(idp)).toEqual([])
  },
)

test('a kubeconfig in a folder that does not exist yet is made for the user alone', async () => {
  const user = await userOf(await scriptedIdpForTest())
  const path = join(user.home.folder, 'new', 'folder', 'config')
  expect((await user.icc(['login', '--kubeconfig', path])).exitCode).toBe(0)
  expect(readFileSync(path, 'utf8')).toContain('current-context: playground')
})
