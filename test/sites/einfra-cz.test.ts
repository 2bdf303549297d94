import { expect, test } from 'vitest'
import { dayAt, expectApplied, expectTaken, serious, withoutKubectl, type Day } from '../support/campus-day.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { portalFile, portalText } from '../support/portal-file.ts'
import { noteSecrets } from '../support/secret-watch.ts'

// A day at e-INFRA CZ: Rancher's kubeconfig, whose API is behind a path and whose token says nothing; Pod Security
// `restricted`, and a namespace after the surname, which no rule can compute.

const TOKEN = 'kubeconfig-u-4z7xq:bn5hfc8d2mzq9wv4t6rk3xlp7sj1gyfn'
const SURNAME = 'novakova-ns'

const UNPUBLISHED = {
  username: 'u-4z7xq',
  namespaces: [SURNAME, 'team-ns'],
  holds: (token: string) => token === TOKEN,
  path: '/k8s/clusters/c-m-qvndqhf6',
}

async function signedIn(): Promise<Day> {
  const day = await dayAt('einfra-cz', UNPUBLISHED)
  noteSecrets({ id_token: TOKEN })
  const text = portalText(day.campus, { user: { token: TOKEN }, context: { namespace: SURNAME } })
  const { stdout } = await day.icc(['login', '--import', portalFile(day.user, text, 'kuba-cluster.yaml')])
  expect(stdout).toMatch(/^Signed in as u-4z7xq at einfra-cz until /u)
  return day
}

const IMAGE = ['--image', 'nginxinc/nginx-unprivileged:1.29']

test('the kubeconfig of Rancher signs in behind its path; the sign-out leaves no trace', async () => {
  const day = await signedIn()
  expect(day.kubeconfig()).toContain(`server: ${day.campus.apiServer}`)
  expect(day.campus.apiServer).toContain(UNPUBLISHED.path)
  expect(await day.json('whoami')).toMatchObject({ username: 'u-4z7xq', namespace: SURNAME, source: 'server' })
  expect(await day.json('ns', 'team-ns')).toMatchObject({ namespace: 'team-ns', previous: SURNAME })
  await day.icc(['logout'])
  expect(day.kubeconfig()).toBe(OTHERS)
})

test(`what scaffold writes is what the campus takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  const { Deployment } = await day.scaffold('deployment', 'shop', ...IMAGE)
  expect(Deployment).toMatchObject({
    spec: {
      template: {
        spec: {
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              resources: { limits: { cpu: '1' } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
    },
  })
  const { Ingress } = await day.scaffold('ingress', 'shop', '--host', 'shop.dyn.cloud.e-infra.cz')
  expect(Ingress).toMatchObject({
    metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt-prod' } },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['shop.dyn.cloud.e-infra.cz'], secretName: 'shop-dyn-cloud-e-infra-cz-tls' }],
      rules: [{ http: { paths: [{ pathType: 'ImplementationSpecific' }] } }],
    },
  })
  const { PersistentVolumeClaim } = await day.scaffold('pvc', 'data', '--mode', 'ReadWriteMany')
  expect(PersistentVolumeClaim).toMatchObject({
    spec: { storageClassName: 'nfs-csi', accessModes: ['ReadWriteMany'] },
  })
  const database = ['db', '--image', 'postgres:18.1', '--env-secret', 'db', '--storage-class', 'csi-ceph-rbd-du']
  const { StatefulSet } = await day.scaffold('statefulset', ...database)
  expect(StatefulSet).toMatchObject({
    spec: {
      volumeClaimTemplates: [{ spec: { storageClassName: 'csi-ceph-rbd-du', accessModes: ['ReadWriteOnce'] } }],
    },
  })
  await day.scaffold(
    'cronjob',
    'report',
    '--image',
    'busybox:1.37',
    '--command',
    'date',
    '--time-zone',
    'Europe/Prague',
  )
  await expectTaken(day)
})

test(`a training takes a slice of a card, and no toleration${withoutKubectl}`, async () => {
  const day = await signedIn()
  const { Job } = await day.scaffold('gpu-job', 'train', '--image', 'pytorch/pytorch:2.9.0', '--gpu', 'mig-10gb')
  expect(Job).toMatchObject({
    spec: {
      template: {
        spec: {
          containers: [{ resources: { limits: { 'nvidia.com/mig-1g.10gb': 1 } } }],
          volumes: expect.arrayContaining([
            expect.objectContaining({ emptyDir: expect.objectContaining({ medium: 'Memory' }) }),
          ]),
        },
      },
    },
  })
  expect(JSON.stringify(Job)).not.toContain('tolerations')
  await expectTaken(day)
})

test(`a page for the university alone, and one with a DNS name for its address${withoutKubectl}`, async () => {
  const day = await signedIn()
  await day.scaffold('deployment', 'shop', ...IMAGE)
  const host = ['--host', 'inside.dyn.cloud.e-infra.cz', '--internal', '--basic-auth', 'users']
  const { Ingress } = await day.scaffold('ingress', 'shop', ...host)
  expect(Ingress).toMatchObject({
    metadata: {
      annotations: {
        'nginx.ingress.kubernetes.io/whitelist-source-range': '147.251.0.0/16',
        'nginx.ingress.kubernetes.io/auth-type': 'basic',
        'nginx.ingress.kubernetes.io/auth-secret': 'users',
      },
    },
  })
  const names = ['game', '--workload', 'shop', '--type', 'LoadBalancer', '--host', 'game.dyn.cloud.e-infra.cz']
  const { Service } = await day.scaffold('service', ...names, '--pool', 'privmuni')
  expect(Service).toMatchObject({
    metadata: {
      annotations: {
        'external-dns.alpha.kubernetes.io/hostname': 'game.dyn.cloud.e-infra.cz',
        'metallb.universe.tf/address-pool': 'privmuni',
      },
    },
    spec: { type: 'LoadBalancer' },
  })
  await expectTaken(day)
})

test(`what the documentation shows becomes what Pod Security takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  day.write('old/web.yaml', WEB)
  expect(serious(await day.findings('old'))).toEqual([
    'api-removed',
    'ingress-class-annotation',
    'pod-security-restricted',
    'probe-missing',
    'selector-mismatch',
    'tls-secret-name',
  ])
  await expect(day.apply('old')).rejects.toThrow('spec.selector: Required value')
  const choices = 'pod-security-restricted,annotation-obsolete,tls-secret-name'
  const left = await day.mendFolder('old', choices)
  expect(serious(left)).toEqual(['probe-missing'])
  await expectApplied(day, 'old')
})

/** As users of this campus wrote it: the class as an annotation, another name of the Secret, no user and no amounts. */
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: cerit.io/hub/web:1.2
          ports:
            - name: http
              containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata:
  name: web
  annotations:
    kubernetes.io/ingress.class: nginx
    kubernetes.io/tls-acme: "true"
    cert-manager.io/cluster-issuer: letsencrypt-prod
spec:
  tls:
    - hosts:
        - web.dyn.cloud.e-infra.cz
      secretName: web-cert
  rules:
    - host: web.dyn.cloud.e-infra.cz
      http:
        paths:
          - path: /
            backend:
              serviceName: web
              servicePort: http
`
