import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runIcc } from '../support/run-icc.ts'
import { MISSPELT, project, SERVICE } from './lint-project.ts'

// The patterns of `.icc.yaml` are for the project, from wherever in it icc is started.

const SETTINGS = `lint:
  exclude: [old/]
  ignore:
    - {rule: schema-unknown-field, file: k8s/a.yaml, reason: the operator reads it}
    - {rule: image-tag, object: Deployment/web, reason: the course wants it so}
`

type Report = {
  findings: { rule: string; file: string; line: number }[]
  suppressed: number
  checked: { files: number }
}

/** A checkout with these settings, and a way to run icc in one of its folders. */
function checkout(): (folder: string, ...paths: string[]) => Promise<Report> {
  const { home } = project({
    '.icc.yaml': SETTINGS,
    'k8s/a.yaml': MISSPELT,
    'k8s/b.yaml': SERVICE.replace('name: web', 'name: other'),
    'old/c.yaml': MISSPELT,
  })
  mkdirSync(join(home, '.git'))
  return async (folder, ...paths) => {
    const argv = ['lint', ...paths, '-o', 'json', '--ignore', 'service-selector']
    const { stdout, stderr } = await runIcc(argv, { home: join(home, folder) })
    expect(stderr).toBe('')
    return JSON.parse(stdout) as Report
  }
}

test.each([
  ['.', [], '.icc.yaml'],
  ['k8s', ['..'], '../.icc.yaml'],
  ['k8s', ['../k8s', '..'], '../.icc.yaml'],
])('the whole project, from %s with %j: an entry that silences nothing is told', async (folder, paths, file) => {
  const { findings, suppressed, checked } = await checkout()(folder, ...paths)
  expect(findings).toMatchObject([{ rule: 'suppression-unused', file, line: 5 }])
  expect(suppressed).toBe(1)
  expect(checked.files).toBe(2)
})

test.each([
  ['k8s', [], 1],
  ['.', ['k8s'], 1],
  ['.', ['k8s/a.yaml'], 1],
  ['k8s', ['b.yaml'], 0],
  ['old', ['../k8s/b.yaml'], 0],
])('a part of it, from %s with %j: what an entry is for may be elsewhere', async (folder, paths, silenced) => {
  const { findings, suppressed } = await checkout()(folder, ...paths)
  expect(findings).toEqual([])
  expect(suppressed).toBe(silenced)
})

test('an entry for a file that was looked at, and is fine, is told in a part of the project too', async () => {
  const { run } = project({
    '.icc.yaml': SETTINGS.replace('k8s/a.yaml', 'k8s/*.yaml'),
    'k8s/b.yaml': SERVICE,
  })
  const { stdout } = await run('lint', 'k8s/b.yaml', '-o', 'json')
  expect(JSON.parse(stdout)).toMatchObject({ findings: [{ rule: 'suppression-unused', line: 4 }] })
})
