import { excerpt } from '../../../manifests/excerpt.ts'
import { placeholderIn } from '../../../manifests/placeholder.ts'
import type { Check, Rule } from '../../rule.ts'
import { fillablePlaces } from './placeholder-places.ts'

const left: Rule = {
  id: 'placeholder',
  severity: 'warning',
  finds: 'a placeholder of a template that nobody filled in: NAME_OF_APP, <your-name>, CHANGEME',
  why: 'It was copied from a page with the request to write your own there. As it stands it is refused, leads nowhere, or is a password that everybody knows.',
  bad: pod('registry.example.org/<your-name>/web:1.4'),
  good: pod('registry.example.org/ada/web:1.4'),
  source: 'https://kubernetes.io/docs/concepts/configuration/overview/',
}

/** Is everything filled in that a template left open? */
export const placeholder: Check = {
  rules: [left],
  scope: 'object',
  run(object, lint) {
    for (const { text, use, path } of fillablePlaces(object)) {
      const found = placeholderIn(text, use)
      if (found === undefined) continue
      const isNamespace = use === 'namespace' || (object.type === 'Namespace' && path.at(-1) === 'name')
      if (isNamespace && lint.project.named('Namespace', text, object).length > 0) continue
      if (isNamespace && text === lint.facts.namespace) continue
      lint.report('placeholder', {
        object,
        path,
        // Free text may be a password.
        message:
          use === 'text'
            ? 'A placeholder still stands here in place of a value.'
            : `"${excerpt(found)}" is a placeholder that nobody filled in.`,
        hint: 'write your own in its place',
      })
    }
  },
}

function pod(image: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: ${image}
`
}
