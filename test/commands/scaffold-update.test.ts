import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runIcc, temporaryFolder, type Ran } from '../support/run-icc.ts'

const INPUTS = `inputs:
  name: {type: name, argument: true, required: true, help: its name}
  size: {type: size, default: 1Gi, help: how large}
`
const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ name }}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: {{ class }}
  resources:
    requests:
      storage: {{ size }}
`

type Project = { home: string; run: (...argv: string[]) => Promise<Ran>; read: () => string }

/** A project with a template of its own, and a file that version 1 of it made, changed by hand. */
async function project(): Promise<Project> {
  const home = temporaryFolder()
  const folder = join(home, '.icc', 'templates', 'disk')
  mkdirSync(folder, { recursive: true })
  const template = `version: 1\nsummary: a claim\nmanifests: [claim.yaml]\n${INPUTS}facts:\n  class: first(site.storage.classes.name)\n`
  writeFileSync(join(folder, 'template.yaml'), template)
  writeFileSync(join(folder, 'claim.yaml'), CLAIM)
  const run = (...argv: string[]): Promise<Ran> => runIcc(['scaffold', ...argv], { home })
  await run('disk', 'data', '--site', 'haw-icc', '--out', 'disk.yaml')
  const file = join(home, 'disk.yaml')
  const read = (): string => readFileSync(file, 'utf8')
  writeFileSync(file, read().replace('  name: data\n', '  name: data\n  labels: {app: shop} # ours\n'))
  return { home, run, read }
}

/** Version 2, beside which version 1 is kept unless a test wants otherwise. */
function raise({ home }: Project, change: (claim: string) => string, { keep = true } = {}): void {
  const folder = join(home, '.icc', 'templates', 'disk')
  if (keep) for (const file of ['template.yaml', 'claim.yaml']) cpSync(join(folder, file), join(folder, 'v1', file))
  const definition = readFileSync(join(folder, 'template.yaml'), 'utf8')
  writeFileSync(join(folder, 'template.yaml'), definition.replace('version: 1', 'version: 2'))
  writeFileSync(join(folder, 'claim.yaml'), change(CLAIM))
}

const withVolumeMode = (claim: string): string => claim.replace('spec:\n', 'spec:\n  volumeMode: Filesystem\n')

test('what is new in the template comes in, what was changed by hand stays, for the campus of the file', async () => {
  const made = await project()
  raise(made, withVolumeMode)
  const { stderr, exitCode } = await made.run('update', 'disk.yaml', '--force')
  expect(stderr).toContain('disk.yaml: updated (template disk, version 1 to 2)')
  expect(exitCode).toBe(0)
  expect(made.read()).toContain('  labels: {app: shop} # ours\nspec:\n  volumeMode: Filesystem\n')
  expect(made.read()).toContain('  storageClassName: rook-ceph-block\n')
  expect(made.read()).toContain('\n# template disk 2 claim.yaml {"class":"rook-ceph-block"}\n')
  const again = await made.run('update', 'disk.yaml')
  expect(again.stderr).toContain('disk.yaml is as version 2 of the template has it. Nothing was written.')
})

test('--dry-run shows the difference, in JSON what would become of the file', async () => {
  const made = await project()
  raise(made, withVolumeMode)
  const before = made.read()
  const { stdout, exitCode } = await made.run('update', 'disk.yaml', '--dry-run')
  expect(stdout).toContain('+  volumeMode: Filesystem\n')
  expect([exitCode, made.read()]).toEqual([0, before])
  const json = await made.run('update', 'disk.yaml', '--dry-run', '-o', 'json')
  expect(JSON.parse(json.stdout)).toEqual({
    files: [{ path: 'disk.yaml', action: 'overwrite', kinds: ['PersistentVolumeClaim'] }],
    next: ['kubectl diff -f disk.yaml', 'kubectl apply -f disk.yaml'],
  })
})

test('where nobody can be asked, nothing is written without --force', async () => {
  const made = await project()
  raise(made, withVolumeMode)
  const before = made.read()
  const { stderr, exitCode } = await made.run('update', 'disk.yaml')
  expect(stderr).toContain('Nothing was written.')
  expect([exitCode, made.read()]).toEqual([2, before])
})

test('a place that both changed is shown, and nothing is written', async () => {
  const made = await project()
  raise(made, (claim) => claim.replace('name: {{ name }}\n', 'name: {{ name }}\n  labels: {app: other}\n'))
  const before = made.read()
  const { stderr, exitCode } = await made.run('update', 'disk.yaml', '--force')
  expect(stderr).toMatch(/^disk\.yaml:8: changed by hand and in the template$/mu)
  expect([exitCode, made.read()]).toEqual([1, before])
})

test('what lint would fault does not come in', async () => {
  const made = await project()
  raise(made, (claim) => claim.replace('[ReadWriteOnce]', '[ReadWriteMany]'))
  const before = made.read()
  const { stderr, exitCode } = await made.run('update', 'disk.yaml', '--force')
  expect(stderr).toContain('(storage-mode)')
  expect([exitCode, made.read()]).toEqual([1, before])
})

test('without the template of then there is nothing to compare with', async () => {
  const made = await project()
  raise(made, withVolumeMode, { keep: false })
  const { stderr, exitCode } = await made.run('update', 'disk.yaml', '--force')
  expect(stderr).toContain('version 1 is not kept in .icc/templates/disk/v1')
  expect(exitCode).toBe(1)
})

test.each([
  [['update'], 2, 'Which file?'],
  [['update', 'none.yaml'], 1, 'There is no file none.yaml to update.'],
])('icc scaffold %j', async (argv, code, message) => {
  const { stderr, exitCode } = await (await project()).run(...argv)
  expect(stderr).toContain(message)
  expect(exitCode).toBe(code)
})
