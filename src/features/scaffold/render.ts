import type { Json } from '../manifests/document.ts'
import { withNamespace } from './namespaced.ts'
import { arrange } from './template/arrange.ts'
import { evaluate } from './template/evaluate.ts'
import { render } from './template/render.ts'
import type { RenderedLine, Template, Values } from './types.ts'

/** What one manifest of a template became. Line `n` of the text is `lines[n - 1]`. */
export type Rendered = { file: string; lines: readonly RenderedLine[] }

/** What a rendering is made from, and nothing else: same values, same bytes. */
export type RenderValues = {
  inputs: Values
  facts: Values
  minimal: boolean
  comments: boolean
  kubernetes: number
  /** What objects are to name; undefined where they name none. */
  namespace: string | undefined
}

/** Renders all manifests of a template; those of which nothing is left are left out. */
export function renderManifests(template: Template, given: RenderValues): Rendered[] {
  const { inputs, facts, minimal, comments, kubernetes, namespace } = given
  const values: Values = { ...facts, ...inputs, minimal, kubernetes }
  const rendered = template.manifests
    .map(({ file, nodes, place }) => ({ file, lines: arrange(render(nodes, values, comments, place)) }))
    .filter(({ lines }) => lines.some(({ text }) => /^\s*[^#\s]/u.test(text)))
  return namespace === undefined ? rendered : withNamespace(rendered, namespace)
}

/** The facts of a template: what its expressions are worth now. Those that are nothing are left out. */
export function evaluateFacts(template: Template, roots: Values): Values {
  const known: Record<string, Json> = { ...roots }
  const facts: Record<string, Json> = {}
  for (const { name, expression } of template.facts) {
    const value = evaluate(expression, known)
    if (value === undefined) continue
    known[name] = value
    facts[name] = value
  }
  return facts
}
