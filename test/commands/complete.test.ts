import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { memoryFile, writeMemoryFile } from '../../src/features/namespaces/memory-file.ts'
import { createTestContext, runIcc, temporaryFolder } from '../support/run-icc.ts'
import { contextsOfSite, SESSION_FILE, sessionFile } from '../support/shells.ts'

/** What zsh would be offered: the words before the cursor, then the one at it. */
function zsh(home = temporaryFolder(), given = {}) {
  return async (...words: string[]): Promise<string[]> => {
    const { stdout, stderr, exitCode } = await runIcc(['__complete', 'zsh', ...words], { home, ...given })
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    return stdout.trimEnd().split('\n')
  }
}

/** The words without what they mean. */
function plain([, ...lines]: string[]): string[] {
  return lines.map((line) => line.replace(/(?<!\\):.*/u, ''))
}

function homeWith(files: Record<string, string>): string {
  const home = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), content)
  }
  return home
}

test('without a word every command is offered, with what it does', async () => {
  const found = await zsh()('')
  expect(found[0]).toBe('words')
  expect(found).toContain('login:sign in and write the kubeconfig')
  const { stdout } = await runIcc(['--help'])
  const [, listed = ''] = /Commands:\n((?: {2}.*\n)+)/u.exec(stdout) ?? []
  const names = [...listed.matchAll(/^ {2}([a-z]+)/gmu)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(8)
  expect(plain(found)).toEqual([...names, 'help'])
})

test('of every command exactly the flags are offered that its help names', async () => {
  const complete = zsh()
  const groups = { site: plain(await complete('site', '')) }
  expect(groups.site).toContain('show')
  const commands = plain(await complete('')).filter((name) => name !== 'help' && name !== 'site')
  for (const line of [...commands.map((name) => [name]), ...groups.site.map((name) => ['site', name])]) {
    const { stdout } = await runIcc([...line, '--help'])
    const named = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gmu)].map(([, name]) => name)
    // Only the root takes --version, though every help shows it.
    const expected = named.filter((name) => name !== '--version')
    const flags = plain(await complete(...line, '--'))
    expect({ line, flags: new Set(flags) }).toEqual({ line, flags: new Set(expected) })
  }
})

test('a flag that was given is not offered again, unless it may be', async () => {
  const found = plain(await zsh()('lint', '--yes', '--crd', 'a.yaml', '--'))
  expect(found).not.toContain('--yes')
  expect(found).toEqual(expect.arrayContaining(['--crd', '--kubeconfig', '--no-color']))
})

test.each([
  [
    ['login', '--credential', ''],
    ['auto', 'inline', 'exec'],
  ],
  [['login', '--credential=i'], ['--credential=inline']],
  [
    ['-o', ''],
    ['human', 'json'],
  ],
  [
    ['lint', '-o', ''],
    ['human', 'json', 'sarif', 'gitlab', 'junit'],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish', 'powershell'],
  ],
  [
    ['help', 'ex'],
    ['explain', 'exit-codes'],
  ],
  [['site', 's'], expect.arrayContaining(['show'])],
  [['site', 'show', 'haw'], ['haw-icc']],
  [['--site', 'h'], ['haw-icc']],
  [['--site=h'], ['--site=haw-icc']],
  [['explain', 'job-'], expect.arrayContaining(['job-ttl'])],
  [['lint', '--fix=job-ttl,gpu-st'], ['--fix=job-ttl,gpu-strategy']],
  [['lint', '--kube-version', '1.3'], expect.arrayContaining(['1.37', '1.30'])],
  [
    ['scaffold', 'gpu'],
    ['gpu-deployment', 'gpu-job'],
  ],
  [
    ['scaffold', 'ingress', '--path-type', ''],
    ['Prefix', 'Exact', 'ImplementationSpecific'],
  ],
  [['scaffold', 'cronjob', '--time-zone', 'Europe/Ber'], ['Europe/Berlin']],
  [['scaffold', 'ingress', '--hos'], ['--host']],
  [['scaffold', '--minimal', 'ingress', '--hos'], ['--host']],
  [['scaffold', 'ingress', '--path', ''], []],
  [['nonsense', ''], []],
  [['token', '--', '--'], []],
  [['token', ''], []],
])('%j is completed by %j', async (words, expected) => {
  expect(plain(await zsh()(...words))).toEqual(expected)
})

