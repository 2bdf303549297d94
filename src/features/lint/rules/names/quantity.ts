import { excerpt } from '../../../manifests/excerpt.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { quantityFields, type QuantityField } from '../../../manifests/quantity-fields.ts'
import { meantQuantity } from '../../../manifests/quantity-spelling.ts'
import { ONE, parseQuantity } from '../../../manifests/quantity.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
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

const MILLI = ONE / 1000n

function checkField(object: KubernetesObject, { value, path, resource }: QuantityField, lint: Lint): void {
  if (typeof value !== 'string' && typeof value !== 'number') return
  if (typeof value === 'string' && hasVariable(value)) {
    lint.notChecked('quantity-invalid', {
      object,
      reason: `another program fills in an amount of ${excerpt(resource)}`,
    })
    return
  }
  const amount = parseQuantity(value)
  if (amount === undefined) {
    reportUnreadable(object, { path, resource }, String(value), lint)
  } else if (amount < 0n) {
    lint.report('quantity-invalid', {
      object,
      path,
      message: `The amount of ${excerpt(resource)} is negative, which the API server refuses.`,
      hint: 'write 0 or more',
    })
  } else if (resource === 'cpu' && amount % MILLI !== 0n) {
    lint.report('quantity-invalid', {
      object,
      path,
      // The reference forbids it, but API servers round it up instead.
      severity: 'warning',
      message: `A part of a CPU can be no finer than 1m: ${excerpt(String(value))} is rounded up.`,
      hint: `write ${amount / MILLI + 1n}m`,
    })
  }
}

type Place = Pick<QuantityField, 'path' | 'resource'>

function reportUnreadable(object: KubernetesObject, { path, resource }: Place, written: string, lint: Lint): void {
  const meant = meantQuantity(written)
  const fix: Fix | undefined = meant && {
    safe: meant.sure,
    title: `write ${meant.quantity}`,
    edits: [{ kind: 'set', path, value: meant.quantity }],
  }
  lint.report('quantity-invalid', {
    object,
    path,
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
