import { expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

function workload(kind: string, name: string, port: string): string {
  const version = kind === 'CronJob' ? 'batch/v1' : 'apps/v1'
  const template = `template:
    metadata: {labels: {app: ${name}, version: '3'}}
    spec:
      restartPolicy: Always
      containers:
        - name: ${name}
          image: registry.example.org/${name}:1.4
          ports: [${port}]
          readinessProbe: {tcpSocket: {port: 8080}}
`
  return `apiVersion: ${version}
kind: ${kind}
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  ${template}`
}

const SHOP = { 'shop.yaml': workload('Deployment', 'shop', '{name: web, containerPort: 9090}') }
const DATABASE = { 'db.yaml': workload('StatefulSet', 'db', '{name: postgres, containerPort: 5432}') }

test('the only workload of the folder is the one that is meant', async () => {
  const { object, text } = await scaffolded(['service'], { files: SHOP })
  expect(text).toContain('# icc scaffold service shop --workload shop --target-port 9090')
  expect(at(object('Service'), 'spec')).toEqual({
    selector: { app: 'shop' },
    ports: [{ name: 'web', port: 80, targetPort: 'web' }],
  })
})

test('of several workloads the only Deployment is meant, or the one of that name', async () => {
  const files = { ...SHOP, ...DATABASE }
  const shop = await scaffolded(['service'], { files })
  expect(at(shop.object('Service'), 'spec', 'selector')).toEqual({ app: 'shop' })
  const db = await scaffolded(['service', 'db'], { files })
  expect(at(db.object('Service'), 'spec')).toEqual({
    selector: { app: 'db' },
    ports: [{ name: 'postgres', port: 5432, targetPort: 'postgres' }],
  })
})

test('where several may be meant one has to say which', async () => {
  const other = { 'other.yaml': workload('Deployment', 'other', '{containerPort: 8080}') }
  const { exitCode, said } = await scaffolded(['service', 'front'], { files: { ...SHOP, ...other } })
  expect(exitCode).toBe(2)
  expect(said).toContain('--workload')
})

test('a port without a name goes by its number', async () => {
  const files = { 'shop.yaml': workload('Deployment', 'shop', '{containerPort: 8080}') }
  const { object } = await scaffolded(['service', 'front', '--port', '8000'], { files })
  expect(at(object('Service'), 'spec', 'ports')).toEqual([{ name: 'http', port: 8000, targetPort: 8080 }])
})

test('without a manifest it goes by the labels that icc gives', async () => {
  const { object, said } = await scaffolded(['service', 'web'])
  expect(at(object('Service'), 'spec', 'selector')).toEqual({
    'app.kubernetes.io/name': 'web',
    'app.kubernetes.io/instance': 'web',
  })
  expect(said).toContain('No manifest in this folder is called web')
})

test('a port of the nodes is there for that type alone', async () => {
  const open = await scaffolded(['service', 'web', '--type', 'NodePort', '--node-port', '30080'])
  expect(at(open.object('Service'), 'spec', 'ports', 0, 'nodePort')).toBe(30_080)
  const refused = await scaffolded(['service', 'web', '--node-port', '30080'])
  expect(refused.exitCode).toBe(2)
})

test('a load balancer gets the name, the pool and the neighbours that are wanted', async () => {
  const words = [
    'service',
    'web',
    '--type',
    'LoadBalancer',
    '--host',
    'web.dyn.cloud.e-infra.cz',
    '--pool',
    'privmuni',
  ]
  const { object, said } = await scaffolded([...words, '--share-address', 'team'], { site: 'einfra-cz' })
  expect(at(object('Service'), 'metadata', 'annotations')).toEqual({
    'external-dns.alpha.kubernetes.io/hostname': 'web.dyn.cloud.e-infra.cz',
    'metallb.universe.tf/address-pool': 'privmuni',
    'metallb.universe.tf/allow-shared-ip': 'team',
  })
  expect(said).toContain('From outside: web.dyn.cloud.e-infra.cz:80')
})

test('one that is granted on request is written, with the word to ask first and what the campus wants in it', async () => {
  const { object, said, text } = await scaffolded(['service', 'web', '--type', 'LoadBalancer'], { site: 'csc-rahti' })
  expect(at(object('Service'), 'spec')).toMatchObject({
    allocateLoadBalancerNodePorts: false,
    ports: [{ name: 'http', port: 30_000, targetPort: 8080 }],
  })
  expect(text).toContain('# icc-ignore service-type: the campus grants it on request\n')
  expect(said).toContain('gives such Services on request only. Ask first: servicedesk@csc.fi')
})

test.each([
  [['--type', 'LoadBalancer', '--port', '32124'], 'akira.mini.pw.edu.pl:32124'],
  [['--type', 'NodePort', '--node-port', '32123'], 'simba.mini.pw.edu.pl:32123'],
])('%j is reached at the host of the campus', async (words, address) => {
  const { said } = await scaffolded(['service', 'web', ...words], { site: 'mi2-akira' })
  expect(said).toContain(`From outside: ${address}\n`)
})
