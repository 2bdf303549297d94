import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cancelled } from '../../../../src/errors.ts'
import { decide, type DecideOptions } from '../../../../src/features/scaffold/files/decide.ts'
import { planFiles, reportFiles } from '../../../../src/features/scaffold/files/plan.ts'
import { temporaryFolder } from '../../kubeconfig/support.ts'
import { wanted } from './support.ts'
import { user } from './user.ts'

const terminal: DecideOptions = { force: false, dryRun: false, interactive: true }
const pipe: DecideOptions = { ...terminal, interactive: false }

/** A folder with a.yaml and b.yaml that are different, and the plan to write these and a new one. */
function threeFiles(...answers: (string | Error)[]) {
  const ctx = user(temporaryFolder(), answers)
  for (const name of ['a.yaml', 'b.yaml']) writeFileSync(join(ctx.cwd, name), 'old\n')
  return {
    ctx,
    plan: planFiles(
      ctx,
      ['a.yaml', 'new.yaml', 'b.yaml'].map((path) => wanted(path)),
    ),
  }
}

test('nobody is asked about new and equal files, with --force, and where nothing will be written', async () => {
  const { ctx, plan } = threeFiles()
  expect(await decide(ctx, plan, { ...pipe, force: true })).toBe(plan)
  expect(await decide(ctx, plan, { ...pipe, dryRun: true })).toBe(plan)
  writeFileSync(join(ctx.cwd, 'a.yaml'), 'new\n')
  const harmless = planFiles(ctx, [wanted('a.yaml'), wanted('c.yaml')])
  expect(await decide(ctx, harmless, pipe)).toBe(harmless)
  expect(ctx.notices).toEqual([])
})

test('where nobody can be asked, files that are different are named', async () => {
  const { ctx, plan } = threeFiles()
  await expect(decide(ctx, plan, pipe)).rejects.toMatchObject({
    code: 'file-exists',
    exitCode: 1,
    message: 'a.yaml, b.yaml exist and are different. Nothing was written.',
    hint: '--force, or --out FILE; --dry-run shows the difference',
  })
  const one = { files: plan.files.slice(0, 1) }
  await expect(decide(ctx, one, pipe)).rejects.toMatchObject({
    message: 'a.yaml exists and is different. Nothing was written.',
  })
})

test('the difference is shown before each question', async () => {
  const { ctx, plan } = threeFiles('yes', 'yes')
  expect(await decide(ctx, plan, terminal)).toEqual(plan)
  expect(ctx.notices).toEqual(
    ['a', 'b'].map((name) => `--- a/${name}.yaml\n+++ b/${name}.yaml\n@@ -1,1 +1,1 @@\n-old\n+new`),
  )
  expect(ctx.questions).toEqual(['a', 'b'].map((name) => `${name}.yaml exists and is different. Write over it?`))
})

test('one no is a no to all, and said', async () => {
  const { ctx, plan } = threeFiles('yes', 'no')
  expect(await decide(ctx, plan, terminal)).toBeUndefined()
  expect(ctx.said).toEqual(['Nothing was written.'])
})

test('another name is asked for until it is one, and asked about where that exists as well', async () => {
  const { ctx, plan } = threeFiles('name', ' ', 'new.yaml', 'folder', 'c.yaml', 'name', 'd.yaml', 'yes')
  writeFileSync(join(ctx.cwd, 'c.yaml'), 'others\n')
  mkdirSync(join(ctx.cwd, 'folder'))
  const decided = await decide(ctx, plan, terminal)
  expect(reportFiles(decided ?? { files: [] }).map(({ path, action }) => `${action} ${path}`)).toEqual([
    'create d.yaml',
    'create new.yaml',
    'overwrite b.yaml',
  ])
  expect(ctx.refused).toEqual([
    'A file needs a name.',
    'new.yaml and new.yaml would be one file. Nothing was written.',
    'folder is a folder, not a file. Nothing was written.',
  ])
  expect(ctx.notices[1]).toContain('-others\n+new')
})

test('Ctrl-C at a question ends it, and says that nothing was changed', async () => {
  const { ctx, plan } = threeFiles('yes', cancelled())
  await expect(decide(ctx, plan, terminal)).rejects.toMatchObject({
    exitCode: 130,
    message: 'Cancelled. Nothing was changed.',
  })
})

test('a diff shows no secret', async () => {
  const ctx = user(temporaryFolder(), ['yes'])
  writeFileSync(join(ctx.cwd, 'a.yaml'), 'key: old-secret\n')
  const plan = planFiles(ctx, [wanted('a.yaml', 'key: new-secret\n')])
  await decide(ctx, plan, { ...terminal, secrets: ['old-secret', 'new-secret'] })
  expect(ctx.notices).toEqual(['--- a/a.yaml\n+++ b/a.yaml\n@@ -1,1 +1,1 @@\n-key: ***\n+key: ***'])
})
