import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dayAt, expectTaken, serious, signInByDevice, withoutKubectl, type Day } from '../support/campus-day.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'

// A day at a cluster that icc knows nothing of but its issuer: what there is, the cluster tells.

const UNPUBLISHED = {
  username: 'infw001',
  namespaces: ['ai-lab', 'se2-magic-team'],
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
  expect((await signInByDevice(day)).stdout).toMatch(/^Signed in as infw001 at generic until /u)
  await day.icc(['ns', 'se2-magic-team'])
  return day
}

const IMAGE = ['--image', 'nginxinc/nginx-unprivileged:1.29']

test('the provider decides how one signs in; the sign-out leaves no trace', async () => {
  const day = await signedIn()
  expect(await day.json('whoami')).toMatchObject({ username: 'infw001', site: 'generic', source: 'server' })
  expect(await day.json('ns', 'ai-lab')).toMatchObject({ namespace: 'ai-lab', previous: 'se2-magic-team' })
  expect(await day.json('logout')).toMatchObject({ site: 'generic', revoked: true })
  expect(day.kubeconfig()).toBe(OTHERS)
})

test('without an issuer the sign-in says what to set, and changes nothing', async () => {
  const day = await dayAt('generic', UNPUBLISHED)
  const { stdout, stderr, exitCode } = await day.tryIcc(['login'])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  expect(stderr).toContain('login.oidc.issuer')
  expect(readFileSync(day.user.home.kubeconfig, 'utf8')).toBe(OTHERS)
})

test(`classes and issuers come from the cluster, security is restricted${withoutKubectl}`, async () => {
  const day = await signedIn()
  const { Deployment } = await day.scaffold('deployment', 'shop', ...IMAGE)
  expect(Deployment).toMatchObject({
    spec: {
      template: {
        spec: {
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
        },
      },
    },
  })
  const { Ingress } = await day.scaffold('ingress', 'shop', '--host', 'shop.example.org')
  expect(Ingress).toMatchObject({
    metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'internal-ca' } },
    spec: { ingressClassName: 'traefik', tls: [{ hosts: ['shop.example.org'], secretName: 'shop-example-org-tls' }] },
  })
  const { PersistentVolumeClaim } = await day.scaffold('pvc', 'data')
  expect(PersistentVolumeClaim).toMatchObject({ spec: { storageClassName: 'local-ssd' } })
  await day.scaffold('statefulset', 'db', '--image', 'postgres:18.1', '--env-secret', 'db')
  await day.scaffold('cronjob', 'report', '--image', 'busybox:1.37', '--command', 'date')
  await day.scaffold('gpu-job', 'train', '--image', 'pytorch/pytorch:2.9.0', '--out', 'later/train.yaml')
  await expectTaken(day)
})

test(`the Deployment of a lecture of 2019 becomes one that this cluster takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  const choices = 'resources-missing,pod-security-restricted'
  const left = await day.mend('old', ['qaware-deployment.yaml'], choices)
  // That image listens below 1024 and runs as root, and when it is ready it alone knows: that is for a person.
  expect(serious(left)).toEqual(['port-privileged', 'probe-missing'])
  day.fillIn('old/qaware-deployment.yaml', {
    'nginx:1.15': 'nginxinc/nginx-unprivileged:1.29',
    '- containerPort: 80': '- containerPort: 8080\n          readinessProbe: {httpGet: {path: /, port: 8080}}',
    '- port: 80': '- port: 80\n      targetPort: 8080',
  })
  await expectTaken(day, 'old')
})
