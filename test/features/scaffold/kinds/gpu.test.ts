import { expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

const IMAGE = ['--image', 'pytorch/pytorch:2.9.0']
const JOB = ['gpu-job', 'train', ...IMAGE]
const MODEL = ['gpu-deployment', 'model', ...IMAGE]

const POD = ['spec', 'template', 'spec'] as const
const CONTAINER = [...POD, 'containers', 0] as const

test.each([
  [JOB, 'Job'],
  [MODEL, 'Deployment'],
])('of a model that the campus has, all that its nodes want comes from the profile: %j', async (words, kind) => {
  const { object, said } = await scaffolded([...words, '--gpu', 'v100s', '--gpus', '2'], { site: 'haw-icc' })
  expect(at(object(kind), ...POD, 'tolerations')).toEqual([
    { key: 'gpu-tesla-v100s', operator: 'Exists', effect: 'NoSchedule' },
  ])
  expect(at(object(kind), ...POD, 'nodeSelector')).toEqual({ 'nvidia.com/gpu.product': 'Tesla-V100S-PCIE-32GB' })
  for (const side of ['requests', 'limits'])
    expect(at(object(kind), ...CONTAINER, 'resources', side, 'nvidia.com/gpu')).toBe(2)
  expect(said).toContain('icc@informatik.haw-hamburg.de')
})

test.each([
  [JOB, 'gpu-job'],
  [MODEL, 'gpu-deployment'],
  [['gpu-job'], 'gpu-job'],
])('where there are no GPUs that is said before anything is asked: %j', async (words, kind) => {
  const { exitCode, said } = await scaffolded(words, { site: 'csc-rahti' })
  expect(exitCode).toBe(1)
  expect(said).toContain(`icc makes no ${kind} here: CSC, Rahti 2 has no GPUs. Nothing was written.`)
})

test('a GPU for a notebook is refused by what lint says, and without one there is a notebook', async () => {
  const { exitCode, said } = await scaffolded(['jupyter', '--gpu', 'any'], { site: 'csc-rahti' })
  expect(exitCode).toBe(2)
  expect(said).toContain('The container jupyter asks for nvidia.com/gpu, and CSC, Rahti 2 has no GPUs')
  expect((await scaffolded(['jupyter'], { site: 'csc-rahti' })).exitCode).toBe(0)
})

test('where any card can be chosen by its label, those that the campus lists can be too', async () => {
  const label = await scaffolded([...JOB, '--gpu', 'NVIDIA-L40'], { site: 'nautilus' })
  expect(at(label.object('Job'), ...POD, 'nodeSelector')).toEqual({ 'nvidia.com/gpu.product': 'NVIDIA-L40' })
  const listed = await scaffolded([...JOB, '--gpu', 'a100'], { site: 'nautilus' })
  expect(at(listed.object('Job'), ...POD, 'nodeSelector')).toBeUndefined()
  expect(at(listed.object('Job'), ...CONTAINER, 'resources', 'limits')).toMatchObject({ 'nvidia.com/a100': 1 })
})

test('without a word the first model of the campus is taken', async () => {
  const { object } = await scaffolded(JOB, { site: 'haw-icc' })
  expect(at(object('Job'), ...POD, 'tolerations', 0, 'key')).toBe('gpu-tesla-v100')
})

test('a model that the campus does not have is refused with those it has', async () => {
  const { exitCode, said } = await scaffolded([...JOB, '--gpu', 'a100'], { site: 'haw-icc' })
  expect(exitCode).toBe(2)
  expect(said).toContain('--gpu a100: there is v100, v100s')
})

test('where nobody knows the models, a GPU is a GPU', async () => {
  const { object } = await scaffolded(JOB)
  expect(at(object('Job'), ...POD, 'tolerations')).toBeUndefined()
  expect(at(object('Job'), ...POD, 'nodeSelector')).toBeUndefined()
  expect(at(object('Job'), ...CONTAINER, 'resources', 'limits', 'nvidia.com/gpu')).toBe(1)
})

test('where nobody knows the models, one can be named as its nodes are labelled', async () => {
  const { object } = await scaffolded([...JOB, '--gpu', 'NVIDIA-A100-PCIE-40GB'])
  expect(at(object('Job'), ...POD, 'nodeSelector')).toEqual({ 'nvidia.com/gpu.product': 'NVIDIA-A100-PCIE-40GB' })
})

test('cards of other makers have another resource', async () => {
  const { object } = await scaffolded([...JOB, '--gpu-resource', 'amd.com/gpu'])
  expect(at(object('Job'), ...CONTAINER, 'resources', 'limits', 'amd.com/gpu')).toBe(1)
})

test.each([
  [['--memory', '8Gi'], '1Gi'],
  [['--memory', '512Mi'], '64Mi'],
  [['--memory', '900M', '--read-only'], '64Mi'],
  [['--memory', '8Gi', '--shm', '6Gi'], '6Gi'],
])('shared memory is no more than the memory: %j', async (words, size) => {
  const { object } = await scaffolded([...JOB, ...words])
  expect(at(object('Job'), ...POD, 'volumes', 0, 'emptyDir')).toEqual({ medium: 'Memory', sizeLimit: size })
  expect(at(object('Job'), ...CONTAINER, 'volumeMounts', 0)).toEqual({ name: 'shm', mountPath: '/dev/shm' })
})

test.each(['0', '0.5', '17'])('%s GPUs cannot be had', async (gpus) => {
  const { exitCode, said } = await scaffolded([...JOB, '--gpus', gpus])
  expect(exitCode).toBe(2)
  expect(said).toMatch(/--gpus .*\(schema-range\)/u)
})

test('a Deployment waits for no second GPU, and for the model to be loaded', async () => {
  const { object, said } = await scaffolded(MODEL)
  expect(at(object('Deployment'), 'spec', 'replicas')).toBe(1)
  expect(at(object('Deployment'), 'spec', 'strategy')).toEqual({ type: 'Recreate' })
  expect(at(object('Deployment'), 'spec', 'revisionHistoryLimit')).toBe(2)
  expect(at(object('Deployment'), ...CONTAINER, 'startupProbe')).toMatchObject({
    periodSeconds: 10,
    failureThreshold: 60,
  })
  expect(said).toContain('kubectl scale deployment/model --replicas=0')
  expect(said).toContain('icc scaffold gpu-job')
})

test('a Deployment that only calls others has no Service, no port and no probe', async () => {
  const { kinds, object } = await scaffolded([...MODEL, '--no-service'])
  expect(kinds).toEqual(['Deployment'])
  for (const key of ['ports', 'readinessProbe', 'startupProbe'])
    expect(at(object('Deployment'), ...CONTAINER, key)).toBeUndefined()
})

test('a Job is not tried for ever, and can take a command and a volume', async () => {
  const words = [...JOB, '--command', 'python train.py > /data/log', '--claim', 'runs', '--retries', '0']
  const { object, said } = await scaffolded(words)
  expect(at(object('Job'), 'spec')).toMatchObject({
    backoffLimit: 0,
    activeDeadlineSeconds: 86_400,
    ttlSecondsAfterFinished: 86_400,
  })
  expect(at(object('Job'), ...CONTAINER, 'args')).toEqual(['python train.py > /data/log'])
  expect(at(object('Job'), ...CONTAINER, 'volumeMounts', 1)).toEqual({ name: 'data', mountPath: '/data' })
  expect(said).toContain('icc scaffold pvc runs')
})

test('the program may write where its image lets it, unless that is not wanted', async () => {
  const usual = await scaffolded(JOB)
  expect(at(usual.object('Job'), ...CONTAINER, 'securityContext', 'readOnlyRootFilesystem')).toBeUndefined()
  const strict = await scaffolded([...JOB, '--read-only'])
  expect(at(strict.object('Job'), ...CONTAINER, 'securityContext', 'readOnlyRootFilesystem')).toBe(true)
})

test('the limits of a strict campus hold for GPUs too', async () => {
  const { object } = await scaffolded(JOB, { site: 'tight' })
  expect(at(object('Job'), ...CONTAINER, 'resources')).toEqual({
    requests: { cpu: '1', memory: '4Gi', 'nvidia.com/gpu': 1 },
    limits: { cpu: '4', memory: '4Gi', 'nvidia.com/gpu': 1 },
  })
  expect(at(object('Job'), ...POD, 'securityContext', 'runAsUser')).toBeUndefined()
})
