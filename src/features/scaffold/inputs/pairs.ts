import { excerpt } from '../../manifests/excerpt.ts'
import { dataKeyFault } from '../../manifests/names.ts'
import { labelKeyFault, labelValueFault } from '../../manifests/label.ts'
import { hasPassword, isStandIn, namesSecret } from '../../manifests/secrets.ts'
import type { Input } from '../types.ts'
import { contentFault, refuse, type Fault, type TypeCheck, type Verdict } from './verdict.ts'

/** `KEY=VALUE`, whatever they are; in capitals it may be a variable. */
export const pair: TypeCheck = pairsOf('KEY=value', (key, value) => {
  if (key === '') return { rule: undefined, message: 'the key before "=" is empty' }
  return /^[A-Z][A-Z0-9_]*$/u.test(key) ? secretFault(key, value) : undefined
})

/** A label of an object. */
export const label: TypeCheck = pairsOf('team=web', (key, value) => {
  const keyFault = labelKeyFault(key)
  if (keyFault !== undefined) return { rule: 'label-invalid', message: `the key "${excerpt(key)}" ${keyFault}` }
  const valueFault = labelValueFault(value)
  if (valueFault === undefined) return undefined
  return { rule: 'label-invalid', message: `the value "${excerpt(value)}" ${valueFault}` }
})

/** An entry of a ConfigMap. */
export const setting: TypeCheck = pairsOf('colour=blue', (key, value) => {
  const fault = dataKeyFault(key)
  if (fault !== undefined) return { rule: 'name-invalid', message: `the key "${excerpt(key)}" ${fault}` }
  return secretFault(key, value)
})

/** A variable of a container's environment. */
export const environment: TypeCheck = pairsOf('LOG_LEVEL=info', (name, value) => {
  const fault = variableNameFault(name)
  if (fault !== undefined) return { rule: undefined, message: `the name "${excerpt(name)}" ${fault}` }
  return secretFault(name, value)
})

/** Each is a mapping with one pair; `faultOf` looks at both sides. */
function pairsOf(example: string, faultOf: (key: string, value: string) => Fault | undefined): TypeCheck {
  const check = (text: string): Verdict => {
    const at = text.indexOf('=')
    if (at < 0) return refuse(undefined, `there is no "=" in it`, example)
    const [key, value] = [text.slice(0, at), text.slice(at + 1)]
    // A key is shown, so what is a secret wherever it stands comes first.
    const fault = contentFault(text, 'text') ?? faultOf(key, value) ?? contentFault(value, 'text')
    if (fault === undefined) return { value: Object.fromEntries([[key, value]]) }
    return { ...fault, example }
  }
  return { check, example: () => example }
}

/** As `secret-plain-text` finds it in a container or a ConfigMap. */
function secretFault(name: string, value: string): Fault | undefined {
  if (isStandIn(value) || !(namesSecret(name) || hasPassword(value))) return undefined
  const message = 'everybody who can read the manifest could read this secret; take it from a Secret'
  return { rule: 'secret-plain-text', message, conceals: `${excerpt(name)}=...` }
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables */
function variableNameFault(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (name === '.' || name.startsWith('..')) return 'may not be "." or begin with ".."'
  if (/^\d/u.test(name)) return 'may not begin with a digit'
  return /^[-._a-zA-Z0-9]+$/u.test(name) ? undefined : 'may have letters, digits, "_", "-" and "." only'
}

/** True for what is a mapping where it is given several times. */
export function isPairs({ type }: Input): boolean {
  return PAIRS.has(type)
}

const PAIRS: ReadonlySet<Input['type']> = new Set(['pair', 'label', 'environment', 'setting', 'env-file'])