test.each([
  [['lint', 'web']],
  [['--kubeconfig', '']],
  [['--kubeconfig=']],
  [['lint', '-o', 'sarif=out']],
  [['site', 'check', '']],
  [['site', 'add', '']],
  [['login', '--import', '']],
  [['scaffold', 'configmap', '--from-file', '']],
  [['scaffold', 'update', '']],
])('%j is left to the shell, which knows files', async (words) => {
  expect(await zsh()(...words)).toEqual(['files'])
})

test('a rule that is in the list already is not offered again', async () => {
  const found = plain(await zsh()('lint', '--select', 'gpu-shm,gpu-'))
  expect(found.length).toBeGreaterThan(2)
  expect(found).not.toContain('gpu-shm,gpu-shm')
})

test('--version is a flag before the command only', async () => {
  expect(plain(await zsh()('--ver'))).toEqual(['--verbose', '--version'])
  expect(plain(await zsh()('site', 'list', '--ver'))).toEqual(['--verbose'])
})

test('scaffold update takes the flags of scaffold, and no kind is called so', async () => {
  const complete = zsh()
  expect(plain(await complete('scaffold', 'upd'))).toEqual(['update'])
  expect(plain(await complete('scaffold', 'update', '--dry'))).toEqual(['--dry-run'])
})

test('a key of --set is not finished yet', async () => {
  const found = await zsh()('scaffold', 'ingress', '--set', 'hos')
  expect(found).toEqual(['unfinished', expect.stringMatching(/^host=:/u)])
})

test('contexts and namespaces are those of the kubeconfig, and of what was seen before', async () => {
  const home = homeWith({
    '.kube/config': contextsOfSite({ haw: 'team', other: 'x', 'kind@kind': 'default' }, 'haw'),
    [SESSION_FILE]: sessionFile({ personalNamespace: 'w001-default' }),
  })
  const ctx = createTestContext({}, { home })
  const seen = memoryFile(ctx, 'namespaces', ['haw', 'haw', join(home, '.kube/config'), 'list'])
  writeMemoryFile(ctx, seen, { at: 0, names: ['kube-system', 'team'], ofGroups: [] })
  const complete = zsh(home)
  expect(await complete('ctx', '')).toEqual([
    'words',
    'haw:current, namespace team',
    'kind@kind:namespace default',
    'other:namespace x',
  ])
  expect(plain(await complete('ctx', 'new=o'))).toEqual(['new=other'])
  expect(plain(await complete('ctx', '--delete', 'haw', ''))).toEqual(['kind@kind', 'other'])
  expect(await complete('ns', '')).toEqual(['words', 'kube-system', 'team:current', 'w001-default:your own'])
  expect(plain(await complete('ns', '--context', 'other', ''))).toEqual(['w001-default', 'x'])
  expect(plain(await complete('login', '-n', 'k'))).toEqual(['kube-system'])
})

test('--kubeconfig on the line counts, also below a home that no shell has put in yet', async () => {
  const home = homeWith({ 'other.yaml': contextsOfSite({ elsewhere: 'default' }, '') })
  for (const flag of [['--kubeconfig', '~/other.yaml'], [`--kubeconfig=${join(home, 'other.yaml')}`]])
    expect(plain(await zsh(home)(...flag, 'ctx', ''))).toEqual(['elsewhere'])
})

test("kinds of a project are offered beside icc's own, with their flags", async () => {
  const template =
    'version: 1\nsummary: a Secret for tests\nmanifests: [a.yaml]\ninputs:\n  colour:\n    type: text\n    help: its colour\n'
  const home = homeWith({
    '.icc/templates/paint/template.yaml': template,
    '.icc/templates/paint/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
  })
  const complete = zsh(home)
  expect(await complete('scaffold', 'pai')).toEqual(['words', 'paint:project'])
  expect(await complete('scaffold', 'paint', '--col')).toEqual([
    'words',
    expect.stringMatching(/^--colour:its colour/u),
  ])
})

