import { isAddress } from '../../../manifests/address-range.ts'
import type { JsonObject, Path } from '../../../manifests/document.ts'
import { has, isObject, listAt, numberAt, objectAt, textAt } from '../../../manifests/json.ts'
import { nameFault } from '../../../manifests/names.ts'
import type { Asked, Condition } from './condition.ts'
import { filledText } from './condition.ts'
import { containerConditions } from './containers.ts'
import { checkSeccomp } from './security-context.ts'
import { schedulingConditions } from './scheduling.ts'
import { checkVolumes } from './volumes.ts'

const MOST_NAMESERVERS = 3
const LARGEST_ID = 2_147_483_647

/** Pods of these run until they are deleted. */
const ENDLESS = new Set([
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'apps/ReplicaSet',
  'ReplicationController',
])

/** What is asked of the spec of a pod, wherever it stands. */
export const podConditions: Condition = (spec, path, asked) => {
  checkVolumes(spec, path, asked)
  checkNames(spec, path, asked)
  checkLifetime(spec, path, asked)
  schedulingConditions(spec, path, asked)
  const security = objectAt(spec, 'securityContext')
  if (security !== undefined) {
    checkSeccomp(security, [...path, 'securityContext'], asked)
    checkGroups(security, [...path, 'securityContext'], asked)
  }
  for (const list of ['initContainers', 'containers'] as const)
    for (const [index, container] of listAt(spec, list).entries())
      if (isObject(container)) containerConditions({ container, list, spec }, [...path, list, index], asked)
  if (listAt(spec, 'ephemeralContainers').length > 0)
    asked.tell([...path, 'ephemeralContainers'], 'is for pods that run', 'take it out; kubectl debug adds one')
}

function checkNames(spec: JsonObject, path: Path, { tell }: Asked): void {
  for (const field of ['hostname', 'subdomain'] as const) {
    const name = filledText(spec, field)
    const fault = name === undefined || name === '' ? undefined : nameFault(name, 'label')
    if (fault !== undefined) tell([...path, field], fault, 'write one DNS label')
  }
  checkDns(spec, path, tell)
  for (const [index, alias] of listAt(spec, 'hostAliases').entries()) {
    const place = [...path, 'hostAliases', index]
    const ip = filledText(alias, 'ip')
    if (ip !== undefined && !isAddress(ip))
      tell([...place, 'ip'], 'is no address', 'write an address of IPv4 or IPv6')
    for (const [position, name] of listAt(alias, 'hostnames').entries()) {
      const fault = nameFault(filledText(name) ?? 'a', 'subdomain')
      if (fault !== undefined) tell([...place, 'hostnames', position], fault, 'write a name as the DNS has it')
    }
  }
}

function checkDns(spec: JsonObject, path: Path, tell: Asked['tell']): void {
  const servers = listAt(spec, 'dnsConfig', 'nameservers')
  if (textAt(spec, 'dnsPolicy') === 'None' && servers.length === 0)
    tell([...path, 'dnsPolicy'], 'is None without dnsConfig.nameservers', 'add dnsConfig.nameservers')
  const place = [...path, 'dnsConfig', 'nameservers']
  if (servers.length > MOST_NAMESERVERS)
    tell(place, `has ${servers.length} entries, and may have ${MOST_NAMESERVERS}`, 'leave some out')
  for (const [index, server] of servers.entries()) {
    const address = filledText(server)
    if (address !== undefined && !isAddress(address)) tell([...place, index], 'is no address', 'write an address')
  }
}

function checkLifetime(spec: JsonObject, path: Path, { object, tell }: Asked): void {
  const deadline = numberAt(spec, 'activeDeadlineSeconds')
  const place = [...path, 'activeDeadlineSeconds']
  if (deadline !== undefined && ENDLESS.has(object.type))
    tell(place, `is nothing for the pods of a ${object.kind}, which run on`, 'take it out')
  else if (deadline !== undefined && deadline < 1) tell(place, `is ${deadline}, and has to be at least 1`, 'raise it')
  const priority = numberAt(spec, 'priority')
  if (priority !== undefined && priority !== 0 && !has(spec, 'priorityClassName'))
    tell([...path, 'priority'], 'is filled in by the server alone', 'name a class in priorityClassName instead')
}

function checkGroups(security: JsonObject, path: Path, { tell }: Asked): void {
  for (const [index, group] of listAt(security, 'supplementalGroups').entries())
    if (typeof group === 'number' && (group < 0 || group > LARGEST_ID))
      tell([...path, 'supplementalGroups', index], `is ${group}, and groups go from 0 to ${LARGEST_ID}`, 'change it')
}
