import { wrongCall } from '../../errors.ts'
import type { ManifestDocument } from '../manifests/document.ts'
import { emitInline } from '../manifests/emit.ts'
import { isClusterWide } from '../manifests/groups.ts'
import { nameFault } from '../manifests/names.ts'
import { objectsOf } from '../manifests/object.ts'
import { readManifests } from '../manifests/read.ts'
import type { Rendered } from './render.ts'
import type { RenderedLine } from './types.ts'

/** @throws `usage` (exit 2) for what no namespace can be called */
export function checkNamespace(namespace: string): void {
  const fault = nameFault(namespace, 'label')
  if (fault === undefined) return
  throw wrongCall(`--namespace: a namespace ${fault}. Nothing was written.`, 'icc ns --list')
}

/**
 * The same manifests with a namespace in the metadata of all objects that can have one and name none.
 *
 * @throws `usage` (exit 2) where there is no such object, or one whose metadata is no block of lines
 */
export function withNamespace(manifests: readonly Rendered[], namespace: string): Rendered[] {
  const made = manifests.map(({ file, lines }) => ({ file, lines: putInto(lines, namespace) }))
  if (made.some(({ lines }, at) => lines.length > (manifests[at]?.lines.length ?? 0))) return made
  throw wrongCall(
    '--namespace: nothing that is written here can have a namespace of its own.',
    'the same without --namespace',
  )
}

function putInto(lines: readonly RenderedLine[], namespace: string): RenderedLine[] {
  const text = lines.map((line) => `${line.text}\n`).join('')
  const { documents } = readManifests({ name: 'rendered', text })
  const without = documents.filter((document) => isWithout(document))
  const places = new Set(without.map(({ start }) => placeIn(lines, lineOf(text, start))))
  const added = { text: `  namespace: ${emitInline(namespace)}`, names: [] }
  return lines.flatMap((line, at) => (places.has(at) ? [line, added] : [line]))
}

function isWithout(document: ManifestDocument): boolean {
  return objectsOf(document).some((object) => object.namespace === undefined && !isClusterWide(object))
}

/** The line after which the namespace stands: that of the name, else of `metadata`. */
function placeIn(lines: readonly RenderedLine[], from: number): number {
  const metadata = lines.findIndex(({ text }, at) => at >= from && /^(?:metadata:\s*(?:#.*)?$|---)/u.test(text))
  if (lines[metadata]?.text.startsWith('metadata') !== true)
    throw wrongCall(
      '--namespace: this template does not write metadata as lines of their own.',
      'kubectl apply -n NAMESPACE -f FILE',
    )
  const next = lines.findIndex(({ text }, at) => at > metadata && /^\S/u.test(text))
  const name = lines.findIndex(({ text }, at) => at > metadata && /^ {2}name:/u.test(text))
  return name > metadata && (next < 0 || name < next) ? name : metadata
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1
}
