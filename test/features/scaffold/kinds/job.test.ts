import { expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

const JOB = ['job', 'import', '--image', 'python:3.14.0']

const POD = ['spec', 'template', 'spec'] as const

test('a command line goes through the shell of the image', async () => {
  const { object } = await scaffolded([...JOB, '--command', 'python import.py && echo "done: yes"'])
  expect(at(object('Job'), ...POD, 'containers', 0, 'command')).toEqual(['sh', '-c'])
  expect(at(object('Job'), ...POD, 'containers', 0, 'args')).toEqual(['python import.py && echo "done: yes"'])
})

test('arguments are for the program that the image names', async () => {
  const { object } = await scaffolded([...JOB, '--arg', 'import.py', '--arg=--all', '--arg', '08'])
  expect(at(object('Job'), ...POD, 'containers', 0, 'command')).toBeUndefined()
  expect(at(object('Job'), ...POD, 'containers', 0, 'args')).toEqual(['import.py', '--all', '08'])
  const both = await scaffolded([...JOB, '--command', 'true', '--arg', 'x'])
  expect(both.exitCode).toBe(2)
  expect(both.said).toContain('--arg')
})

test('a Job ends, and goes away', async () => {
  const { object } = await scaffolded([...JOB, '--keep', '0', '--retries', '0'])
  expect(at(object('Job'), 'spec')).toMatchObject({
    backoffLimit: 0,
    activeDeadlineSeconds: 3600,
    ttlSecondsAfterFinished: 0,
  })
  expect(at(object('Job'), ...POD, 'restartPolicy')).toBe('Never')
})

test('many pods can each do a part, some at a time; one pod does all', async () => {
  const { object } = await scaffolded([...JOB, '--completions', '9', '--parallelism', '3'])
  expect(at(object('Job'), 'spec')).toMatchObject({ completions: 9, parallelism: 3, completionMode: 'Indexed' })
  const { text } = await scaffolded(JOB)
  expect(text).not.toMatch(/completion|parallelism/u)
})

test('what it writes is told to be gone, or where it stays', async () => {
  const without = await scaffolded(JOB)
  expect(without.said).toContain('--claim NAME')
  const mounting = await scaffolded([...JOB, '--claim', 'files', '--mount-path', '/results'])
  expect(mounting.said).toContain('What is to stay must be written to /results')
  expect(at(mounting.object('Job'), ...POD, 'containers', 0, 'volumeMounts', 1)).toEqual({
    name: 'data',
    mountPath: '/results',
  })
})

test('without a read-only root there is nothing to mount', async () => {
  const { object } = await scaffolded([...JOB, '--no-read-only'])
  expect(at(object('Job'), ...POD, 'volumes')).toBeUndefined()
  expect(at(object('Job'), ...POD, 'containers', 0, 'volumeMounts')).toBeUndefined()
  expect(at(object('Job'), ...POD, 'containers', 0, 'securityContext', 'readOnlyRootFilesystem')).toBeUndefined()
})
