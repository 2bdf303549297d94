import type { KubernetesObject } from '../manifests/object.ts'
import type { Fix, Place, Severity } from './rule.ts'

/** One thing that a rule found. */
export type Finding = {
  rule: string
  severity: Severity
  place: Place
  object: KubernetesObject | undefined
  message: string
  hint: string | undefined
  fix: Fix | undefined
  /** True if what stands at the place must not be shown. */
  conceals?: boolean
}

/** Something that could not be looked at; never to be taken for a pass. */
export type NotChecked = {
  /** The rule that could not look; undefined where no rule could. */
  rule: string | undefined
  file: string
  object: KubernetesObject | undefined
  reason: string
}
