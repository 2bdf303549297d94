import type { JsonObject } from '../../../manifests/document.ts'
import { listAt, textAt, textPairsAt } from '../../../manifests/json.ts'
import { meets, requirementsOf, type LabelRequirement } from '../../../manifests/label-selector.ts'
import type { Taint } from '../../../manifests/toleration.ts'
import type { Profile } from '../../../sites/schema.ts'

export type GpuModel = NonNullable<NonNullable<Profile['gpu']>['models']>[number]
type GpuToleration = NonNullable<GpuModel['tolerations']>[number]

/**
 * The models that a pod may be given for a resource: all that have it, unless its `nodeSelector` or its affinity choose
 * some of them, or rule some out.
 */
export function eligibleModels(models: readonly GpuModel[], resource: string, spec: JsonObject): GpuModel[] {
  const offered = models.filter((model) => model.resource === resource)
  const alternatives = nodeRequirements(spec)
  const chosen = offered.filter((model) => alternatives.some((terms) => chooses(terms, model)))
  if (chosen.length > 0) return chosen
  return offered.filter((model) => alternatives.some((terms) => !rulesOut(terms, model)))
}

/** What keeps pods without its tolerations off the nodes of a model. */
export function taintsOf({ tolerations = [] }: GpuModel): Taint[] {
  // Without a toleration of a mere preference pods are admitted all the same.
  return tolerations.filter(({ effect }) => effect !== 'PreferNoSchedule').map(taintOf)
}

/** The taint that a profile's toleration is for. One that says Exists does not tell what value the taint has. */
export function taintOf({ key, operator, value, effect }: GpuToleration): Taint {
  return { key, value: operator === 'Exists' ? undefined : (value ?? ''), effect }
}

/** What the labels of a node must be like: the conditions of at least one of the lists must all be met. */
function nodeRequirements(spec: JsonObject): LabelRequirement[][] {
  const selected = textPairsAt(spec, 'nodeSelector').map(([key, value]): LabelRequirement => ({
    key,
    operator: 'In',
    values: [value],
    path: [],
  }))
  const required = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms']
  const terms = listAt(spec, ...required).map(requirementsOf)
  return terms.length === 0 ? [selected] : terms.map((term) => selected.concat(term))
}

/** True if the conditions name all labels that the model is known by. */
function chooses(requirements: readonly LabelRequirement[], { nodeSelector = {} }: GpuModel): boolean {
  const known = Object.entries(nodeSelector)
  return (
    known.length > 0 &&
    known.every(([label, value]) =>
      requirements.some(({ key, operator, values }) => key === label && operator === 'In' && values.includes(value)),
    )
  )
}

/** True if nodes with the labels that the model is known by do not meet the conditions. */
function rulesOut(requirements: readonly LabelRequirement[], { nodeSelector = {} }: GpuModel): boolean {
  return requirements.some(
    (requirement) => Object.hasOwn(nodeSelector, requirement.key) && !meets(nodeSelector, requirement),
  )
}

/** The keys of the taints of a site's GPU nodes. */
export function gpuTaintKeys(models: readonly GpuModel[]): Set<string> {
  return new Set(models.flatMap(({ tolerations = [] }) => tolerations.map(({ key }) => key)))
}

/** As in a message: `gpu=true:NoSchedule`, `gpu`. */
export function tolerationText(toleration: JsonObject): string {
  const [key, value, effect] = ['key', 'value', 'effect'].map((name) => textAt(toleration, name))
  return `${key ?? ''}${value === undefined ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`
}
