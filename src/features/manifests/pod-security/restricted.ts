import type { Json } from '../document.ts'
import { excerpt } from '../excerpt.ts'
import { at, has, isObject, listAt } from '../json.ts'
import type { Container, PodTemplate } from '../pod.ts'
import { unmasked, USUAL_CAPABILITIES } from './baseline.ts'
import {
  containerContexts,
  isInUserNamespace,
  isWindows,
  offence,
  podContext,
  securityContextsOf,
  type Control,
  type Offence,
} from './control.ts'

const ESCALATION = 'Privilege Escalation'
const NON_ROOT = 'Running as Non-root'
const CAPABILITIES = 'Capabilities'

/** The level restricted, without what baseline forbids already: what stands in the pod and may not. */
export const RESTRICTED: readonly Control[] = [
  { name: NON_ROOT, hint: 'write runAsNonRoot: true', check: runsAsRoot },
  {
    name: 'Running as Non-root user',
    hint: 'write the number of another user than root, which is 0',
    check: rootUser,
  },
  { name: ESCALATION, hint: 'write allowPrivilegeEscalation: false', check: escalates },
  { name: CAPABILITIES, hint: 'take it out of capabilities.add', check: addsCapabilities },
  { name: 'Volume Types', hint: 'take a PersistentVolumeClaim, which can stand for it', check: volumeTypes },
  {
    name: '/proc Mount Type',
    since: 35,
    hint: 'take procMount out',
    check: (pod, minor) => (isInUserNamespace(pod, minor) ? unmasked(pod) : []),
  },
]

/** Explicit values of the pod count, even if all containers have others. */
function runsAsRoot(pod: PodTemplate, minor: number): Offence[] {
  if (isInUserNamespace(pod, minor)) return []
  return securityContextsOf(pod)
    .filter(({ value }) => value['runAsNonRoot'] === false)
    .map((context) => offence(context, 'runAsNonRoot: false', 'runAsNonRoot'))
}

function rootUser(pod: PodTemplate, minor: number): Offence[] {
  if (isInUserNamespace(pod, minor)) return []
  return securityContextsOf(pod)
    .filter(({ value }) => value['runAsUser'] === 0)
    .map((context) => offence(context, 'runAsUser: 0', 'runAsUser'))
}

function escalates(pod: PodTemplate): Offence[] {
  if (isWindows(pod)) return []
  return containerContexts(pod)
    .filter(({ value }) => value['allowPrivilegeEscalation'] === true)
    .map((context) => offence(context, 'allowPrivilegeEscalation: true', 'allowPrivilegeEscalation'))
}

/** Capabilities beyond the usual ones are for baseline to say. */
function addsCapabilities(pod: PodTemplate): Offence[] {
  if (isWindows(pod)) return []
  return containerContexts(pod).flatMap((context) =>
    listAt(context.value, 'capabilities', 'add').flatMap((name, index) =>
      typeof name === 'string' && USUAL_CAPABILITIES.has(name) && name !== 'NET_BIND_SERVICE'
        ? [offence(context, `the capability ${name}`, 'capabilities', 'add', index)]
        : [],
    ),
  )
}

/** A volume of no type is an emptyDir; hostPath is for baseline to say. */
const VOLUME_TYPES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'hostPath',
  'image',
  'name',
  'persistentVolumeClaim',
  'projected',
  'secret',
])

function volumeTypes({ spec, specPath }: PodTemplate): Offence[] {
  return listAt(spec, 'volumes').flatMap((volume, index) => {
    const type = Object.keys(isObject(volume) ? volume : {}).find((key) => has(volume, key) && !VOLUME_TYPES.has(key))
    const what = `a volume of the type ${excerpt(type ?? '')}`
    return type === undefined ? [] : [{ what, path: [...specPath, 'volumes', index, type] }]
  })
}

/** What the level restricted wants to be said, and a pod does not say. */
export type Omission = Pick<Requirement, 'control' | 'wanted'> & {
  /** Those that do not say it, where the pod does not say it for them. */
  containers: readonly Container[]
}

type Requirement = {
  control: string
  /** What is to be written, such as `runAsNonRoot: true`. */
  wanted: string
  /** The pod can say it for all its containers. */
  ofPod: boolean
  linuxOnly: boolean
  isSaid: (context: Json) => boolean
}

const REQUIREMENTS: readonly Requirement[] = [
  {
    control: NON_ROOT,
    wanted: 'runAsNonRoot: true',
    ofPod: true,
    linuxOnly: false,
    isSaid: (context) => has(context, 'runAsNonRoot'),
  },
  {
    control: 'Seccomp',
    wanted: 'seccompProfile.type: RuntimeDefault',
    ofPod: true,
    linuxOnly: true,
    isSaid: (context) => has(context, 'seccompProfile'),
  },
  {
    control: ESCALATION,
    wanted: 'allowPrivilegeEscalation: false',
    ofPod: false,
    linuxOnly: true,
    isSaid: (context) => has(context, 'allowPrivilegeEscalation'),
  },
  {
    control: CAPABILITIES,
    wanted: 'capabilities.drop: [ALL]',
    ofPod: false,
    linuxOnly: true,
    isSaid: (context) => listAt(context, 'capabilities', 'drop').includes('ALL'),
  },
]

/** What is not said at all; what is said wrong is an offence instead. */
export function omissions(pod: PodTemplate, minor: number): Omission[] {
  return REQUIREMENTS.flatMap(({ control, wanted, ofPod, linuxOnly, isSaid }) => {
    if (linuxOnly && isWindows(pod)) return []
    if (control === NON_ROOT && isInUserNamespace(pod, minor)) return []
    if (ofPod && isSaid(podContext(pod)?.value ?? {})) return []
    const containers = pod.containers.filter(({ value }) => !isSaid(at(value, 'securityContext') ?? {}))
    return containers.length === 0 ? [] : [{ control, wanted, containers }]
  })
}
