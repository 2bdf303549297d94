import { expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

const DATABASE = ['statefulset', 'db', '--image', 'postgres:17.2', '--port', '5432']

const POD = ['spec', 'template', 'spec'] as const

test('the headless Service comes first and leads to the port of the pods', async () => {
  const { kinds, object } = await scaffolded(DATABASE)
  expect(kinds).toEqual(['Service', 'StatefulSet'])
  expect(at(object('Service'), 'spec', 'clusterIP')).toBe('None')
  expect(at(object('Service'), 'spec', 'ports')).toEqual([{ name: 'tcp', port: 5432 }])
  expect(at(object('StatefulSet'), 'spec', 'serviceName')).toBe('db')
})

test('each pod gets a claim, which stays when it goes', async () => {
  const { object, said } = await scaffolded([...DATABASE, '--mount-path', '/db'], { site: 'tight' })
  const set = object('StatefulSet')
  expect(at(set, 'spec', 'volumeClaimTemplates', 0, 'metadata', 'name')).toBe('data')
  expect(at(set, 'spec', 'volumeClaimTemplates', 0, 'spec', 'storageClassName')).toBe('standard-csi')
  expect(at(set, 'spec', 'persistentVolumeClaimRetentionPolicy')).toEqual({
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
  })
  expect(at(set, ...POD, 'containers', 0, 'volumeMounts')).toEqual([{ name: 'data', mountPath: '/db' }])
  expect(said).toContain('kubectl delete pvc data-db-0')
})

test('a database may write where it likes, unless it is told not to', async () => {
  const open = await scaffolded(DATABASE)
  expect(at(open.object('StatefulSet'), ...POD, 'volumes')).toBeUndefined()
  const closed = await scaffolded([...DATABASE, '--read-only'])
  const container = [...POD, 'containers', 0] as const
  expect(at(closed.object('StatefulSet'), ...container, 'securityContext', 'readOnlyRootFilesystem')).toBe(true)
  expect(at(closed.object('StatefulSet'), ...container, 'volumeMounts', 1, 'mountPath')).toBe('/tmp')
})

test('PostgreSQL needs nothing but its image to keep its data on the volume', async () => {
  const { object, said } = await scaffolded([
    'statefulset',
    'db',
    '--image',
    'postgres:17.2',
    '--env',
    'POSTGRES_DB=shop',
  ])
  const pod = at(object('StatefulSet'), ...POD)
  expect(at(pod, 'containers', 0, 'ports', 0, 'containerPort')).toBe(5432)
  expect(at(pod, 'containers', 0, 'env')).toEqual([
    { name: 'PGDATA', value: '/data/pgdata' },
    { name: 'POSTGRES_DB', value: 'shop' },
  ])
  expect(at(pod, 'securityContext', 'fsGroup')).toBe(999)
  expect(said).toContain('POSTGRES_PASSWORD=$(openssl rand -hex 24)')
})

test('what is said of PostgreSQL counts', async () => {
  const words = ['--env', 'PGDATA=/db/own', '--mount-path', '/db', '--user', '70']
  const { object } = await scaffolded([...DATABASE, ...words])
  const pod = at(object('StatefulSet'), ...POD)
  expect(at(pod, 'containers', 0, 'env')).toEqual([{ name: 'PGDATA', value: '/db/own' }])
  expect(at(pod, 'securityContext', 'runAsUser')).toBe(70)
})

test.each([
  ['mysql:9.1.0', 3306, '/var/lib/mysql'],
  ['mongo:8.0.4', 27017, '/data/db'],
  ['redis:7.4.1', 6379, '/data'],
])('the volume of %s is where its data is', async (image, port, mountPath) => {
  const { object } = await scaffolded(['statefulset', 'db', '--image', image])
  const container = at(object('StatefulSet'), ...POD, 'containers', 0)
  expect(at(container, 'ports', 0, 'containerPort')).toBe(port)
  expect(at(container, 'volumeMounts', 0, 'mountPath')).toBe(mountPath)
  expect(at(container, 'env')).toBeUndefined()
})

test('of another image it is told that its data has to be on the volume', async () => {
  const { said } = await scaffolded([
    'statefulset',
    'db',
    '--image',
    'registry.example.org/store:1.4',
    '--port',
    '7000',
  ])
  expect(said).toContain('Only what it writes to /data is kept')
})

test('one pod has no budget, as that would hold up the maintenance of nodes', async () => {
  const { kinds } = await scaffolded([...DATABASE, '--replicas', '3'])
  expect(kinds).toEqual(['Service', 'StatefulSet', 'PodDisruptionBudget'])
})

test('passwords are not taken, and it is told where they go', async () => {
  const { said } = await scaffolded(['statefulset', 'db', '--image', 'redis:7.4.1'])
  expect(said).toContain('--env-secret NAME')
  const refused = await scaffolded([...DATABASE, '--env', 'POSTGRES_PASSWORD=tr0ub4dor'])
  expect(refused.exitCode).toBe(2)
  expect(refused.said).toContain('(secret-plain-text)')
  expect(refused.said).not.toContain('tr0ub4dor')
})

test('lint has no complaint about the Secret that kubectl makes, nor once it is in the folder', async () => {
  const { text } = await scaffolded([...DATABASE, '--env-secret', 'db'])
  expect(text).toContain('# icc-ignore secret-ref: ')
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n'
  const beside = await scaffolded([...DATABASE, '--env-secret', 'db'], { files: { 'secret.yaml': secret } })
  expect(beside.text).not.toContain('icc-ignore')
})
