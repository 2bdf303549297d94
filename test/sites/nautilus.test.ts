import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { createHttp } from '../../src/adapters/http-port.ts'
import { dayAt, expectTaken, serious, signInByDevice, withoutKubectl, type Day } from '../support/campus-day.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { base64 } from '../support/portal-file.ts'
import { createTestContext, type Given } from '../support/run-icc.ts'
import { tlsServerForTest } from '../support/tls-server.ts'

// A day at the National Research Platform: a device code, short-lived tokens, no namespace by right, haproxy and its own
// certificate, limits close to requests.

/** The client id stands in a kubeconfig that everybody can fetch; which storage there is besides, nobody has published. */
const UNPUBLISHED = {
  username: 'infw001',
  namespaces: ['se2-magic-team', 'ai-lab'],
  storageClasses: ['rook-ceph-block'],
  seesNodes: true,
}

async function signedIn(): Promise<Day> {
  const day = await dayAt('nautilus', UNPUBLISHED, {
    own: ({ issuer, ca }) => ({
      login: { oidc: { issuer, clientId: 'icc-short', ca, usernameClaim: 'preferred_username' } },
    }),
  })
  const { stdout } = await signInByDevice(day)
  expect(stdout).toMatch(/^Signed in as infw001 at nautilus until /u)
  expect(stdout.split('\n').slice(-4)).toEqual([
    '  credential  short-lived tokens, renewed as you work',
    'Nobody has one by right; join one in the portal, https://nrp.ai/viz/namespaces.',
    'Next: icc ns',
    '',
  ])
  await day.icc(['ns', 'se2-magic-team'])
  return day
}

const IMAGE = ['--image', 'nginxinc/nginx-unprivileged:1.29']

test('a device code signs in; kubectl gets its short-lived tokens from icc; the sign-out leaves no trace', async () => {
  const day = await signedIn()
  expect(day.kubeconfig()).toContain('exec:')
  expect(day.kubeconfig()).toContain('name: nautilus')
  expect(day.kubeconfig()).not.toContain('eyJ')
  expect(await day.json('whoami')).toMatchObject({ username: 'infw001', namespace: 'se2-magic-team' })
  expect(await day.json('ns', 'ai-lab')).toMatchObject({ namespace: 'ai-lab', previous: 'se2-magic-team' })
  expect(await day.tryIcc(['ns', 'somebody-elses'])).toMatchObject({ exitCode: 1, stdout: '' })
  expect(await day.json('logout')).toMatchObject({ site: 'nautilus', revoked: true })
  expect(day.kubeconfig()).toBe(OTHERS)
})

test('client id and certificate come from the kubeconfig that everybody can fetch', async () => {
  const files: string[] = []
  const { port, ca: ofPage } = await tlsServerForTest((_, response) => void response.end(files[0]))
  const day = await dayAt('nautilus', UNPUBLISHED, {
    own({ issuer, apiServer, ca }) {
      files.push(published(apiServer, ca, issuer))
      const oidc = { issuer, ca, usernameClaim: 'preferred_username' }
      return { api: { server: apiServer }, login: { kubeconfigUrl: `https://127.0.0.1:${port}/config`, oidc } }
    },
  })
  const http = createHttp(createTestContext())
  const given: Given = { http: async () => ({ send: (question) => http.send({ ...question, ca: ofPage }) }) }
  await signInByDevice({ ...day, icc: (argv) => day.icc(argv, given) })
  expect(await day.json('whoami')).toMatchObject({ username: 'infw001', source: 'server' })
})

/** As the portal has it: a plugin with the client id, and no secret. */
function published(server: string, ca: string, issuer: string): string {
  const args = ['oidc-login', 'get-token', `--oidc-issuer-url=${issuer}`, '--oidc-client-id=icc-short']
  const exec = { apiVersion: 'client.authentication.k8s.io/v1beta1', command: 'kubectl', args }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'nautilus',
    clusters: [{ name: 'nautilus', cluster: { server, 'certificate-authority-data': base64(ca) } }],
    contexts: [{ name: 'nautilus', context: { cluster: 'nautilus', user: 'oidc' } }],
    users: [{ name: 'oidc', user: { exec } }],
  })
}

test(`what scaffold writes is what the campus takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  const { Deployment } = await day.scaffold('deployment', 'shop', ...IMAGE)
  // At most 20 % above the request.
  expect(Deployment).toMatchObject({
    spec: {
      template: {
        spec: {
          containers: [
            { resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '120m', memory: '128Mi' } } },
          ],
        },
      },
    },
  })
  const { Ingress } = await day.scaffold('ingress', 'shop', '--host', 'shop.nrp-nautilus.io')
  expect(Ingress).toMatchObject({
    spec: { ingressClassName: 'haproxy', tls: [{ hosts: ['shop.nrp-nautilus.io'] }] },
  })
  expect(JSON.stringify(Ingress)).not.toMatch(/secretName|cert-manager/u)
  const { PersistentVolumeClaim } = await day.scaffold('pvc', 'data', '--mode', 'ReadWriteMany')
  expect(PersistentVolumeClaim).toMatchObject({
    spec: { storageClassName: 'rook-cephfs', accessModes: ['ReadWriteMany'] },
  })
  await day.scaffold('statefulset', 'db', '--image', 'postgres:18.1', '--env-secret', 'db')
  await day.scaffold('cronjob', 'report', '--image', 'busybox:1.37', '--command', 'date')
  await expectTaken(day)
})

test(`a training takes any card, or the bucket of A100s${withoutKubectl}`, async () => {
  const day = await signedIn()
  const image = ['--image', 'pytorch/pytorch:2.9.0']
  const any = await day.scaffold('gpu-job', 'train', ...image, '--gpu', 'any')
  expect(limitsOf(any['Job'])).toMatchObject({ 'nvidia.com/gpu': 1 })
  const bucket = await day.scaffold('gpu-job', 'train-more', ...image, '--gpu', 'a100', '--out', 'more.yaml')
  expect(limitsOf(bucket['Job'])).toMatchObject({ 'nvidia.com/a100': 1 })
  expect(JSON.stringify([any, bucket])).not.toContain('priorityClassName')
  await expectTaken(day)
})

test('a bare pod, a priority class and a high limit are found before the cluster refuses them', async () => {
  const day = await signedIn()
  day.write('pod.yaml', POD)
  expect(serious(await day.findings())).toEqual(['bare-pod', 'priority-class', 'resources-order'])
  await expect(day.apply()).rejects.toThrow(/priorityClassName is not allowed here/u)
})

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: shell
spec:
  priorityClassName: high
  containers:
    - name: shell
      image: ubuntu:24.04
      resources:
        requests: {cpu: 100m, memory: 1Gi}
        limits: {cpu: "2", memory: 4Gi}
`

function limitsOf(job: unknown): unknown {
  const { spec } = job as { spec: { template: { spec: { containers: { resources: { limits: object } }[] } } } }
  return spec.template.spec.containers[0]?.resources.limits
}
