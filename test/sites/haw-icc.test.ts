import { expect, test } from 'vitest'
import { createClient } from '../playground/campus-client.ts'
import { dayAt, expectApplied, expectTaken, serious, withoutKubectl, type Day } from '../support/campus-day.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { portalFile, portalText } from '../support/portal-file.ts'

// A day at HAW Hamburg as it is since 2025: a kubeconfig from the portal, amounts for each container, taints by model.

/** Which of the two names of an issuer is right differs by source; how much the quota has, nobody has published. */
const UNPUBLISHED = {
  username: 'infw001',
  namespaces: ['w001-default', 'se2-magic-team'],
  issuers: ['letsencrypt-prod'],
  quota: { 'requests.cpu': '8', 'requests.memory': '16Gi', 'limits.cpu': '16', 'limits.memory': '32Gi' },
  seesNodes: true,
}

const IMAGE = ['--image', 'nginxinc/nginx-unprivileged:1.29']

async function signedIn(): Promise<Day> {
  const day = await dayAt('haw-icc', UNPUBLISHED)
  const tokens = await createClient(day.campus).signIn('infw001')
  const file = portalFile(day.user, portalText(day.campus, { user: { token: tokens['id_token'] } }))
  const { stdout } = await day.icc(['login', '--import', file])
  expect(stdout).toMatch(/^Signed in as infw001 at haw-icc until /u)
  return day
}

test('the file of the portal signs in, into the own namespace, and the sign-out leaves no trace', async () => {
  const { icc, tryIcc, json, kubeconfig } = await signedIn()
  expect(await json('whoami')).toMatchObject({
    username: 'infw001',
    site: 'haw-icc',
    namespace: 'w001-default',
    source: 'server',
  })
  expect(await json('ns', 'se2-magic-team')).toMatchObject({ namespace: 'se2-magic-team', previous: 'w001-default' })
  const stranger = await tryIcc(['ns', 'w002-default'])
  expect(stranger).toMatchObject({ exitCode: 1, stdout: '' })
  expect(stranger.stderr).toContain('w002-default')
  await icc(['ns', '-'])
  expect((await icc(['ns', '-c'])).stdout).toBe('w001-default\n')
  await icc(['logout'])
  expect(kubeconfig()).toBe(OTHERS)
})

test(`what scaffold writes is what the campus takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  const { Deployment } = await day.scaffold('deployment', 'shop', ...IMAGE)
  expect(Deployment).toMatchObject({
    spec: {
      template: {
        spec: {
          containers: [
            {
              resources: {
                requests: { cpu: '100m', memory: '128Mi' },
                limits: { cpu: '500m', memory: '128Mi' },
              },
            },
          ],
        },
      },
    },
  })
  const { Ingress } = await day.scaffold('ingress', 'shop', '--host', 'shop.informatik.haw-hamburg.de')
  expect(Ingress).toMatchObject({
    metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt-prod' } },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['shop.informatik.haw-hamburg.de'], secretName: 'shop-informatik-haw-hamburg-de-tls' }],
      rules: [{ http: { paths: [{ pathType: 'Prefix', backend: { service: { name: 'shop' } } }] } }],
    },
  })
  const { PersistentVolumeClaim } = await day.scaffold('pvc', 'data')
  expect(PersistentVolumeClaim).toMatchObject({
    spec: { storageClassName: 'rook-ceph-block', accessModes: ['ReadWriteOnce'] },
  })
  const { StatefulSet } = await day.scaffold('statefulset', 'db', '--image', 'postgres:18.1', '--env-secret', 'db')
  expect(StatefulSet).toMatchObject({
    spec: { volumeClaimTemplates: [{ spec: { storageClassName: 'rook-ceph-block' } }] },
  })
  await day.scaffold('cronjob', 'report', '--image', 'busybox:1.37', '--command', 'date')
  await expectTaken(day)
})

test('for a page to the world a mail and an imprint are asked for', async () => {
  const day = await signedIn()
  const argv = ['scaffold', 'ingress', 'shop', '--host', 'shop.informatik.haw-hamburg.de', '--out', 'ingress.yaml']
  const { stderr } = await day.icc(argv)
  expect(stderr).toContain('A mail for that, to icc@informatik.haw-hamburg.de:')
  expect(stderr).toContain('Subject: DNS name shop.informatik.haw-hamburg.de')
  expect(stderr).toContain('needs an access restriction, or a correct imprint with a privacy notice')
})

test(`a training names the card, and tolerates the taint of that card alone${withoutKubectl}`, async () => {
  const day = await signedIn()
  const { Job } = await day.scaffold('gpu-job', 'train', '--image', 'pytorch/pytorch:2.9.0', '--gpu', 'v100s')
  expect(Job).toMatchObject({
    spec: {
      template: {
        spec: {
          tolerations: [{ key: 'gpu-tesla-v100s', operator: 'Exists', effect: 'NoSchedule' }],
          nodeSelector: { 'nvidia.com/gpu.product': 'Tesla-V100S-PCIE-32GB' },
          containers: [{ resources: { requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': 1 } } }],
        },
      },
    },
  })
  await expectTaken(day)
  const other = await day.tryIcc(['scaffold', 'gpu-job', 'more', '--image', 'pytorch/pytorch:2.9.0', '--gpu', 'a100'])
  expect(other).toMatchObject({ exitCode: 2, stdout: '' })
  expect(other.stderr).toContain('v100, v100s')
})

test(`the examples of the wiki of 2019 become what the campus takes today${withoutKubectl}`, async () => {
  const day = await signedIn()
  const examples = ['icc-ingress.yaml', 'icc-tensorflow-deployment.yaml', 'icc-tensorflow-service.yaml']
  const choices = 'resources-missing,gpu-toleration-missing,gpu-toleration-unused,annotation-obsolete'
  const left = await day.mend('old', examples, `${choices},schema-misplaced-field`)
  // The names are for a person to fill in, and whether it is ready only the program knows.
  expect(serious(left)).toEqual(['host-invalid', 'ingress-service', 'name-invalid', 'placeholder', 'probe-missing'])
  expect(day.read('old/icc-tensorflow-deployment.yaml')).not.toContain('value: "true"')
  const host = 'notebook.informatik.haw-hamburg.de'
  const names = { NAME_OF_INGRESS: 'notebook', NAME_OF_HOST: host, NAME_OF_SERVICE: 'tensorflow' }
  day.fillIn('old/icc-ingress.yaml', names)
  expect(serious(await day.findings('old'))).toEqual(['ingress-service-port', 'probe-missing'])
  await day.icc(['lint', 'old', '--fix', '--yes'])
  expect(serious(await day.findings('old'))).toEqual(['probe-missing'])
  expect(day.read('old/icc-ingress.yaml')).toContain('name: notebook')
  await expectApplied(day, 'old')
})
