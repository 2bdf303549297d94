import { isAddress, isAddressRange } from '../../../manifests/address-range.ts'
import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { has, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import { hostFault } from '../../../manifests/host.ts'
import { filledText, present, type Condition, type Tell } from './condition.ts'

/** For a Service of the type LoadBalancer alone. */
const OF_BALANCERS = ['loadBalancerSourceRanges', 'allocateLoadBalancerNodePorts', 'loadBalancerClass']

const service: Condition = ({ spec: written }, path, { tell }) => {
  const spec = objectAt(written)
  if (spec === undefined) return
  const place = [...path, 'spec']
  const type = textAt(spec, 'type') ?? 'ClusterIP'
  if (type === 'ExternalName') checkExternalName(spec, place, tell)
  else checkAddresses(spec, type, place, tell)
  if (type !== 'LoadBalancer')
    for (const field of present(spec, OF_BALANCERS).filter((one) => !isEmptyList(spec[one])))
      tell([...place, field], `is for the type LoadBalancer, not ${type}`, 'take it out')
  else
    for (const [index, entry] of listAt(spec, 'loadBalancerSourceRanges').entries()) {
      const range = filledText(entry)
      if (range !== undefined && !isAddressRange(range.trim()))
        tell([...place, 'loadBalancerSourceRanges', index], 'is no range of addresses', 'such as 192.0.2.0/24')
    }
}

function isEmptyList(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length === 0
}

function checkExternalName(spec: JsonObject, path: Path, tell: Tell): void {
  const name = textAt(spec, 'externalName')
  if (name === undefined || name === '') {
    tell([...path, 'type'], 'is ExternalName without externalName', 'add externalName')
    return
  }
  const host = filledText(spec, 'externalName')
  const fault = host === undefined || isAddress(host) ? undefined : hostFault(host.replace(/\.$/u, ''))
  if (fault !== undefined) tell([...path, 'externalName'], fault.reason, 'write the bare name')
  if ((textAt(spec, 'clusterIP') ?? '') !== '')
    tell([...path, 'clusterIP'], 'is nothing for the type ExternalName', 'take it out')
}

function checkAddresses(spec: JsonObject, type: string, path: Path, tell: Tell): void {
  const own = filledText(spec, 'clusterIP') ?? ''
  if (own === 'None' && type !== 'ClusterIP')
    tell([...path, 'clusterIP'], `is None, which the type ${type} cannot be`, 'drop clusterIP, or the type')
  else if (own !== '' && own !== 'None' && !isAddress(own))
    tell([...path, 'clusterIP'], 'is no address', own.toLowerCase() === 'none' ? 'write None' : 'take it out')
  for (const [index, entry] of listAt(spec, 'externalIPs').entries()) {
    const address = filledText(entry)
    if (address === undefined) continue
    const place = [...path, 'externalIPs', index]
    if (!isAddress(address)) tell(place, 'is no address', 'write an address')
    else if (/^(?:127\.|0\.0\.0\.0$|::1?$|169\.254\.)/u.test(address))
      tell(place, 'is no address that others can reach', 'write one of the cluster')
  }
  const outside = type !== 'ClusterIP' || listAt(spec, 'externalIPs').length > 0
  if (has(spec, 'externalTrafficPolicy') && !outside)
    tell([...path, 'externalTrafficPolicy'], 'is for types that are reached from outside', 'take it out')
}

export const serviceConditions: readonly (readonly [string, Condition])[] = [['Service', service]]
