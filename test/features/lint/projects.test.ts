import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { kubectl } from '../../../tools/kubectl.ts'
import { runIcc, temporaryFolder } from '../../support/run-icc.ts'

// Projects as good students and good upstream projects have them. Nothing in them may be called an error or a warning.
// What is not looked at cannot be called anything: so it is said here how much is, and real kubectl counts along.

const root = join(import.meta.dirname, '../../fixtures/lint-projects')

/** Files and objects that are looked at, and files that are skipped; the project's own `.icc.yaml` is not counted. */
const LOOKED_AT: Readonly<Record<string, { files: number; objects: number; skipped?: number; suppressed?: number }>> =
  {
    'anchors-and-merge-keys': { files: 1, objects: 4 },
    ansible: { files: 1, objects: 3, skipped: 5 },
    'argo-cd': { files: 4, objects: 6 },
    'autoscaled-web': { files: 1, objects: 4 },
    'blog-and-database': { files: 1, objects: 6, suppressed: 2 },
    'canary-and-old-style': { files: 5, objects: 17 },
    certificates: { files: 3, objects: 7 },
    'cluster-of-ones-own': { files: 1, objects: 7 },
    'clustered-cache': { files: 1, objects: 5 },
    'compose-and-kubernetes': { files: 1, objects: 1, skipped: 3 },
    'config-of-all-kinds': { files: 1, objects: 3 },
    'crd-and-resources': { files: 4, objects: 8 },
    'cron-jobs': { files: 1, objects: 6 },
    'deutsche-kommentare': { files: 1, objects: 1, skipped: 1 },
    'docs-with-yaml': { files: 1, objects: 2, skipped: 5 },
    'exported-objects': { files: 1, objects: 2 },
    flux: { files: 3, objects: 8, skipped: 1 },
    'gateway-api': { files: 3, objects: 7 },
    'github-actions': { files: 2, objects: 3, skipped: 3 },
    'gitlab-agent': { files: 2, objects: 1, skipped: 1 },
    'gitlab-auto-devops': { files: 2, objects: 1, skipped: 2 },
    'gitlab-kubeconfig': { files: 3, objects: 2 },
    'gpu-at-haw': { files: 2, objects: 5 },
    'gpu-without-taints': { files: 1, objects: 3 },
    'helm-beside-manifests': { files: 2, objects: 3, skipped: 6 },
    'helmfile-values': { files: 1, objects: 1, skipped: 2 },
    'json-manifests': { files: 2, objects: 3, skipped: 4 },
    'jupyter-restricted': { files: 1, objects: 4 },
    'keda-workers': { files: 1, objects: 3 },
    'kustomize-overlays': { files: 3, objects: 3, skipped: 6 },
    'kustomize-variants': { files: 3, objects: 3, skipped: 9 },
    'list-kinds': { files: 3, objects: 5 },
    'mig-slices': { files: 1, objects: 2 },
    monitoring: { files: 3, objects: 6 },
    'more-operators': { files: 6, objects: 15 },
    'network-policies': { files: 2, objects: 6 },
    'node-monorepo': { files: 3, objects: 5, skipped: 6 },
    openshift: { files: 2, objects: 5 },
    'own-gpu-cluster': { files: 2, objects: 3 },
    'parallel-jobs': { files: 2, objects: 4 },
    'ports-and-probes': { files: 1, objects: 4 },
    'postgres-operator': { files: 2, objects: 6 },
    rbac: { files: 2, objects: 7 },
    'rendered-chart': { files: 1, objects: 5 },
    'research-operators': { files: 3, objects: 6 },
    'secrets-by-operators': { files: 4, objects: 5, skipped: 1 },
    'service-kinds': { files: 2, objects: 8 },
    'several-namespaces': { files: 3, objects: 10 },
    'shared-storage': { files: 2, objects: 6 },
    sidecars: { files: 1, objects: 4 },
    'skaffold-and-tilt': { files: 1, objects: 2, skipped: 2 },
    'statefulset-database': { files: 1, objects: 4, suppressed: 1 },
    'templates-outside-charts': { files: 1, objects: 3, skipped: 1 },
    'traefik-routes': { files: 1, objects: 4 },
    'volumes-of-all-kinds': { files: 1, objects: 6 },
    'windows-pods': { files: 1, objects: 3 },
  }

type Report = {
  findings: { rule: string; severity: string; file: string; line: number; message: string }[]
  skipped: { file: string; reason: string }[]
  suppressed: number
  checked: { files: number; objects: number }
}

const judge = await kubectl()

test('each project is in the table', () => {
  expect(readdirSync(join(root, 'good')).toSorted()).toEqual(Object.keys(LOOKED_AT).toSorted())
})

describe.each(Object.entries(LOOKED_AT))('%s', (name, { files, objects, skipped = 0, suppressed = 0 }) => {
  test('nothing is called an error or a warning', async () => {
    const { report, exitCode } = await lint(project(name))
    expect(report.findings.filter(({ severity }) => severity !== 'info')).toEqual([])
    expect(exitCode).toBe(0)
  })

  test('is really looked at', async () => {
    const { report } = await lint(project(name))
    expect(report.checked).toEqual({ files, objects })
    expect(report.suppressed).toBe(suppressed)
    expect(report.skipped.filter(({ file }) => file !== '.icc.yaml')).toHaveLength(skipped)
  })

  test.skipIf(judge === undefined)('kubectl finds as many objects in the files that are not skipped', async () => {
    const home = project(name)
    const { report } = await lint(home)
    const left = new Set(report.skipped.map(({ file }) => file))
    const manifests = readdirSync(home, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /\.(?:ya?ml|json)$/u.test(file) && !file.endsWith('gitlab-ci.yml') && !left.has(file))
    expect(countedByKubectl(home, manifests)).toBe(objects)
  })
})

/** A copy of a project outside of this checkout, where profiles of other campuses are at hand. */
function project(name: string): string {
  const home = temporaryFolder()
  cpSync(join(root, 'good', name), home, { recursive: true })
  return home
}

async function lint(home: string): Promise<{ report: Report; exitCode: number }> {
  const settings = temporaryFolder()
  cpSync(join(root, 'sites'), join(settings, 'icc', 'sites'), { recursive: true })
  const env = { HOME: settings, XDG_CONFIG_HOME: settings }
  const { stdout, stderr, exitCode } = await runIcc(['lint', '-o', 'json'], { home, env })
  expect(stderr).toBe('')
  return { report: JSON.parse(stdout) as Report, exitCode }
}

/** Lists are opened, and custom resources count: without a server kubectl asks no more of an object than its head. */
function countedByKubectl(home: string, files: readonly string[]): number {
  const args = ['patch', '--local', '--type=merge', '--patch={}', '--output=name']
  const env = { HOME: home, KUBECONFIG: '/dev/null' }
  const named = files.map((file) => `--filename=${file}`)
  const names = execFileSync(judge ?? '', [...args, ...named], { cwd: home, env, encoding: 'utf8' })
  return names.split('\n').filter((line) => line !== '').length
}
