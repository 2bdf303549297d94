import { posix } from 'node:path'
import type { Json, JsonObject, ManifestDocument } from '../../manifests/document.ts'
import { at, isObject, listAt, textAt } from '../../manifests/json.ts'
import { objectsOf, type KubernetesObject } from '../../manifests/object.ts'
import type { ManifestFile } from '../project.ts'

const NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/u

/** These need no apiVersion and kind: kustomize knows them by their names. */
export function isKustomizationName(name: string): boolean {
  return NAME.test(name)
}

/** The files that kustomizations name as patches, each with the kustomization that does. */
export function patchFiles(files: readonly ManifestFile[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const { source, documents } of files) {
    if (!isKustomizationName(source.name)) continue
    for (const { value } of documents)
      for (const path of patchPaths(value)) found.set(posix.join(posix.dirname(source.name), path), source.name)
  }
  return found
}

/** @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
function patchPaths(value: Json): string[] {
  const named = [...listAt(value, 'patches'), ...listAt(value, 'patchesJson6902')].map((patch) =>
    textAt(patch, 'path'),
  )
  const plain = listAt(value, 'patchesStrategicMerge').filter((one) => typeof one === 'string')
  return [...named, ...plain].filter((path) => path !== undefined)
}

/** The names of the images whose tag or digest kustomizations set: what stands in the manifests is not what is applied. */
export function taggedImages({ documents }: ManifestFile): string[] {
  return documents.flatMap(({ value }) =>
    listAt(value, 'images').flatMap((image) =>
      at(image, 'newTag') === undefined && at(image, 'digest') === undefined ? [] : (textAt(image, 'name') ?? []),
    ),
  )
}

/**
 * The ConfigMaps and Secrets that kustomize generates, with the keys as far as the kustomization tells them. The hash
 * that it adds to the names is left out, as references to them are written without it.
 */
export function generatedObjects({ documents }: ManifestFile): KubernetesObject[] {
  return documents.flatMap((document) =>
    (['ConfigMap', 'Secret'] as const).flatMap((kind) =>
      listAt(document.value, kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator').flatMap((generator) =>
        generated(document, kind, generator),
      ),
    ),
  )
}

function generated(
  document: ManifestDocument,
  kind: 'ConfigMap' | 'Secret',
  generator: Json,
): readonly KubernetesObject[] {
  const name = textAt(generator, 'name')
  if (name === undefined || !isObject(generator)) return []
  const namespace = textAt(generator, 'namespace') ?? textAt(document.value, 'namespace')
  const metadata: JsonObject = { name, ...(namespace === undefined ? {} : { namespace }) }
  const value: JsonObject = { apiVersion: 'v1', kind, metadata }
  // The keys of env files are in the files: without them nothing can be said of keys.
  if (at(generator, 'envs') === undefined && at(generator, 'env') === undefined) value['data'] = keysOf(generator)
  return objectsOf({ ...document, value })
}

function keysOf(generator: JsonObject): JsonObject {
  const literals = texts(generator, 'literals').map((pair) => pair.split('=', 1)[0] ?? '')
  const files = texts(generator, 'files').map((file) =>
    file.includes('=') ? (file.split('=', 1)[0] ?? '') : posix.basename(file),
  )
  return Object.fromEntries([...literals, ...files].map((key) => [key, '']))
}

function texts(value: JsonObject, key: string): string[] {
  return listAt(value, key).filter((one) => typeof one === 'string')
}
