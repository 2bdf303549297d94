import type { ManifestDocument, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { mayHoldPlaceholder, placeholderIn, type TextUse } from '../../../manifests/placeholder.ts'
import { rememberRecent } from '../../../manifests/remember.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { visitFillable } from './placeholder-places.ts'

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
    if (!mayHold(object.document)) return
    visitFillable(object, (text, use, path) => {
      const found = placeholderIn(text, use)
      if (found !== undefined) report(object, { text, found, use, path: [...path] }, lint)
    })
  },
}

/** One look at the text of a document, where a look at each of its values would take longer. */
const mayHold = rememberRecent(({ source, start, end }: ManifestDocument): boolean =>
  mayHoldPlaceholder(source.text.slice(start, end)),
)

type Found = { text: string; found: string; use: TextUse; path: Path }

function report(object: KubernetesObject, { text, found, use, path }: Found, lint: Lint): void {
  const isNamespace = use === 'namespace' || (object.type === 'Namespace' && path.at(-1) === 'name')
  // Somebody may have such a namespace.
  if (isNamespace && (text === lint.facts.namespace || lint.project.named('Namespace', text, object).length > 0))
    return
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
