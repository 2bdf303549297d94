import { excerpt } from '../../../manifests/excerpt.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { nearest } from '../../../../nearest-names.ts'
import type { Fix, Lint } from '../../rule.ts'
import { definedSchemas } from '../definitions.ts'

/** A kind that is not there under its API version: under another one, or misspelt. */
export function reportUnknownKind(
  object: KubernetesObject,
  { served }: { served: readonly string[] },
  lint: Lint,
): void {
  const { kind, apiVersion } = object
  const [right, ...others] = served
  if (right !== undefined) {
    const fix: Fix = {
      safe: others.length === 0,
      title: `write ${right}`,
      edits: [{ kind: 'set', path: [...object.path, 'apiVersion'], value: right }],
      reveals: true,
    }
    lint.report('schema-unknown-kind', {
      object,
      path: [...object.path, 'apiVersion'],
      message: `There is no ${excerpt(kind)} in ${excerpt(apiVersion)}; it is in ${served.join(', ')}.`,
      hint: `apiVersion: ${right}`,
      fix,
    })
    return
  }
  const kinds = definedSchemas(lint).kinds()
  const here = kinds.filter((one) => one.apiVersion === apiVersion).map((one) => one.kind)
  const meant = nearest(kind, here) ?? nearest(kind, new Set(kinds.map((one) => one.kind)))
  const path = [...object.path, 'kind']
  lint.report('schema-unknown-kind', {
    object,
    path,
    message: `There is no kind ${excerpt(kind)} in ${excerpt(apiVersion)}${meant === undefined ? '.' : `; ${meant} may be meant.`}`,
    hint: meant === undefined ? 'kubectl api-resources lists all kinds' : `kind: ${meant}`,
    ...(meant === undefined
      ? {}
      : {
          fix: { safe: false, title: `write ${meant}`, edits: [{ kind: 'set', path, value: meant }], reveals: true },
        }),
  })
}