test('a name with control characters is never offered', async () => {
  const odd = contextsOfSite({ 'a\nb': 'x', 'a\u001B[31m': 'x', 'a\u202Eb': 'x', abc: 'x' }, '')
  expect(plain(await zsh(homeWith({ '.kube/config': odd }))('ctx', ''))).toEqual(['abc'])
})

test('more than zsh can describe come as words alone', async () => {
  const many = Object.fromEntries(Array.from({ length: 600 }, (_, nth) => [`c:${nth}`, 'x']))
  const complete = zsh(homeWith({ '.kube/config': contextsOfSite(many, '') }))
  const all = await complete('ctx', '')
  expect([all.length, all[0], all[1]]).toEqual([601, 'plain', 'c:0'])
  expect(await complete('ctx', 'c:59')).toContain('c\\:599:namespace x')
})

test('what goes wrong is told on stderr, which the scripts do not show, and nothing on stdout', async () => {
  const home = homeWith({ '.kube/config': 'contexts: [' })
  const { stdout, stderr, exitCode } = await runIcc(['__complete', 'zsh', 'ctx', ''], { home })
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toContain('this is no kubeconfig')
  expect(await runIcc(['__complete', 'tcsh', ''])).toMatchObject({ exitCode: 2, stdout: '' })
})

const BREAKS = ' \t\n"\'@><=;|&(:'

test.each([
  ['icc s', ['status', 'scaffold', 'site']],
  ['icc', []],
  ['icc --site=h', ['haw-icc']],
  ['icc ctx ', ['admin@kube', String.raw`it\'s`, String.raw`my\ cluster`]],
  ['icc ctx my', [String.raw`my\ cluster`]],
  ['icc ctx my\\ c', [String.raw`my\ cluster`]],
  ['icc ctx "my c', ['my cluster']],
  ["icc ctx 'my", ['my cluster']],
  ["icc ctx 'it", [String.raw`it'\''s`]],
  ['icc ctx admin@k', ['kube']],
  ['icc ctx admin\\@k', [String.raw`admin@kube`]],
  ['icc ns --context=admin@', ['kube']],
  ['icc lint --select=job-ttl,gpu-st', ['job-ttl,gpu-strategy']],
])('bash gets for %j what it puts after its last break: %j', async (line, expected) => {
  const contexts = contextsOfSite({ 'my cluster': 'x', "it's": 'x', 'admin@kube': 'x' }, '')
  const home = homeWith({ '.kube/config': contexts })
  const { stdout, exitCode } = await runIcc(['__complete', 'bash', line, BREAKS], { home })
  expect(exitCode).toBe(0)
  expect(stdout.trimEnd().split('\n').slice(1)).toEqual(expected)
})

test('bash without "=" among its breaks gets the whole word', async () => {
  const { stdout } = await runIcc(['__complete', 'bash', 'icc --site=h', ' \t\n'], { home: temporaryFolder() })
  expect(stdout).toBe('words\n--site=haw-icc\n')
})

test.each([
  ['icc ctx m', ["'my cluster'\tmy cluster\tnamespace x"]],
  ["icc ctx 'my c", ["'my cluster'\tmy cluster\tnamespace x"]],
  ["icc ctx 'it''", ["'it''s'\tit's\tnamespace x"]],
  ['icc ctx my` c', ["'my cluster'\tmy cluster\tnamespace x"]],
  ['icc --site=h', [expect.stringMatching(/^--site=haw-icc\t--site=haw-icc\t/u)]],
  ['icc lint --select job-ttl,gpu-st', [expect.stringMatching(/^'job-ttl,gpu-strategy'\tjob-ttl,gpu-strategy\t/u)]],
])('PowerShell gets for %j what to put in, to show and to say: %j', async (line, expected) => {
  const home = homeWith({ '.kube/config': contextsOfSite({ 'my cluster': 'x', "it's": 'x' }, '') })
  const given = { home, env: { HOME: home, ICC_COMPLETION_LINE: line } }
  const { stdout } = await runIcc(['__complete', 'powershell'], given)
  expect(stdout.trimEnd().split('\n').slice(1)).toEqual(expected)
})
