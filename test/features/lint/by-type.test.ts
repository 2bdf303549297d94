import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Source } from '../../../src/features/manifests/document.ts'
import { kustomize } from '../../../src/features/lint/kustomize/index.ts'
import { lintSources } from '../../../src/features/lint/lint.ts'
import { checksFor } from '../../../src/features/lint/rules/by-type.ts'
import { CHECKS, RULES } from '../../../src/features/lint/rules/index.ts'
import { factsFor, type Given } from '../../support/lint.ts'

type Case = { files: Readonly<Record<string, string>>; given: Given }

const QUOTA = 'apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: all}\nspec: {hard: {requests.storage: 1Gi}}\n'
const CLAIM =
  'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n' +
  'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}\n'

const fixtures = join(import.meta.dirname, '../../fixtures')

/** All manifests that are there to show what rules find, and what icc scaffold writes. */
const cases: Case[] = [
  { files: { 'quota.yaml': QUOTA, 'claim.yaml': CLAIM }, given: {} },
  ...RULES.flatMap(({ bad, good }) => [bad, good]).flatMap((example): Case[] => {
    if (typeof example === 'string') return [{ files: { 'a.yaml': example }, given: {} }]
    return 'words' in example ? [] : [{ files: example.files, given: example }]
  }),
  ...['lint', 'scaffold'].flatMap((folder) =>
    readdirSync(join(fixtures, folder)).flatMap((subject) =>
      readdirSync(join(fixtures, folder, subject)).map((name) => caseIn(join(fixtures, folder, subject, name))),
    ),
  ),
]

function caseIn(path: string): Case {
  const files = filesOf(path)
  const text = Object.values(files).join('\n')
  const said = (name: string) => new RegExp(`^# ${name}: (.+)$`, 'mu').exec(text)?.[1]
  return { files, given: { site: said('site'), version: said('version'), namespace: said('namespace') } }
}

function filesOf(path: string): Record<string, string> {
  if (!statSync(path).isDirectory()) return { [basename(path)]: readFileSync(path, 'utf8') }
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(path, name)).isFile())
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(path, name), 'utf8')]))
}

test('what is looked at because of what a file holds is all that can be found in it', async () => {
  let count = 0
  let asked = 0
  for (const { files, given } of cases) {
    const facts = factsFor({ ...given, wholeProject: false })
    const sources = Object.entries(files).map(([name, text]) => ({ name, text }))
    const all = {
      facts,
      rules: RULES,
      checks: CHECKS,
      asked: new Set(RULES.map(({ id }) => id)),
      kustomize,
      today: '2026-11-21',
    }
    const { findings } = lintSources({ sources }, all)
    for (const source of sources) {
      // oxlint-disable-next-line no-await-in-loop -- one file after the other
      const found = await foundIn(source, sources, all)
      const expected = findings.filter(({ file }) => file === source.name)
      expect(found.told).toEqual(expected.map(told))
      count += expected.length
      asked += found.checks
    }
  }
  expect(count).toBeGreaterThan(1000)
  expect(asked).toBeLessThan(cases.length * CHECKS.length)
})

async function foundIn(source: Source, sources: readonly Source[], all: Parameters<typeof lintSources>[1]) {
  const checks = await checksFor([source])
  const { findings } = lintSources({ sources }, { ...all, checks, only: new Set([source.name]) })
  return { checks: checks.length, told: findings.filter(({ file }) => file === source.name).map(told) }
}

/** As a report has it. */
function told(found: ReturnType<typeof lintSources>['findings'][number]): object {
  return { ...found, finding: undefined }
}

test('every check is asked of what holds all kinds of things', async () => {
  const kinds = ['v1/Pod', 'batch/v1/Job', 'networking.k8s.io/v1/Ingress', 'example.org/v1/Widget']
  const text = kinds.map((kind) => {
    const slash = kind.lastIndexOf('/')
    return `apiVersion: ${kind.slice(0, slash)}\nkind: ${kind.slice(slash + 1)}\nmetadata: {name: a}\n`
  })
  const checks = await checksFor([{ name: 'all.gitlab-ci.yml', text: text.join('---\n') }])
  expect(new Set(checks)).toEqual(new Set(CHECKS))
})
