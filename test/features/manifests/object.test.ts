import { expect, test } from 'vitest'
import { objectsOf } from '../../../src/features/manifests/object.ts'
import { podTemplateOf } from '../../../src/features/manifests/pod.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'

function objects(text: string) {
  return readManifests({ name: 'a.yaml', text }).documents.flatMap(objectsOf)
}

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('a kind may be called %s', (kind) => {
  const [object] = objects(`apiVersion: v1\nkind: ${kind}\nspec: {containers: []}\n`)
  expect(object?.type).toBe(kind)
  expect(object && podTemplateOf(object)).toBeUndefined()
})

test.each([
  ['extensions/v1beta1', 'Ingress', 'networking.k8s.io/Ingress'],
  ['apps/v1', 'Deployment', 'apps/Deployment'],
  ['v1', 'Pod', 'Pod'],
])('the type of %s %s is %s', (apiVersion, kind, type) => {
  expect(objects(`apiVersion: ${apiVersion}\nkind: ${kind}\n`).map((object) => object.type)).toEqual([type])
})
