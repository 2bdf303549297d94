import { excerpt } from '../../../manifests/excerpt.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { quantityFields, type QuantityField } from '../../../manifests/quantity-fields.ts'
import { meantQuantity } from '../../../manifests/quantity-spelling.ts'
import { formatQuantity, isWhole, ONE, parseQuantity, type Quantity } from '../../../manifests/quantity.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Facts } from '../../facts.ts'
import type { Check, Fix, Lint, Rule, Severity } from '../../rule.ts'
import { checkUnits, unit } from './quantity-unit.ts'

const invalid: Rule = {
  id: 'quantity-invalid',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'an amount that Kubernetes cannot read, such as 2 GiB or 10 Gigabyte',
  why: 'An amount is a number with at most one suffix, without a blank: Ki, Mi, Gi, Ti for powers of 1024, k, M, G, T for powers of 1000, m for thousandths. "B" is never written. The API server refuses anything else.',
  bad: claim('2 GiB'),
  good: claim('2Gi'),
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/',
}

/** Can each amount be read, and is it likely to be meant? */
export const quantity: Check = {
  rules: [invalid, unit],
  scope: 'object',
  run(object, lint) {
    const fields = quantityFields(object)
    for (const field of fields) checkField(object, field, lint)
    checkUnits(object, fields, lint)
  },
}

function checkField(object: KubernetesObject, field: QuantityField, lint: Lint): void {
  const { value, path, resource } = field
  if (typeof value !== 'string' && typeof value !== 'number') return
  if (typeof value === 'string' && hasVariable(value)) {
    lint.notChecked('quantity-invalid', {
      object,
      reason: `another program fills in an amount of ${excerpt(resource)}`,
    })
    return
  }
  // A blank at either end is passed over.
  const amount = parseQuantity(typeof value === 'string' ? value.trim() : value)
  if (amount === undefined) {
    reportUnreadable(object, { path, resource }, String(value), lint)
    return
  }
  const fault = amountFault(field, amount, lint)
  if (fault) lint.report('quantity-invalid', { object, path, ...fault })
}

const MILLI = ONE / 1000n

function amountFault({ path, resource, use }: QuantityField, amount: Quantity, { facts }: Lint): Fault | undefined {
  const what = excerpt(resource)
  if (amount < 0n)
    return { message: `The amount of ${what} is negative, which the API server refuses.`, hint: 'write 0 or more' }
  if (amount === 0n && resource === 'storage' && path.at(-2) === 'requests')
    return {
      message: 'A volume of no size cannot be had: the API server refuses it.',
      hint: 'write a size, such as 1Gi',
    }
  if (resource === 'cpu' && amount % MILLI !== 0n)
    return {
      // The reference forbids it, but API servers round it up instead.
      severity: 'warning',
      message: `A part of a CPU can be no finer than 1m: ${formatQuantity(amount)} is rounded up.`,
      hint: `write ${amount / MILLI + 1n}m`,
    }
  if (use === 'other' || isWhole(amount) || !isExtended(resource, facts)) return undefined
  return { message: `A part of one ${what} cannot be had: it must be a whole number.`, hint: 'write a whole number' }
}

type Fault = { message: string; hint: string; severity?: Severity }

/**
 * Things of the site's own; those of GPUs have a rule to themselves.
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources
 */
function isExtended(resource: string, { site }: Facts): boolean {
  if (!resource.includes('/') || resource.includes('kubernetes.io/')) return false
  const isGpu = /gpu|\/(?:mig-|i915$|xe$)/u.test(resource)
  return !isGpu && site?.profile.gpu?.models?.some((model) => model.resource === resource) !== true
}

type Place = Pick<QuantityField, 'path' | 'resource'>

function reportUnreadable(object: KubernetesObject, { path, resource }: Place, written: string, lint: Lint): void {
  const meant = meantQuantity(written)
  const fix: Fix | undefined = meant && {
    safe: meant.sure,
    title: `write ${meant.quantity}`,
    edits: [{ kind: 'set', path, value: meant.quantity }],
  }
  // API servers take a unit without a number, as 0.
  const severity = /^(?:[kMGTPE]|[KMGTPE]i)$/u.test(written.trim()) ? 'warning' : 'error'
  lint.report('quantity-invalid', {
    object,
    path,
    severity,
    message: `Kubernetes cannot read "${excerpt(written)}" as an amount of ${excerpt(resource)}.`,
    hint: meant === undefined ? 'write it as in 500m or 2Gi' : `write ${meant.quantity}`,
    fix,
  })
}

function claim(size: string): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: ${size}
`
}
