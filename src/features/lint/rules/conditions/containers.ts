import type { JsonObject, Path } from '../../../manifests/document.ts'
import { at, has, isObject, listAt, numberAt, objectAt, textAt } from '../../../manifests/json.ts'
import { filledText, inWords, present, relativePathFault, type Asked, type Tell } from './condition.ts'
import { checkVariables } from './environment.ts'
import { checkResourceNames } from './resource-names.ts'
import { checkEscalation, checkProc, checkSeccomp } from './security-context.ts'

export type InPod = { container: JsonObject; list: 'containers' | 'initContainers'; spec: JsonObject }

/** What is asked of one container. */
export function containerConditions(one: InPod, path: Path, asked: Asked): void {
  const { container } = one
  const { tell } = asked
  checkVariables(container, path, asked)
  checkMounts(container, path, tell)
  checkResourceNames(objectAt(container, 'resources'), [...path, 'resources'], tell)
  checkClaims(one, path, tell)
  checkHooks(one, path, tell)
  checkProbes(container, path, tell)
  checkHostPorts(one, path, tell)
  const security = objectAt(container, 'securityContext')
  if (security === undefined) return
  checkEscalation(security, [...path, 'securityContext'], asked)
  checkProc(security, one.spec, [...path, 'securityContext'], asked)
  checkSeccomp(security, [...path, 'securityContext'], asked)
}

function checkMounts(container: JsonObject, path: Path, tell: Tell): void {
  for (const [index, mount] of listAt(container, 'volumeMounts').entries()) {
    const place = [...path, 'volumeMounts', index]
    if (textAt(mount, 'mountPath') === '') tell([...place, 'mountPath'], 'is empty', 'write where the volume appears')
    if (has(mount, 'subPath') && has(mount, 'subPathExpr'))
      tell([...place, 'subPathExpr'], 'is there beside subPath', 'keep one of the two')
    const below = filledText(mount, 'subPath')
    const fault = below === undefined ? undefined : relativePathFault(below)
    if (fault !== undefined) tell([...place, 'subPath'], fault, 'write a path within the volume')
    if (
      textAt(mount, 'mountPropagation') === 'Bidirectional' &&
      at(container, 'securityContext', 'privileged') !== true
    )
      tell([...place, 'mountPropagation'], 'is Bidirectional, which privileged containers alone may have', 'drop it')
  }
}

function checkClaims({ container, spec }: InPod, path: Path, tell: Tell): void {
  const known = new Set(listAt(spec, 'resourceClaims').map((claim) => textAt(claim, 'name')))
  for (const [index, claim] of listAt(container, 'resources', 'claims').entries()) {
    const name = filledText(claim, 'name')
    if (name !== undefined && !known.has(name))
      tell([...path, 'resources', 'claims', index, 'name'], 'is none of resourceClaims of the pod', 'add it there')
  }
}

const HOOKS = ['postStart', 'preStop'] as const
const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep']

function checkHooks({ container, list }: InPod, path: Path, tell: Tell): void {
  const lifecycle = objectAt(container, 'lifecycle')
  if (lifecycle === undefined) return
  const place = [...path, 'lifecycle']
  if (list === 'initContainers' && container['restartPolicy'] !== 'Always') {
    tell(place, 'is nothing for an init container that ends', 'take it out, or add restartPolicy: Always')
    return
  }
  for (const hook of HOOKS) {
    const written = objectAt(lifecycle, hook)
    if (written === undefined) continue
    const handlers = present(written, HANDLERS)
    if (handlers.length === 0) tell([...place, hook], 'does not say what to do', 'add exec, httpGet or sleep')
    if (handlers.length > 1) tell([...place, hook], `has ${inWords(handlers)}, and may have one`, 'keep one of them')
  }
}

function checkProbes(container: JsonObject, path: Path, tell: Tell): void {
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
    const written = objectAt(container, probe)
    if (written === undefined) continue
    const place = [...path, probe]
    if (has(written, 'exec') && listAt(written, 'exec', 'command').length === 0)
      tell([...place, 'exec'], 'has no command', 'add command')
    if (probe === 'readinessProbe' && has(written, 'terminationGracePeriodSeconds'))
      tell(
        [...place, 'terminationGracePeriodSeconds'],
        'is nothing for readiness, which ends no container',
        'drop it',
      )
    for (const [index, header] of listAt(written, 'httpGet', 'httpHeaders').entries()) {
      const name = filledText(header, 'name')
      if (name !== undefined && !/^[-A-Za-z0-9]+$/u.test(name))
        tell([...place, 'httpGet', 'httpHeaders', index, 'name'], 'is no name of a header', 'letters, digits and "-"')
    }
  }
}

function checkHostPorts({ container, spec }: InPod, path: Path, tell: Tell): void {
  if (spec['hostNetwork'] !== true) return
  for (const [index, port] of listAt(container, 'ports').entries()) {
    if (!isObject(port)) continue
    const [inside, outside] = [numberAt(port, 'containerPort'), numberAt(port, 'hostPort')]
    if (inside !== undefined && outside !== undefined && outside !== 0 && inside !== outside)
      tell(
        [...path, 'ports', index, 'hostPort'],
        `is not ${inside}: with hostNetwork both are one`,
        'take hostPort out',
      )
  }
}
