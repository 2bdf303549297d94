import { expect, test } from 'vitest'
import { dayAt, expectTaken, serious, withoutKubectl, type Day } from '../support/campus-day.ts'
import { forwardTo } from '../support/forward.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { rancherForTest, type RancherServer } from '../support/rancher.ts'

// A day at DESY: Rancher, volumes that one pod at a time can have, a name by hand, and much that nobody has published:
// which clusters are open, what classes and issuers are called.

const CLUSTER = 'c-guest'

const UNPUBLISHED = {
  username: 'waa123',
  namespaces: ['guest-waa123', 'xray-analysis'],
  storageClasses: ['cinder-ceph'],
  ingressClass: 'nginx',
  issuers: ['letsencrypt'],
}

async function atRancher(): Promise<{ day: Day; rancher: RancherServer }> {
  const servers: RancherServer[] = []
  const holds = (token: string): boolean => servers.some((rancher) => rancher.tokens().includes(token))
  const day = await dayAt(
    'desy',
    { ...UNPUBLISHED, holds },
    {
      async own(campus) {
        const rancher = await rancherForTest(forwardTo(campus), { clusters: { [CLUSTER]: 'guest-k8s' } })
        servers.push(rancher)
        const { url, ca } = rancher
        return { login: { rancher: { url, ca, clusterId: CLUSTER } }, api: {} }
      },
    },
  )
  const [rancher] = servers
  if (rancher === undefined) throw new Error('there is no Rancher')
  return { day, rancher }
}

async function signedIn(): Promise<Day> {
  const { day, rancher } = await atRancher()
  const argv = ['login', '--method', 'token', '--token-stdin', '-n', 'guest-waa123']
  const { stdout } = await day.icc(argv, { input: `${rancher.key()}\n` })
  expect(stdout).toMatch(/^Signed in as waa123 at desy until /u)
  return day
}

const IMAGE = ['--image', 'nginxinc/nginx-unprivileged:1.29']

test('an API key of Rancher becomes a kubeconfig for the cluster; the sign-out leaves no trace', async () => {
  const day = await signedIn()
  expect(day.kubeconfig()).toContain(`/k8s/clusters/${CLUSTER}`)
  expect(await day.json('whoami')).toMatchObject({ username: 'waa123', namespace: 'guest-waa123', source: 'server' })
  expect(await day.json('ns', 'xray-analysis')).toMatchObject({
    namespace: 'xray-analysis',
    previous: 'guest-waa123',
  })
  await day.icc(['logout'])
  expect(day.kubeconfig()).toBe(OTHERS)
})

test(`what scaffold writes is what the campus takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  await day.scaffold('deployment', 'shop', ...IMAGE)
  const argv = ['scaffold', 'ingress', 'shop', '--host', 'shop.desy.de', '--out', 'ingress.yaml']
  const { stderr } = await day.icc(argv)
  // DNS names are made by hand, and whom to ask is not published.
  expect(stderr).toContain('shop.desy.de leads nowhere before somebody at the campus has set up that DNS name')
  expect(day.read('ingress.yaml')).toMatch(/cert-manager.io\/cluster-issuer: letsencrypt/u)
  expect(day.read('ingress.yaml')).toContain('ingressClassName: nginx')
  const { PersistentVolumeClaim } = await day.scaffold('pvc', 'data')
  expect(PersistentVolumeClaim).toMatchObject({
    spec: { storageClassName: 'cinder-ceph', accessModes: ['ReadWriteOnce'] },
  })
  const { Deployment } = await day.scaffold('deployment', 'notes', ...IMAGE, '--claim', 'data', '--out', 'notes.yaml')
  expect(Deployment).toMatchObject({ spec: { strategy: { type: 'Recreate' } } })
  await day.scaffold('statefulset', 'db', '--image', 'postgres:18.1', '--env-secret', 'db')
  await day.scaffold('cronjob', 'report', '--image', 'busybox:1.37', '--command', 'date')
  await expectTaken(day)
})

test(`what Auto DevOps of 2020 would apply becomes what the cluster takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  day.write('old/review.yaml', REVIEW)
  expect(serious(await day.findings('old'))).toEqual(['api-removed', 'probe-missing', 'resources-missing'])
  const left = await day.mendFolder('old', 'resources-missing')
  expect(serious(left)).toEqual(['probe-missing'])
  day.fillIn('old/review.yaml', {
    '- containerPort: 5000': '- containerPort: 5000\n          readinessProbe: {httpGet: {path: /, port: 5000}}',
  })
  await expectTaken(day, 'old')
})

/** A review app as charts made it then. */
const REVIEW = `apiVersion: extensions/v1beta1
kind: Deployment
metadata:
  name: review-feature
spec:
  template:
    metadata:
      labels:
        app: review-feature
        tier: web
    spec:
      containers:
        - name: auto-deploy-app
          image: eosc-pan-dhub.desy.de:5000/group/app:3f2a91c
          ports:
            - containerPort: 5000
---
apiVersion: v1
kind: Service
metadata:
  name: review-feature
spec:
  selector:
    app: review-feature
    tier: web
  ports:
    - port: 5000
      targetPort: 5000
---
apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata:
  name: review-feature
spec:
  ingressClassName: nginx
  rules:
    - host: feature.review.desy.de
      http:
        paths:
          - path: /
            backend:
              serviceName: review-feature
              servicePort: 5000
`
