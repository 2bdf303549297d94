import { sizeOf } from '../../../manifests/claim.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { at } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { formatQuantity, parseQuantity, type Quantity } from '../../../manifests/quantity.ts'
import type { EarlierClaim, Facts } from '../../facts.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { exampleClaim } from './example.ts'

const shrink: Rule = {
  id: 'pvc-shrink',
  severity: 'error',
  finds: 'a claim that is made smaller than it was',
  why: 'A volume can grow where its storage class allows it, and never shrink: the API server refuses the smaller size, and the whole change with it. For less there is only a new claim, and the data copied over.',
  bad: example('10Gi'),
  good: example('40Gi'),
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims',
}

/** Is the claim at least as large as before? */
export const pvcShrink: Check = {
  rules: [shrink],
  scope: 'object',
  types: ['PersistentVolumeClaim'],
  run(claim, lint) {
    const amount = sizeOf(claim.value['spec'])
    if (amount === undefined || claim.name === undefined) return
    const earlier = lint.facts.earlierClaim?.(claim) ?? exported(claim)
    if (earlier === undefined) {
      const reason = 'its size before is not known: no earlier commit has it, and no server was asked'
      lint.notChecked('pvc-shrink', { object: claim, reason })
    } else if (earlier !== 'new' && isRefused(amount, earlier, lint.facts)) report(claim, amount, earlier, lint)
  },
}

/** What came from the server at some time (`kubectl get -o yaml`) still says what it had there. */
function exported({ value }: KubernetesObject): EarlierClaim | undefined {
  const capacity = parseQuantity(at(value, 'status', 'capacity', 'storage'))
  return capacity === undefined ? undefined : { from: 'server', requested: capacity, capacity }
}

/** Since then an expansion that failed can be taken back, to anything above what the volume has. */
const EXPANSION_CAN_BE_TAKEN_BACK = 32

function isRefused(amount: Quantity, { requested, capacity, from }: EarlierClaim, { target }: Facts): boolean {
  if (amount >= requested) return false
  if (from === 'commit' || capacity === undefined || target.minor < EXPANSION_CAN_BE_TAKEN_BACK) return true
  return amount <= capacity
}

function report(claim: KubernetesObject, amount: Quantity, earlier: EarlierClaim, lint: Lint): void {
  const { requested, capacity, from } = earlier
  const before = formatQuantity(requested, 'bytes')
  const real = formatQuantity(capacity !== undefined && capacity > amount ? capacity : requested, 'bytes')
  const reason = from === 'commit' ? `it was ${before} in the last commit` : `on the server it has ${real}`
  lint.report('pvc-shrink', {
    object: claim,
    path: [...claim.path, 'spec', 'resources', 'requests', 'storage'],
    message: `The claim ${excerpt(claim.name ?? '')} cannot shrink to ${formatQuantity(amount, 'bytes')}: ${reason}.`,
    hint: `write ${before} again; for less, make a new claim and copy the data`,
  })
}

function example(storage: string): string {
  const lines = ['accessModes: [ReadWriteOnce]', `resources: {requests: {storage: ${storage}}}`]
  return `${exampleClaim(lines)}status:
  capacity: {storage: 20Gi}
`
}
