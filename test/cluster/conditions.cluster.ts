import { expect, test } from 'vitest'
import { createNamespace } from '../../playground/real-contents.ts'
import type { KubernetesObject } from '../../src/features/manifests/object.ts'
import { objectsOf } from '../../src/features/manifests/object.ts'
import { readManifests } from '../../src/features/manifests/read.ts'
import { conditionCases } from '../features/lint/rules/condition-cases.ts'
import { describeOnCluster } from './real-cluster.ts'
import { createVerdicts } from './server-verdict.ts'

const NAMESPACE = 'conditions'

describeOnCluster('what an API server asks besides its schemas', {}, (campus) => {
  test('it refuses what lint calls an error, and takes the rest', { timeout: 300_000 }, async () => {
    await createNamespace(campus().operators, { name: NAMESPACE, enforce: 'privileged' })
    const ask = createVerdicts(campus().operators)
    const wrong: string[] = []
    for (const { title, object, refused } of conditionCases()) {
      const { kind, words } = await ask(read(object), NAMESPACE)
      if ((kind === 'refused') !== refused) wrong.push(`${title}: ${kind}, ${words.join(' ')}`)
    }
    expect(wrong).toEqual([])
  })
})

function read(value: object): KubernetesObject {
  const [object] = readManifests({ name: 'a.json', text: JSON.stringify(value) }).documents.flatMap(objectsOf)
  if (object === undefined) throw new Error('this case is no object')
  return object
}
