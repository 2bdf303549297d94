import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../../context.ts'
import type { JsonObject } from '../../manifests/document.ts'
import { at, listAt, objectAt, textAt, textPairsAt } from '../../manifests/json.ts'
import { labelKeyFault, labelValueFault } from '../../manifests/label.ts'
import { nameFault } from '../../manifests/names.ts'

/** What is asked of a cluster, by its name in paths. */
export type ClusterThing =
  | 'storageclasses'
  | 'ingressclasses'
  | 'clusterissuers'
  | 'issuers'
  | 'nodes'
  | 'resourcequotas'

/** The objects of each kind; without what the user may not see, and what the cluster does not have. */
export type ClusterAnswers = Partial<Record<ClusterThing, readonly KubeObject[]>>

/**
 * What the objects of a cluster are to templates; nothing where there was no answer.
 *
 * - `storageClasses`: `name`, `default`, `expandable`; the default first
 * - `ingressClasses`: `name`, `default`; the default first
 * - `issuers`: names of cert-manager's ClusterIssuers, as in a profile; those that work first
 * - `namespaceIssuers`: names of its Issuers in the namespace; those that work first
 * - `gpus`: as a profile's models, `alias`, `resource`, `nodeSelector`, `tolerations`; and `perNode`, the most on a node
 * - `quotas`: the namespace's, with `name`, `hard` and `used`; without those that are for some pods only
 */
export function readAnswers(answers: ClusterAnswers): JsonObject {
  const { storageclasses, ingressclasses, clusterissuers, issuers, nodes, resourcequotas } = answers
  const facts: JsonObject = {}
  if (storageclasses) facts['storageClasses'] = named(storageclasses, isDefault).map(storageClass)
  if (ingressclasses) facts['ingressClasses'] = named(ingressclasses, isDefault).map(ingressClass)
  if (clusterissuers) facts['issuers'] = named(clusterissuers, isReady).map(({ name }) => name)
  if (issuers) facts['namespaceIssuers'] = named(issuers, isReady).map(({ name }) => name)
  if (nodes) facts['gpus'] = gpusOf(nodes as readonly JsonObject[])
  if (resourcequotas) facts['quotas'] = named(resourcequotas, () => false).flatMap(quota)
  return facts
}

type Named = { name: string; value: JsonObject }

/** Those with a name that objects have: a server says what it likes. Sorted by name, the preferred ones first. */
function named(objects: readonly KubeObject[], isPreferred: (value: JsonObject) => boolean): Named[] {
  return (objects as readonly JsonObject[])
    .map((value) => ({ name: textAt(value, 'metadata', 'name') ?? '', value, rank: isPreferred(value) ? 0 : 1 }))
    .filter(({ name }) => nameFault(name, 'subdomain') === undefined)
    .toSorted((one, other) => one.rank - other.rank || (one.name < other.name ? -1 : 1))
}

const DEFAULT = /^(?:storageclass|ingressclass)(?:\.beta)?\.kubernetes\.io\/is-default-class$/u

function isDefault(value: JsonObject): boolean {
  return textPairsAt(value, 'metadata', 'annotations').some(([key, text]) => DEFAULT.test(key) && text === 'true')
}

/** One that says nothing yet may work. */
function isReady(value: JsonObject): boolean {
  return !listAt(value, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'False',
  )
}

function storageClass({ name, value }: Named): JsonObject {
  return { name, default: isDefault(value), expandable: at(value, 'allowVolumeExpansion') === true }
}

function ingressClass({ name, value }: Named): JsonObject {
  return { name, default: isDefault(value) }
}

function quota({ name, value }: Named): JsonObject[] {
  const isScoped = listAt(value, 'spec', 'scopes').length > 0 || at(value, 'spec', 'scopeSelector') !== undefined
  const [hard, used] = [textPairsAt(value, 'status', 'hard'), textPairsAt(value, 'status', 'used')]
  return isScoped ? [] : [{ name, hard: Object.fromEntries(hard), used: Object.fromEntries(used) }]
}

/** The names that device plugins give to cards, and to shares and slices of them. */
const GPU = /^(?:nvidia\.com\/(?:gpu|gpu\.shared|mig-[a-z0-9.]+)|amd\.com\/gpu|gpu\.intel\.com\/(?:i915|xe))$/u

/** The labels by which the vendors' tools say which card a node has. */
const PRODUCTS: Readonly<Record<string, string>> = {
  'nvidia.com': 'nvidia.com/gpu.product',
  'amd.com': 'amd.com/gpu.product-name',
}

type Gpu = { alias: string; resource: string; nodeSelector: JsonObject; tolerations: JsonObject[]; perNode: number }

/** One for each resource and product; what keeps pods off only some of its nodes need not be tolerated. */
function gpusOf(nodes: readonly JsonObject[]): JsonObject[] {
  const found = new Map<string, Gpu>()
  for (const gpu of nodes.flatMap(gpusOnNode)) {
    const key = `${gpu.resource} ${gpu.alias}`
    const known = found.get(key) ?? gpu
    found.set(key, {
      ...known,
      tolerations: known.tolerations.filter((one) => gpu.tolerations.some((other) => isDeepStrictEqual(one, other))),
      perNode: Math.max(known.perNode, gpu.perNode),
    })
  }
  return [...found.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, gpu]) => gpu)
}

function gpusOnNode(node: JsonObject): Gpu[] {
  const tolerations = tolerationsFor(node)
  return Object.entries(objectAt(node, 'status', 'allocatable') ?? {}).flatMap(([resource, amount]): Gpu[] => {
    const perNode = Number(amount)
    if (!GPU.test(resource) || !Number.isInteger(perNode) || perNode < 1) return []
    const label = PRODUCTS[resource.split('/')[0] ?? ''] ?? ''
    const product = textAt(node, 'metadata', 'labels', label)
    const isKnown = product !== undefined && product !== '' && labelValueFault(product) === undefined
    const nodeSelector = isKnown ? { [label]: product } : {}
    return [{ alias: isKnown ? product : resource, resource, nodeSelector, tolerations, perNode }]
  })
}

/** What the cluster itself puts on nodes that are full, broken or being emptied is nothing to tolerate. */
const OWN_TAINT = /^(?:[a-z.-]+\.)?kubernetes\.io\//u

function tolerationsFor(node: JsonObject): JsonObject[] {
  return listAt(node, 'spec', 'taints').flatMap((taint): JsonObject[] => {
    const [key = '', effect = ''] = [textAt(taint, 'key'), textAt(taint, 'effect')]
    if (OWN_TAINT.test(key) || labelKeyFault(key) !== undefined) return []
    return effect === 'NoSchedule' || effect === 'NoExecute' ? [{ key, operator: 'Exists', effect }] : []
  })
}
