import { excerpt } from '../../../manifests/excerpt.ts'
import { labelKeyFault, labelValueFault } from '../../../manifests/label.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { labelPlaces, type LabelPlace } from './label-places.ts'

const invalid: Rule = {
  id: 'label-invalid',
  severity: 'error',
  finds: 'a label or annotation whose key, or a label whose value, Kubernetes does not take',
  why: 'Labels are looked up by their text, so keys and values are short words: letters, digits, "-", "_" and ".", at most 63 characters, with a letter or digit at both ends. Sentences, addresses and lists belong in an annotation, whose value may be anything.',
  bad: example('Ada Lovelace <ada@example.org>'),
  good: example('ada.lovelace'),
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set',
}

/** Is each key and value of a label of the form that the API server takes? */
export const label: Check = {
  rules: [invalid],
  scope: 'object',
  run(object, lint) {
    for (const place of labelPlaces(object)) checkPlace(object, place, lint)
  },
}

function checkPlace(object: KubernetesObject, place: LabelPlace, lint: Lint): void {
  switch (place.kind) {
    case 'pair':
      checkKey(object, 'key of the label', place.key, place, lint)
      if (typeof place.value === 'string')
        checkValue(object, `value of the label ${excerpt(place.key)}`, place.value, place, lint)
      return
    case 'annotation':
      // The server compares the keys of annotations in small letters.
      checkKey(object, 'key of the annotation', place.key.toLowerCase(), place, lint)
      return
    case 'key':
      checkKey(object, 'key', place.text, place, lint)
      return
    case 'value':
      checkValue(object, 'value', place.text, place, lint)
  }
}

function checkKey(object: KubernetesObject, what: string, key: string, place: LabelPlace, lint: Lint): void {
  const fault = labelKeyFault(key)
  if (fault === undefined || hasVariable(key)) return
  lint.report('label-invalid', {
    object,
    path: place.path,
    at: place.kind === 'key' ? 'value' : 'key',
    message: `The ${what} "${excerpt(key)}" ${fault}.`,
    hint: 'as in app.kubernetes.io/name: a domain in small letters, "/", and one word',
  })
}

function checkValue(object: KubernetesObject, what: string, value: string, place: LabelPlace, lint: Lint): void {
  const fault = labelValueFault(value)
  if (fault === undefined || hasVariable(value)) return
  lint.report('label-invalid', {
    object,
    path: place.path,
    message: `The ${what}, "${excerpt(value)}", ${fault}.`,
    hint: 'take one word; text of any form can be the value of an annotation',
  })
}

function example(maintainer: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    maintainer: ${maintainer}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`
}
