import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cancelled, IccError } from '../../../../src/errors.ts'
import { readHead, writeHead } from '../../../../src/features/scaffold/files/head.ts'
import { reportFiles } from '../../../../src/features/scaffold/files/plan.ts'
import { updateFile, type UpdateOptions } from '../../../../src/features/scaffold/update/update.ts'
import { project, RUN, TEMPLATES, type Project } from './project.ts'

const force: UpdateOptions = { force: true, dryRun: false, interactive: false }
const terminal: UpdateOptions = { force: false, dryRun: false, interactive: true }

const fileOf = ({ ctx }: Project): string => readFileSync(join(ctx.cwd, 'web.yaml'), 'utf8')

const byHand = (text: string): string =>
  text
    .replace('replicas: 1\n', 'replicas: 3\n')
    .replace('kind: Service\n', 'kind: Service # ours\n')
    .replace('image: web:1.0\n', 'image: web:7\n    env: ours\n')

const withBeginning = (text: string): string => `# our own\n---\n${byHand(text)}`

test('a file that nobody changed becomes what the newest template makes', async () => {
  const made = project()
  await made.write()
  const updated = await updateFile(made.ctx, 'web.yaml', made.deps, force)
  expect(fileOf(made)).toBe(await made.newest())
  expect(fileOf(made)).toContain('issuer: second')
  expect(fileOf(made)).toContain('revisionHistoryLimit: 2')
  expect(updated).toMatchObject({ version: 1, run: { version: 2, facts: { issuer: 'second' } } })
  expect(reportFiles(updated.plan ?? { files: [] })).toEqual([
    { path: 'web.yaml', action: 'overwrite', kinds: ['Service', 'Deployment', 'PodDisruptionBudget'] },
  ])
})

test('what was changed by hand stays, above the head as well, and what is no more is said', async () => {
  const made = project()
  await made.write(withBeginning)
  await updateFile(made.ctx, 'web.yaml', made.deps, force)
  expect(fileOf(made)).toBe(await made.newest(withBeginning))
  expect(made.ctx.said).toEqual(['The template has no --old, fact zone any more; what was said there is left out.'])
  expect(readHead(fileOf(made))).toEqual({
    ...RUN,
    version: 2,
    manifests: ['service.yaml', 'deployment.yaml', 'budget.yaml'],
    words: [...RUN.words.slice(0, -1), { flag: 'extra', value: 'new' }],
    facts: { issuer: 'second' },
  })
})

test.each([
  ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
  ['a byte order mark', (text: string) => `\uFEFF${text}`],
])('a file with %s keeps them', async (_, change) => {
  const made = project()
  await made.write((text) => change(byHand(text)))
  await updateFile(made.ctx, 'web.yaml', made.deps, force)
  expect(fileOf(made)).toBe(await made.newest((text) => change(byHand(text))))
})

test('a file that is as the newest template has it is not written', async () => {
  const made = project()
  writeFileSync(join(made.ctx.cwd, 'web.yaml'), await made.newest(byHand))
  const { plan } = await updateFile(made.ctx, 'web.yaml', made.deps, { ...force, force: false })
  expect(plan?.files[0]?.action).toBe('equal')
  expect(made.ctx.said).toEqual(['web.yaml is as version 2 of the template has it. Nothing was written.'])
})

test('the same version with other facts is an update as well', async () => {
  const made = project()
  await made.write()
  await updateFile(made.ctx, 'web.yaml', made.deps, force)
  made.roots = { site: { classes: ['fast'], issuers: ['third'] } }
  await updateFile(made.ctx, 'web.yaml', made.deps, force)
  expect(fileOf(made)).toContain('issuer: third')
})

test('conflicts are shown with their lines, and nothing is written', async () => {
  const made = project()
  await made.write((text) => text.replace('memory: 128Mi', 'memory: 1Gi').replace('issuer: first', 'issuer: ours'))
  const before = fileOf(made)
  await expect(updateFile(made.ctx, 'web.yaml', made.deps, force)).rejects.toMatchObject({
    code: 'update-conflict',
    exitCode: 1,
    message: 'web.yaml was changed by hand in 2 places where the template changed as well. Nothing was written.',
  })
  expect(fileOf(made)).toBe(before)
  const lineOf = (text: string): number => before.split('\n').findIndex((line) => line.includes(text)) + 1
  expect(made.ctx.notices).toEqual([
    [
      `web.yaml:${lineOf('issuer: ours')}: changed by hand and in the template`,
      '  by hand   |     issuer: ours',
      '  before    |     issuer: first',
      '  now       |     issuer: second',
      `web.yaml:${lineOf('memory: 1Gi')}: changed by hand and in the template`,
      '  by hand   |     memory: 1Gi',
      '  before    |     memory: 128Mi',
      '  now       |     memory: 256Mi',
    ].join('\n'),
  ])
})

test('what was brought to the new form by hand is no conflict any more', async () => {
  const made = project()
  await made.write((text) => text.replace('memory: 128Mi', 'memory: 256Mi'))
  await updateFile(made.ctx, 'web.yaml', made.deps, force)
  expect(fileOf(made)).toBe(await made.newest())
})

test('on a terminal the difference is shown, and a yes is needed', async () => {
  for (const [answer, isWritten] of [
    ['yes', true],
    ['no', false],
  ] as const) {
    const made = project([answer])
    await made.write()
    const before = fileOf(made)
    const { plan } = await updateFile(made.ctx, 'web.yaml', made.deps, terminal)
    expect(plan !== undefined).toBe(isWritten)
    expect(fileOf(made)).toBe(isWritten ? await made.newest() : before)
    expect(made.ctx.questions).toEqual(['Write this to web.yaml?'])
    expect(made.ctx.notices).toEqual([expect.stringContaining('-    memory: 128Mi\n+    memory: 256Mi')])
  }
})

