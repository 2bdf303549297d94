import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../../../playground/campus.ts'
import { projectAt, type Project } from '../../../commands/lint-server-home.ts'

// The cluster knows best which storage classes it has; a profile may be older.

let campus: Campus

beforeAll(async () => {
  campus = await startCampus()
})
afterAll(() => campus.close())

async function projectWhereProfileHas(classes: string): Promise<Project> {
  const project = await projectAt(campus, { 'README.md': '# Shop\n' })
  const sites = join(project.home, '.config', 'icc', 'sites')
  mkdirSync(sites, { recursive: true })
  writeFileSync(join(sites, 'old.yaml'), `id: old\ntitle: Old\nextends: generic\nstorage: {classes: [${classes}]}\n`)
  return project
}

test('a class that the profile does not know yet can be had, and lint is told why', async () => {
  const project = await projectWhereProfileHas('{name: slow}')
  const words = ['scaffold', 'pvc', 'data', '--storage-class', 'shared', '--site', 'old', '--out', 'pvc.yaml']
  const { stderr, exitCode } = await project.run([...words, '--mode', 'ReadWriteMany'])
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
  const lint = await project.run(['lint', 'pvc.yaml', '--site', 'old', '--fail-on', 'info'])
  expect(lint).toMatchObject({ exitCode: 0 })
  expect(lint.stdout).toContain('Suppressed: 1')
})

test('without a word the default of the cluster is taken, in steps that the profile knows', async () => {
  const project = await projectWhereProfileHas('{name: standard, sizeStep: 8Gi}, {name: slow, default: true}')
  const { stdout } = await project.run(['scaffold', 'pvc', 'data', '--site', 'old', '--out', '-'])
  expect(stdout).toContain('storageClassName: standard #')
  expect(stdout).toContain('storage: 8Gi # can grow later')
  expect(stdout).not.toContain('icc-ignore')
})

test('a class that the profile has and the cluster has not is told', async () => {
  const project = await projectWhereProfileHas('{name: slow}')
  const words = ['scaffold', 'statefulset', 'db', '--image', 'postgres:17.2', '--port', '5432', '--out', '-']
  const { stderr } = await project.run([...words, '--storage-class', 'slow', '--site', 'old'])
  expect(stderr).toContain('the cluster has no storage class slow, but standard, archive, shared.')
})
