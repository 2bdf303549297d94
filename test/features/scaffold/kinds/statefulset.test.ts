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

test('the user and folder of a database image are told until something is said', async () => {
  const { said } = await scaffolded([...DATABASE, '--mount-path', '/db'])
  expect(said).toContain('--user 999 --env PGDATA=/db/pgdata')
  const settled = await scaffolded([...DATABASE, '--user', '999', '--env', 'PGDATA=/data/pgdata'])
  expect(settled.said).not.toContain('--user 999')
  expect(at(settled.object('StatefulSet'), ...POD, 'securityContext', 'fsGroup')).toBe(999)
})

test('one pod has no budget, as that would hold up the maintenance of nodes', async () => {
  const { kinds } = await scaffolded([...DATABASE, '--replicas', '3'])
  expect(kinds).toEqual(['Service', 'StatefulSet', 'PodDisruptionBudget'])
})

test('passwords are not taken, and it is told where they go', async () => {
  const { said } = await scaffolded(DATABASE)
  expect(said).toContain('--env-secret NAME')
  const refused = await scaffolded([...DATABASE, '--env', 'POSTGRES_PASSWORD=tr0ub4dor'])
  expect(refused.exitCode).toBe(2)
  expect(refused.said).toContain('(secret-plain-text)')
  expect(refused.said).not.toContain('tr0ub4dor')
})
