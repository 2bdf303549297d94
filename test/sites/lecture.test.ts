import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  dayAt,
  expectApplied,
  expectTaken,
  serious,
  signInByDevice,
  withoutKubectl,
  type Day,
} from '../support/campus-day.ts'

// The exercises of a lecture on orchestration of 2019, done today on a cluster with Pod Security `restricted`.

const UNPUBLISHED = {
  username: 'infw001',
  namespaces: ['se2-magic-team'],
  storageClasses: ['local-ssd'],
  ingressClass: 'traefik',
  issuers: ['internal-ca'],
}

async function signedIn(): Promise<Day> {
  const day = await dayAt('generic', UNPUBLISHED, {
    own: ({ issuer, ca }) => ({
      login: { oidc: { issuer, clientId: 'icc', ca, usernameClaim: 'preferred_username' } },
    }),
  })
  await signInByDevice(day)
  await day.icc(['ns', 'se2-magic-team'])
  return day
}

const EXERCISES = join(import.meta.dirname, '../fixtures/lecture')

/** Not the autoscaler, whose kind the playground does not serve. */
const APPLIED = ['k8s/api.yaml', 'k8s/api-canary.yaml', 'k8s/web.yaml']

async function exercises(): Promise<Day> {
  const day = await signedIn()
  cpSync(EXERCISES, join(day.user.home.folder, 'project'), { recursive: true })
  return day
}

test(`the manifests of the exercises become what the cluster takes${withoutKubectl}`, async () => {
  const day = await exercises()
  expect(serious(await day.findings())).toEqual([
    'api-removed',
    'hpa-target',
    'image-tag',
    'pod-security-restricted',
    'probe-identical',
    'probe-missing',
    'resources-missing',
    'service-target-port',
  ])
  await expect(day.apply('k8s/web.yaml')).rejects.toThrow('could not find the requested resource')
  const choices = 'resources-missing,pod-security-restricted,service-target-port,quantity-unit'
  const left = await day.mendFolder('.', choices)
  expect(serious(left)).toEqual(['hpa-target', 'image-tag', 'probe-identical', 'probe-missing'])
  // The blueprint of Compose is no manifest, and is left alone.
  expect(day.read('compose.yaml')).toBe(readFileSync(join(EXERCISES, 'compose.yaml'), 'utf8'))
  expect(day.read('k8s/api.yaml')).toMatch(/targetPort: http\n/u)
  expect(day.read('k8s/api.yaml')).toContain('memory: 64Mi')
  expect(day.read('k8s/api.yaml')).toContain('value: "20"')
  expect(day.read('k8s/scale.yaml')).toMatch(/apiVersion: apps\/v1\n[^]*averageUtilization: 60\n/u)
  // What only those who wrote the program know: when it is ready, when it hangs, and how many pods there are at first.
  day.fillIn('k8s/web.yaml', {
    '  replicas: 2\n': '',
    '- containerPort: 8080\n': '- containerPort: 8080\n          readinessProbe: {httpGet: {path: /, port: 8080}}\n',
  })
  day.fillIn('k8s/api.yaml', {
    'image: busybox': 'image: busybox:1.37',
    'livenessProbe:\n            httpGet:\n              path: /health':
      'livenessProbe:\n            httpGet:\n              path: /alive',
  })
  expect(serious(await day.findings())).toEqual([])
  await expectApplied(day, ...APPLIED)
})

test(`a new version is an update of the one before, pod by pod${withoutKubectl}`, async () => {
  const day = await signedIn()
  const shape = ['web', '--image', 'registry.example.org/menu/web:1.0', '--env', 'LOG_LEVEL=info']
  const { Deployment } = await day.scaffold('deployment', ...shape, '--cpu', '250m', '--memory', '64Mi')
  expect(Deployment).toMatchObject({
    spec: {
      replicas: 1,
      template: {
        spec: {
          containers: [
            {
              env: [{ name: 'LOG_LEVEL', value: 'info' }],
              resources: { requests: { cpu: '250m', memory: '64Mi' }, limits: { memory: '64Mi' } },
              startupProbe: { httpGet: { port: 'http' } },
              readinessProbe: { httpGet: { port: 'http' } },
            },
          ],
        },
      },
    },
  })
  // Nothing is written of a strategy: RollingUpdate is the default.
  expect(JSON.stringify(Deployment)).not.toContain('Recreate')
  await expectTaken(day)
  day.fillIn('deployment.yaml', { 'menu/web:1.0': 'menu/web:1.1' })
  expect((await day.apply('deployment.yaml')) ?? [UPDATED]).toContain(UPDATED)
})

test('with more pods come a spread over nodes and a budget for disruptions', async () => {
  const day = await signedIn()
  const shape = ['web', '--image', 'registry.example.org/menu/web:1.0', '--replicas', '3']
  expect(await day.scaffold('deployment', ...shape)).toMatchObject({
    Deployment: { spec: { replicas: 3, template: { spec: { topologySpreadConstraints: [{ maxSkew: 1 }] } } } },
    PodDisruptionBudget: { spec: { maxUnavailable: 1 } },
    Service: { spec: { ports: [{ name: 'http', port: 80, targetPort: 'http' }] } },
  })
  expect(serious(await day.findings())).toEqual([])
})

const UPDATED = 'deployment.apps/web configured'

test('a canary beside the stable version is no fault, and one with a typing error is', async () => {
  const day = await exercises()
  await day.mendFolder('k8s')
  const rules = async (): Promise<string[]> => serious(await day.findings('k8s'))
  expect(await rules()).not.toContain('service-selector')
  day.fillIn('k8s/api-canary.yaml', { 'track: canary\n    spec': 'track: canari\n    spec' })
  expect(await rules()).toContain('selector-mismatch')
})

test('an autoscaler needs requests to compare with, and a target that is there', async () => {
  const day = await exercises()
  await day.mendFolder('k8s')
  const said = async (): Promise<string[]> =>
    (await day.findings('k8s')).filter(({ rule }) => rule === 'hpa-target').map(({ message }) => message)
  expect(await said()).toEqual([
    'The autoscaler goes by the cpu that pods request, but the container web of Deployment/web requests none: it does nothing.',
    'Each apply sets the pods back to 2, whatever the autoscaler web has made of them.',
  ])
  day.fillIn('k8s/scale.yaml', { '    name: web\n': '    name: wep\n' })
  expect(await said()).toEqual(['There is no Deployment wep; web is there.'])
})
