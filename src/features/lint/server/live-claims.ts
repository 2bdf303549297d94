import { at } from '../../manifests/json.ts'
import type { JsonObject } from '../../manifests/document.ts'
import { parseQuantity } from '../../manifests/quantity.ts'
import type { EarlierClaim } from '../facts.ts'

/** What a PersistentVolumeClaim is on the cluster now; undefined where it says nothing of its size. */
export function liveClaim(live: JsonObject): EarlierClaim | undefined {
  const capacity = parseQuantity(at(live, 'status', 'capacity', 'storage'))
  const requested = parseQuantity(at(live, 'spec', 'resources', 'requests', 'storage')) ?? capacity
  return requested === undefined ? undefined : { from: 'server', requested, capacity }
}
