import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { array, assert, asyncProperty, boolean, constantFrom, record, type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { kubectl } from '../../../../tools/kubectl.ts'
import { lintTexts } from '../../../support/lint.ts'
import { deployment, ingress, K, service } from './application.ts'

// Layers of kustomizations upon each other, with all fields that change names, labels, images and amounts, over an
// application with a fault or none: lint finds the same in the folder as in what real kubectl renders of it.

const judge = await kubectl()
const run = promisify(execFile)

const CONFIG = 'env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: COLOUR}}}]'

const app = record({
  selector: constantFrom('', '{matchLabels: {app: web}}', '{matchLabels: {app: shop}}'),
  labels: constantFrom('', '{app: web}', '{app: web, tier: front}'),
  image: constantFrom('web', 'nginx:1.29.3', 'registry:5000/web'),
  container: constantFrom('', CONFIG, 'imagePolicy: Always'),
  spec: constantFrom('', 'replicas: 2', 'replicas: -1'),
})

const files = record({
  app,
  selector: constantFrom('', '{app: web}', '{app: web, tier: front}', '{app: shop}'),
  port: constantFrom('http', 'htp'),
  backend: constantFrom('web', 'nothing'),
  number: constantFrom('name: http', 'number: 81'),
})

const layer = record(
  {
    namePrefix: constantFrom('dev-', `${'p'.repeat(40)}-`),
    nameSuffix: constantFrom('-v1', '-blue'),
    namespace: constantFrom('team-a', 'team-b'),
    commonLabels: constantFrom('{app: web}', '{app: shop}', '{tier: front}'),
    labels: constantFrom(
      '[{pairs: {app: web}, includeSelectors: true}]',
      '[{pairs: {tier: front}, includeTemplates: true}]',
      '[{pairs: {stage: trial}}]',
    ),
    images: constantFrom('[{name: web, newTag: "2"}]', '[{name: "registry:5000/web", newName: web, newTag: "1"}]'),
    replicas: constantFrom('[{name: web, count: 3}]'),
    patches: constantFrom(
      '[{target: {kind: Deployment}, patch: "- {op: add, path: /spec/paused, value: \\"no\\"}"}]',
      '[{target: {name: web, kind: Service}, patch: "- {op: replace, path: /spec/ports/0/targetPort, value: http}"}]',
      '[{patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {hostNetwrk: true}}}}"}]',
    ),
  },
  { requiredKeys: [] },
)

const project = record({ files, layers: array(layer, { minLength: 1, maxLength: 3 }), literal: boolean() })

type Layers = Readonly<Record<string, string | undefined>>[]

function texts(of: { files: ReturnType<typeof shape>; layers: Layers; literal: boolean }): Record<string, string> {
  const found: Record<string, string> = {
    'l0/app.yaml': deployment(of.files.app),
    'l0/service.yaml': service({ selector: of.files.selector, port: of.files.port }),
    'l0/ingress.yaml': ingress(of.files.backend, of.files.number),
  }
  for (const [index, fields] of of.layers.entries()) {
    const lines = Object.entries(fields).map(([key, value = '']) => `${key}: ${value}\n`)
    const below = index === 0 ? '[app.yaml, service.yaml, ingress.yaml]' : `[../l${index - 1}]`
    const key = of.literal ? 'COLOUR' : 'SIZE'
    const made = index === 0 ? `configMapGenerator: [{name: settings, literals: [${key}=x]}]\n` : ''
    found[`l${index}/kustomization.yaml`] = `${K}resources: ${below}\n${made}${lines.join('')}`
  }
  return found
}

function shape(value: typeof files extends Arbitrary<infer T> ? T : never) {
  return value
}

/** Its kind is enough: kustomize changes all names, and there is one object of each kind. */
function told(findings: readonly { rule: string; severity: string; object: string | undefined }[]): string[] {
  const lines = findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule, object = '' }) => `${rule} ${object.split('/')[0] ?? ''}`)
  // That of the Service is too long, and so is the reference to it, in what is rendered.
  return [...new Set(lines)].filter((line) => line !== 'name-too-long Ingress').toSorted()
}

test.skipIf(judge === undefined)(
  'a folder has the findings of what kubectl renders of it',
  { timeout: 120_000 },
  async () => {
    await assert(
      asyncProperty(project, async (of) => {
        const all = texts({ ...of, files: shape(of.files) })
        const home = mkdtempSync(join(tmpdir(), 'icc-kustomize-'))
        try {
          for (const [name, text] of Object.entries(all)) {
            mkdirSync(dirname(join(home, name)), { recursive: true })
            writeFileSync(join(home, name), text)
          }
          const { stdout } = await run(judge ?? '', ['kustomize', `l${of.layers.length - 1}`], { cwd: home })
          expect(told(lintTexts(all).findings)).toEqual(told(lintTexts({ 'all.yaml': stdout }).findings))
        } finally {
          rmSync(home, { recursive: true, force: true })
        }
      }),
      { numRuns: Number(process.env['ICC_KUSTOMIZE_RUNS'] ?? 25) },
    )
  },
)
