import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Kube } from '../../../../src/context.ts'
import { createProject } from '../../../../src/features/lint/project.ts'
import type { LintRun } from '../../../../src/features/lint/run.ts'
import { askServer } from '../../../../src/features/lint/server/ask-server.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { loadSchemas } from '../../../../src/features/manifests/schema/index.ts'
import { createTestContext, temporaryFolder } from '../../../support/run-icc.ts'

function unexpected(): Promise<never> {
  return Promise.reject(new Error('nobody asks this'))
}

/** A cluster that has config maps and quotas, and does what a test says with dry runs. */
function kubeThat(dryRun: Kube['dryRun'], list: Kube['list'] = unexpected): Kube {
  return {
    whoAmI: unexpected,
    rules: unexpected,
    getNamespace: unexpected,
    listNamespaces: unexpected,
    canI: unexpected,
    version: async () => '1.35',
    resources: async (groupVersion) => [
      { groupVersion, kind: 'ConfigMap', plural: 'configmaps', namespaced: true, verbs: ['create'] },
    ],
    read: async () => 'missing',
    list,
    metadata: unexpected,
    descriptions: unexpected,
    description: unexpected,
    apply: unexpected,
    dryRun,
  }
}

function contextWith(kube: Kube) {
  const home = temporaryFolder()
  const file = join(home, 'kubeconfig')
  const clusters = '[{name: c, cluster: {server: "https://api.campus.example"}}]'
  const contexts = '[{name: campus, context: {cluster: c, user: u, namespace: mine}}]'
  writeFileSync(
    file,
    `{kind: Config, current-context: campus, clusters: ${clusters}, users: [{name: u, user: {token: x}}], contexts: ${contexts}}\n`,
    { mode: 0o600 },
  )
  return createTestContext({ kubeconfig: file }, { home, kube: async () => kube })
}

function runOf({ name, text }: { name: string; text: string }): LintRun {
  const source = { name, text }
  return { project: createProject([{ source, ...readManifests(source) }]), findings: [], notChecked: [] }
}

function maps(count: number): { name: string; text: string } {
  return {
    name: 'a.yaml',
    text: Array.from(
      { length: count },
      (_, index) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: a${index}}}\n`,
    ).join('---\n'),
  }
}

test('a few requests are under way at a time, and all objects get their turn', async () => {
  let [now, most, all] = [0, 0, 0]
  const ctx = contextWith(
    kubeThat(async () => {
      now += 1
      all += 1
      most = Math.max(most, now)
      await ctx.clock.sleep(2)
      now -= 1
      return { kind: 'accepted', warnings: [] }
    }),
  )
  await askServer(ctx, [maps(40)], loadSchemas(ctx))
  expect({ most, all }).toEqual({ most: 6, all: 40 })
})

test('a server that answers nothing in time is not waited for again and again', async () => {
  let asked = 0
  const ctx = contextWith(
    kubeThat(async () => {
      asked += 1
      return { kind: 'no-answer' }
    }),
  )
  const { word } = await askServer(ctx, [maps(40)], loadSchemas(ctx))
  expect(asked).toBe(6)
  const { findings, notChecked } = word.tell(runOf(maps(40)))
  expect(findings).toEqual([])
  expect(Object.groupBy(notChecked, ({ reason }) => reason)).toMatchObject({
    'the cluster did not answer in time': { length: 6 },
    'the cluster was not asked any more: it did not answer before': { length: 34 },
  })
})

function pod(namespace: string): string {
  return `{apiVersion: v9, kind: Pod, metadata: {name: a${namespace}}, spec: {}}\n`
}

test('quotas of the namespaces that pods and claims go to are looked up, those with scopes left out', async () => {
  const listed = new Set<string>()
  const kube = kubeThat(unexpected, async ({ namespace, resource }) => {
    listed.add(`${resource.plural} in ${namespace ?? ''}`)
    if (namespace === 'theirs') return 'forbidden'
    const hard = { pods: '3' }
    return [
      { metadata: { name: 'compute' }, spec: { hard } },
      { metadata: { name: 'best-effort' }, spec: { hard, scopes: ['BestEffort'] } },
    ]
  })
  const ctx = contextWith(kube)
  const text = [
    pod(''),
    pod(', namespace: theirs'),
    '{apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: other}}',
  ].join('---\n')
  const { quotas } = await askServer(ctx, [{ name: 'a.yaml', text }], loadSchemas(ctx))
  expect(listed).toEqual(new Set(['resourcequotas in mine', 'resourcequotas in theirs']))
  expect(quotas).toEqual(
    new Map([
      ['mine', [{ name: 'compute', hard: { pods: '3' } }]],
      ['theirs', []],
    ]),
  )
})
