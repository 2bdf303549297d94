import { expect, test } from 'vitest'
import { dayAt, expectApplied, expectTaken, serious, withoutKubectl, type Day } from '../support/campus-day.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { noteSecrets } from '../support/secret-watch.ts'

// A day at CSC Rahti 2: OpenShift, so a token that says nothing, user ids of the namespace alone, routes with the
// campus's certificate, volumes in steps of 8 GiB, limits at most five times the request, and no GPUs.

const TOKEN = 'sha256~Xq3TzR7bVw1kPn5mLc9dYh2gJs8fAe4uBi6oQt0xZrE'

const UNPUBLISHED = {
  username: 'Waa123',
  namespaces: ['thesis-2026', 'course-cloud'],
  holds: (token: string) => token === TOKEN,
}

async function signedIn(): Promise<Day> {
  noteSecrets({ id_token: TOKEN })
  const day = await dayAt('csc-rahti', UNPUBLISHED, {
    own: ({ apiServer, ca }) => ({ api: { server: apiServer, ca }, login: { openshift: { api: apiServer } } }),
  })
  const line = `oc login ${day.campus.apiServer} --token=${TOKEN}\n`
  const { stdout } = await day.icc(['login', '--token-stdin', '-n', 'thesis-2026'], { input: line })
  expect(stdout).toMatch(/^Signed in as Waa123 at csc-rahti until /u)
  return day
}

const IMAGE = ['--image', 'nginxinc/nginx-unprivileged:1.29']

test('the line of the console signs in; the sign-out leaves no trace', async () => {
  const day = await signedIn()
  expect(await day.json('whoami')).toMatchObject({ username: 'Waa123', namespace: 'thesis-2026', source: 'server' })
  expect(await day.json('ns', 'course-cloud')).toMatchObject({ namespace: 'course-cloud', previous: 'thesis-2026' })
  await day.icc(['logout'])
  expect(day.kubeconfig()).toBe(OTHERS)
})

test(`what scaffold writes is what the campus takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  const { Deployment } = await day.scaffold('deployment', 'shop', ...IMAGE)
  expect(JSON.stringify(Deployment)).not.toMatch(/runAsUser|runAsGroup|fsGroup"/u)
  expect(Deployment).toMatchObject({
    spec: {
      template: {
        spec: {
          securityContext: { runAsNonRoot: true },
          containers: [
            { resources: { requests: { cpu: '100m', memory: '500Mi' }, limits: { cpu: '500m', memory: '500Mi' } } },
          ],
        },
      },
    },
  })
  const { Ingress } = await day.scaffold(
    'ingress',
    'shop',
    '--host',
    'shop.2.rahtiapp.fi',
    '--allow-from',
    '192.0.2.0/24',
  )
  expect(Ingress).toMatchObject({
    metadata: { annotations: { 'haproxy.router.openshift.io/ip_allowlist': '192.0.2.0/24' } },
    spec: { ingressClassName: 'openshift-default', tls: [{}], rules: [{ host: 'shop.2.rahtiapp.fi' }] },
  })
  expect(JSON.stringify(Ingress)).not.toMatch(/secretName|cert-manager/u)
  const { PersistentVolumeClaim } = await day.scaffold('pvc', 'data')
  expect(PersistentVolumeClaim).toMatchObject({
    spec: {
      storageClassName: 'standard-csi',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '8Gi' } },
    },
  })
  await day.scaffold('statefulset', 'db', '--image', 'postgres:18.1', '--env-secret', 'db', '--size', '16Gi')
  await day.scaffold('cronjob', 'report', '--image', 'busybox:1.37', '--command', 'date')
  await expectTaken(day)
})

test('what the campus has not is refused before anything is written', async () => {
  const day = await signedIn()
  const image = ['--image', 'pytorch/pytorch:2.9.0']
  const gpu = await day.tryIcc(['scaffold', 'gpu-job', 'train', ...image, '--out', 'train.yaml'])
  expect(gpu.exitCode).toBe(1)
  expect(gpu.stderr).toContain('CSC, Rahti 2 has no GPUs. Nothing was written.')
  const odd = await day.tryIcc(['scaffold', 'pvc', 'data', '--size', '10Gi', '--out', 'pvc.yaml'])
  expect(odd).toMatchObject({ exitCode: 2 })
  expect(odd.stderr).toContain('(storage-size)')
  const port = ['scaffold', 'service', 'shop', '--type', 'NodePort', '--out', 'service.yaml']
  expect((await day.tryIcc(port)).stderr).toContain('(service-type)')
  expect(await day.findings('--allow-empty')).toEqual([])
})

test(`the Deployment of another campus gives up its user, and a volume its odd size${withoutKubectl}`, async () => {
  const day = await signedIn()
  day.write('old/app.yaml', APP)
  expect(serious(await day.findings('old'))).toEqual([
    'fixed-uid',
    'ingress-allow-list',
    'resources-order',
    'rwo-shared',
    'storage-size',
  ])
  await expect(day.apply('old')).rejects.toThrow('the user ids of the namespace are its own')
  const left = await day.mendFolder('old', 'rwo-shared,storage-size,pod-security-restricted')
  expect(serious(left)).toEqual(['ingress-allow-list', 'resources-order'])
  day.fillIn('old/app.yaml', { 'cpu: "2"': 'cpu: 500m', '192.0.2.0/24,': '192.0.2.0/24 ' })
  expect(serious(await day.findings('old'))).toEqual([])
  await expectApplied(day, 'old')
})

/** A fixed user, a rolling update of what one pod alone can mount, an allow-list with a comma, a ratio of 20. */
const APP = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: notes
spec:
  replicas: 1
  selector:
    matchLabels: {app: notes}
  template:
    metadata:
      labels: {app: notes}
    spec:
      securityContext:
        runAsUser: 1000
      containers:
        - name: notes
          image: registry.example.org/notes:1.4
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /, port: http}}
          resources:
            requests: {cpu: 100m, memory: 512Mi}
            limits: {cpu: "2", memory: 512Mi}
          volumeMounts: [{name: data, mountPath: /data}]
      volumes:
        - name: data
          persistentVolumeClaim: {claimName: notes}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: notes
spec:
  storageClassName: standard-csi
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 10Gi
---
apiVersion: v1
kind: Service
metadata:
  name: notes
spec:
  selector: {app: notes}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: notes
  annotations:
    haproxy.router.openshift.io/ip_allowlist: 192.0.2.0/24, 198.51.100.7
spec:
  ingressClassName: openshift-default
  tls: [{}]
  rules:
    - host: notes.2.rahtiapp.fi
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: notes, port: {name: http}}}
`