test('nothing is written after Ctrl-C, with --dry-run, and where nobody can be asked', async () => {
  const made = project([cancelled()])
  await made.write()
  const before = fileOf(made)
  await expect(updateFile(made.ctx, 'web.yaml', made.deps, terminal)).rejects.toMatchObject({ exitCode: 130 })
  const { plan } = await updateFile(made.ctx, 'web.yaml', made.deps, { ...terminal, dryRun: true })
  expect(plan?.files[0]?.diff).toContain('+    memory: 256Mi')
  await expect(
    updateFile(made.ctx, 'web.yaml', made.deps, { ...terminal, interactive: false }),
  ).rejects.toMatchObject({ code: 'confirmation-needed', exitCode: 2 })
  expect(fileOf(made)).toBe(before)
})

function refuse({ path, text }: { path: string; text: string }): void {
  throw new IccError('scaffold-refused', `${path} ${text.includes('256Mi')}`)
}

test('nothing is written where the file changed since it was read, or where the check refuses', async () => {
  const made = project()
  await made.write()
  const path = join(made.ctx.cwd, 'web.yaml')
  const check = (): void => writeFileSync(path, 'theirs\n')
  await expect(updateFile(made.ctx, 'web.yaml', { ...made.deps, check }, force)).rejects.toMatchObject({
    code: 'file-changed',
  })
  expect(fileOf(made)).toBe('theirs\n')
  await made.write()
  const before = fileOf(made)
  await expect(updateFile(made.ctx, 'web.yaml', { ...made.deps, check: refuse }, force)).rejects.toMatchObject({
    code: 'scaffold-refused',
    message: 'web.yaml true',
  })
  expect(fileOf(made)).toBe(before)
})

test('a file with a part of the manifests keeps its part, and what there is besides is said', async () => {
  const made = project()
  await made.write(undefined, { ...RUN, manifests: ['deployment.yaml'] })
  await updateFile(made.ctx, 'web.yaml', made.deps, force)
  expect(readHead(fileOf(made))?.manifests).toEqual(['deployment.yaml'])
  expect(fileOf(made)).not.toContain('Service')
  expect(made.ctx.said[0]).toBe('The template makes budget.yaml as well now, in files of their own.')
})

test('what a campus no longer offers is told, with the file', async () => {
  const made = project()
  await made.write()
  made.roots = { site: { classes: ['slow'], issuers: ['second'] } }
  await expect(updateFile(made.ctx, 'web.yaml', made.deps, force)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^web\.yaml cannot be updated\. Nothing was written\. .*--class fast: there is slow/su,
    ),
  })
})

/** The newest template, and it alone, says that what it makes holds a secret. */
const PRIVATE = Object.fromEntries(
  Object.entries(TEMPLATES).map(([name, text]) => [
    name,
    name === 'app/template.yaml' ? `private: true\n${text}` : text,
  ]),
)

const { 'app/v1/template.yaml': _gone, ...withoutV1 } = TEMPLATES

test.each<[string, Partial<typeof RUN>, Readonly<Record<string, string>>, string, string]>([
  ['an unknown kind', { kind: 'ap' }, TEMPLATES, 'kind-unknown', 'There is no kind ap.'],
  ['a version that is not kept', {}, withoutV1, 'template-version-missing', 'version 1 is not kept'],
  ['a kind with a secret', {}, PRIVATE, 'update-private', 'it holds a secret'],
  [
    'a version of the future',
    { version: 9 },
    TEMPLATES,
    'template-newer',
    'it was written by version 9 of app, and 2 is the newest here',
  ],
])('a file of %s cannot be updated', async (_, run, templates, code, message) => {
  const made = project([], templates)
  const text = [...writeHead({ ...RUN, ...run }), 'a: 1', ''].join('\n')
  writeFileSync(join(made.ctx.cwd, 'web.yaml'), text)
  await expect(updateFile(made.ctx, 'web.yaml', made.deps, force)).rejects.toMatchObject({
    code,
    exitCode: 1,
    message: expect.stringMatching(
      new RegExp(`^web\\.yaml cannot be updated: .*${message}.* Nothing was written\\.$`, 'u'),
    ),
  })
  expect(fileOf(made)).toBe(text)
})

test.each([
  ['no head', 'a: 1\n', 'head-missing', 'does not begin with the lines that icc scaffold writes'],
  ['half a head', '# icc scaffold app web --kube-version 1.34\na: 1\n', 'head-broken', 'web.yaml, line 2'],
  ['no text', 'a\0b', 'file-not-text', 'it is a binary file'],
])('a file with %s cannot be updated', async (_, text, code, message) => {
  const made = project()
  writeFileSync(join(made.ctx.cwd, 'web.yaml'), text)
  await expect(updateFile(made.ctx, 'web.yaml', made.deps, force)).rejects.toMatchObject({
    code,
    exitCode: 1,
    message: expect.stringContaining(message),
  })
})

test('a file that is not there, and a folder, cannot be updated', async () => {
  const { ctx, deps } = project()
  await expect(updateFile(ctx, 'web.yaml', deps, force)).rejects.toMatchObject({ code: 'file-missing' })
  await expect(updateFile(ctx, '.icc', deps, force)).rejects.toMatchObject({ code: 'file-is-folder' })
})
