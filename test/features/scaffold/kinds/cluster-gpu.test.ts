import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../../../playground/campus.ts'
import { at } from '../../../../src/features/manifests/json.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { projectAt } from '../../../commands/lint-server-home.ts'

// Where the profile knows no GPUs, whoever may see the nodes gets what they have.

let campus: Campus

beforeAll(async () => {
  campus = await startCampus()
})
afterAll(() => campus.close())

const POD = ['spec', 'template', 'spec'] as const
const TOLERATIONS = [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]

async function jobWith(...words: string[]): Promise<{ pod: unknown; stderr: string }> {
  const project = await projectAt(
    campus,
    { 'README.md': '# Shop\n' },
    { username: 'staff01', namespace: 'staff01-default' },
  )
  const line = ['scaffold', 'gpu-job', 'train', '--image', 'pytorch/pytorch:2.9.0', '--site', 'generic', '--out', '-']
  const { stdout, stderr, exitCode } = await project.run([...line, ...words])
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
  return { pod: at(readManifests({ name: 'x.yaml', text: stdout }).documents[0]?.value, ...POD), stderr }
}

test('a model of the nodes comes with their label and what keeps others off them', async () => {
  const { pod } = await jobWith('--gpu', 'NVIDIA-A100-PCIE-40GB')
  expect(pod).toMatchObject({
    nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-A100-PCIE-40GB' },
    tolerations: TOLERATIONS,
  })
})

test('a model that all pods may have needs no toleration', async () => {
  const { pod } = await jobWith('--gpu', 'Tesla-T4')
  expect(pod).toMatchObject({ nodeSelector: { 'nvidia.com/gpu.product': 'Tesla-T4' } })
  expect(pod).not.toHaveProperty('tolerations')
})

test('with any model, pods may be on all nodes that have one', async () => {
  const { pod } = await jobWith('--gpu', 'any')
  expect(pod).toMatchObject({ tolerations: TOLERATIONS })
  expect(pod).not.toHaveProperty('nodeSelector')
})

test('more than any node has, and what none has, is told', async () => {
  const many = await jobWith('--gpu', 'Tesla-T4', '--gpus', '3')
  expect(many.stderr).toContain('No node has 3 of them')
  const other = await jobWith('--gpu', 'any', '--gpu-resource', 'amd.com/gpu')
  expect(other.stderr).toContain('No node of the cluster has amd.com/gpu; there is nvidia.com/gpu')
})
