import { isAddressRange, isWithinRange, rangeStart } from '../../../manifests/address-range.ts'
import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { has, isObject, listAt, numberAt, objectAt } from '../../../manifests/json.ts'
import { filledText, present, type Asked, type Condition } from './condition.ts'

/** Since then a range has to begin at its first address. @see KEP-4858 */
const STRICT_SINCE = 36

const networkPolicy: Condition = ({ spec }, path, asked) => {
  for (const [list, side] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const)
    for (const [index, rule] of listAt(spec, list).entries()) {
      const place = [...path, 'spec', list, index]
      for (const [position, peer] of listAt(rule, side).entries())
        if (isObject(peer)) checkPeer(peer, [...place, side, position], asked)
      for (const [position, port] of listAt(rule, 'ports').entries())
        checkEndPort(port, [...place, 'ports', position], asked)
    }
}

function checkPeer(peer: JsonObject, path: Path, asked: Asked): void {
  const { tell } = asked
  const block = objectAt(peer, 'ipBlock')
  const selectors = present(peer, ['podSelector', 'namespaceSelector'])
  if (block === undefined && selectors.length === 0)
    tell(path, 'says nobody', 'add podSelector, namespaceSelector or ipBlock; {} as a selector means all')
  if (block === undefined) return
  if (selectors.length > 0)
    tell(path, `has ipBlock beside ${selectors.join(' and ')}`, 'make an entry of its own for ipBlock')
  const range = filledText(block, 'cidr')
  const place = [...path, 'ipBlock']
  if (range === undefined || !checkRange(range, [...place, 'cidr'], asked)) return
  for (const [index, entry] of listAt(block, 'except').entries()) {
    const without = filledText(entry)
    const where = [...place, 'except', index]
    if (without !== undefined && checkRange(without, where, asked) && !isWithinRange(without, range))
      tell(where, `is no part of ${range}`, 'take it out')
  }
}

function checkRange(range: string, path: Path, { tell, minor }: Asked): boolean {
  if (!isAddressRange(range)) {
    tell(path, 'is no range of addresses', 'write one such as 10.0.0.0/8; one address is 192.0.2.7/32')
    return false
  }
  const start = rangeStart(range)
  if (minor >= STRICT_SINCE && start !== undefined && start !== range)
    tell(path, 'begins in the middle of its range', `write ${start}`)
  return true
}

function checkEndPort(port: Json, path: Path, { tell }: Asked): void {
  const end = numberAt(port, 'endPort')
  if (end === undefined) return
  const start = numberAt(port, 'port')
  if (start === undefined)
    tell(
      [...path, 'endPort'],
      has(port, 'port') ? 'is there beside a name' : 'is there without port',
      'add port as a number',
    )
  else if (end < start) tell([...path, 'endPort'], `is less than port, which is ${start}`, 'swap the two')
}

export const networkPolicyConditions: readonly (readonly [string, Condition])[] = [
  ['networking.k8s.io/NetworkPolicy', networkPolicy],
]
