import { expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

const POD = ['spec', 'template', 'spec'] as const
const CONTAINER = [...POD, 'containers', 0] as const

test('without a word there is a notebook with storage of its own, and without a GPU', async () => {
  const { kinds, object, said } = await scaffolded(['jupyter'])
  expect(kinds).toEqual(['PersistentVolumeClaim', 'Service', 'Deployment'])
  const deployment = object('Deployment')
  expect(at(deployment, 'spec', 'strategy')).toEqual({ type: 'Recreate' })
  expect(at(deployment, ...CONTAINER, 'image')).toMatch(/^quay\.io\/jupyter\/scipy-notebook:[\d-]+$/u)
  expect(at(deployment, ...CONTAINER, 'ports')).toEqual([{ name: 'http', containerPort: 8888 }])
  expect(at(deployment, ...CONTAINER, 'startupProbe', 'httpGet')).toEqual({ path: '/api', port: 'http' })
  expect(at(deployment, ...CONTAINER, 'volumeMounts')).toEqual([{ name: 'work', mountPath: '/home/jovyan/work' }])
  expect(at(deployment, ...POD, 'volumes')).toEqual([
    { name: 'work', persistentVolumeClaim: { claimName: 'jupyter-work' } },
  ])
  expect(JSON.stringify(deployment)).not.toContain('nvidia')
  expect(said).toContain('kubectl port-forward service/jupyter 8888:80')
  expect(said).toContain('deletes the notebooks as well')
})

test('the token comes from a Secret that the user makes, never from the manifest', async () => {
  const { object, said } = await scaffolded(['jupyter', 'lab'])
  const secretKeyRef = { name: 'lab-token', key: 'token', optional: true }
  expect(at(object('Deployment'), ...CONTAINER, 'env')).toEqual([
    { name: 'JUPYTER_TOKEN', valueFrom: { secretKeyRef } },
  ])
  expect(at(object('Deployment'), ...CONTAINER, 'args')).toBeUndefined()
  expect(said).toContain('kubectl create secret generic lab-token --from-literal=token=$(openssl rand -hex 24)')
  expect(said).toContain("kubectl get secret lab-token -o jsonpath='{.data.token}'")
  const refused = await scaffolded(['jupyter', '--env', 'JUPYTER_TOKEN=letmein'])
  expect(refused.exitCode).toBe(2)
  expect(refused.said).toContain('(secret-plain-text)')
})

test('variables come besides the token', async () => {
  const words = ['jupyter', '--env', 'LANG=de_DE.UTF-8', '--env-config', 'settings']
  const { object } = await scaffolded(words)
  expect(at(object('Deployment'), ...CONTAINER, 'env', 1)).toEqual({ name: 'LANG', value: 'de_DE.UTF-8' })
  expect(at(object('Deployment'), ...CONTAINER, 'envFrom')).toEqual([{ configMapRef: { name: 'settings' } }])
})

test('it runs as the user of the image, who owns the home folder', async () => {
  const usual = await scaffolded(['jupyter'])
  expect(at(usual.object('Deployment'), ...POD, 'securityContext')).toMatchObject({
    runAsUser: 1000,
    runAsGroup: 100,
    fsGroup: 100,
  })
  const chosen = await scaffolded(['jupyter'], { site: 'tight' })
  for (const key of ['runAsUser', 'runAsGroup', 'fsGroup'])
    expect(at(chosen.object('Deployment'), ...POD, 'securityContext', key)).toBeUndefined()
})

test('with a GPU come its image, its nodes, shared memory and what is to be kept in mind', async () => {
  const { object, said } = await scaffolded(['jupyter', '--gpu', 'v100s'], { site: 'haw-icc' })
  const deployment = object('Deployment')
  expect(at(deployment, ...CONTAINER, 'image')).toContain(':cuda12-')
  expect(at(deployment, ...CONTAINER, 'resources', 'limits', 'nvidia.com/gpu')).toBe(1)
  expect(at(deployment, ...POD, 'tolerations', 0, 'key')).toBe('gpu-tesla-v100s')
  expect(at(deployment, ...CONTAINER, 'volumeMounts', 1, 'mountPath')).toBe('/dev/shm')
  expect(said).toContain('It holds its GPU, also while nobody uses it')
})

test.each(['gpus', 'shm', 'gpu-resource'])('without a GPU there is no --%s', async (flag) => {
  const { exitCode, said } = await scaffolded(['jupyter', `--${flag}`, '1'])
  expect(exitCode).toBe(2)
  expect(said).toContain(`--${flag} 1: this does not exist here; that depends on --gpu, which is not given`)
})

test('with a host come an Ingress and how the campus makes the name', async () => {
  const host = 'lab.informatik.haw-hamburg.de'
  const { kinds, object, said } = await scaffolded(['jupyter', 'lab', '--host', host], { site: 'haw-icc' })
  expect(kinds).toEqual(['PersistentVolumeClaim', 'Service', 'Deployment', 'Ingress'])
  const rule = at(object('Ingress'), 'spec', 'rules', 0)
  expect(at(rule, 'host')).toBe(host)
  expect(at(rule, 'http', 'paths', 0, 'backend', 'service')).toEqual({ name: 'lab', port: { name: 'http' } })
  expect(said).toContain(`Subject: DNS name ${host}`)
  expect(said).toContain(`Then: https://${host}/`)
})

test('where ports cannot be forwarded, it is told that it takes a host', async () => {
  const { said } = await scaffolded(['jupyter'], { site: 'tight' })
  expect(said).toContain('It cannot be opened yet')
  expect(said).not.toContain('port-forward ')
})

test('pods that the Ingress leads to have the labels that the campus wants', async () => {
  const label = ['spec', 'template', 'metadata', 'labels', 'www'] as const
  const open = await scaffolded(['jupyter', '--host', 'lab.example.org', '--class', 'nginx'], { site: 'tight' })
  expect(at(open.object('Deployment'), ...label)).toBe('true')
  const closed = await scaffolded(['jupyter'], { site: 'tight' })
  expect(at(closed.object('Deployment'), ...label)).toBeUndefined()
})

test('a claim that the folder has is mounted, and not made again', async () => {
  const spec = '{accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}'
  const claim = `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: notes}\nspec: ${spec}\n`
  const { kinds, object, said } = await scaffolded(['jupyter', '--claim', 'notes'], {
    files: { 'notes.yaml': claim },
  })
  expect(kinds).toEqual(['Service', 'Deployment'])
  expect(at(object('Deployment'), ...POD, 'volumes', 0, 'persistentVolumeClaim')).toEqual({ claimName: 'notes' })
  expect(said).not.toContain('deletes the notebooks as well')
})

test('a path below the host is refused: Jupyter would send people elsewhere', async () => {
  const words = ['jupyter', '--host', 'lab.example.org', '--class', 'nginx', '--path', '/lab']
  const { exitCode, said } = await scaffolded(words)
  expect(exitCode).toBe(2)
  expect(said).toContain('--path /lab: there is /')
})
