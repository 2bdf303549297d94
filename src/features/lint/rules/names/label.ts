import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { labelKeyFault, labelValueFault } from '../../../manifests/label.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { visitLabels, type LabelPart } from './label-places.ts'

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
    visitLabels(object, (part, path) => checkPart({ object, path, lint }, part))
  },
}

type Place = { object: KubernetesObject; path: Path; lint: Lint }

function checkPart(place: Place, part: LabelPart): void {
  switch (part.kind) {
    case 'pair':
      checkKey(place, 'key of the label', part.key, 'key')
      if (typeof part.value === 'string') checkValue(place, part.value, part.key)
      return
    case 'annotation':
      // The server compares the keys of annotations in small letters.
      checkKey(place, 'key of the annotation', part.key.toLowerCase(), 'key')
      return
    case 'key':
      checkKey(place, 'key', part.text, 'value')
      return
    case 'value':
      checkValue(place, part.text)
  }
}

function checkKey({ object, path, lint }: Place, what: string, key: string, at: 'key' | 'value'): void {
  const fault = labelKeyFault(key)
  if (fault === undefined || hasVariable(key)) return
  lint.report('label-invalid', {
    object,
    path: [...path],
    at,
    message: `The ${what} "${excerpt(key)}" ${fault}.`,
    hint: 'as in app.kubernetes.io/name: a domain in small letters, "/", and one word',
  })
}

function checkValue({ object, path, lint }: Place, value: string, key?: string): void {
  const fault = labelValueFault(value)
  if (fault === undefined || hasVariable(value)) return
  const what = key === undefined ? 'value' : `value of the label ${excerpt(key)}`
  lint.report('label-invalid', {
    object,
    path: [...path],
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
