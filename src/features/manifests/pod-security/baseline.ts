import type { JsonObject, Path } from '../document.ts'
import { excerpt } from '../excerpt.ts'
import { at, has, listAt, numberAt, objectAt, textAt, textPairsAt } from '../json.ts'
import type { Container, PodTemplate } from '../pod.ts'
import {
  containerContexts,
  isInUserNamespace,
  offence,
  securityContextsOf,
  type Control,
  type Offence,
} from './control.ts'

/** The level baseline: what no pod may have that is not part of the cluster itself. */
export const BASELINE: readonly Control[] = [
  { name: 'Privileged Containers', hint: 'take privileged out', check: privileged },
  {
    name: 'Host Namespaces',
    hint: 'take it out; a Service reaches the pod, and kubectl debug looks into it',
    check: hostNamespaces,
  },
  { name: 'HostPath Volumes', hint: 'take an emptyDir, a PersistentVolumeClaim or a ConfigMap', check: hostPaths },
  { name: 'Host Ports', hint: 'take hostPort out, and put a Service in front of the pod', check: hostPorts },
  { name: 'Capabilities', hint: 'take it out of capabilities.add', check: capabilities },
  { name: 'Seccomp', hint: 'write type: RuntimeDefault', check: seccomp },
  { name: 'AppArmor', hint: 'write type: RuntimeDefault', check: appArmor },
  { name: 'SELinux', hint: 'take it out of seLinuxOptions', check: seLinux },
  { name: '/proc Mount Type', hint: 'take procMount out', check: procMount },
  { name: 'Sysctls', hint: 'take it out, or ask the people who run the cluster', check: sysctls },
  { name: 'HostProcess', hint: 'take hostProcess out', check: hostProcess },
  {
    name: 'Host Probes / Lifecycle Hooks',
    since: 34,
    hint: 'take host out: without it the pod itself is asked',
    check: hostsOfProbes,
  },
]

function privileged(pod: PodTemplate): Offence[] {
  return containerContexts(pod)
    .filter(({ value }) => value['privileged'] === true)
    .map((context) => offence(context, 'privileged: true', 'privileged'))
}

function hostNamespaces({ spec, specPath }: PodTemplate): Offence[] {
  return ['hostNetwork', 'hostPID', 'hostIPC']
    .filter((key) => spec[key] === true)
    .map((key) => ({ what: `${key}: true`, path: [...specPath, key] }))
}

function hostPaths({ spec, specPath }: PodTemplate): Offence[] {
  return listAt(spec, 'volumes').flatMap((volume, index) =>
    has(volume, 'hostPath') ? [{ what: 'a hostPath volume', path: [...specPath, 'volumes', index, 'hostPath'] }] : [],
  )
}

function hostPorts({ containers }: PodTemplate): Offence[] {
  return containers.flatMap((container) =>
    listAt(container.value, 'ports').flatMap((port, index) => {
      const number = numberAt(port, 'hostPort') ?? 0
      if (number === 0) return []
      return [{ what: `hostPort: ${number}`, path: [...container.path, 'ports', index, 'hostPort'], container }]
    }),
  )
}

/** What container runtimes give anyway. */
export const USUAL_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])

function capabilities(pod: PodTemplate): Offence[] {
  return containerContexts(pod).flatMap((context) =>
    listAt(context.value, 'capabilities', 'add').flatMap((name, index) =>
      typeof name === 'string' && !USUAL_CAPABILITIES.has(name)
        ? [offence(context, `the capability ${excerpt(name)}`, 'capabilities', 'add', index)]
        : [],
    ),
  )
}

const SANDBOXED = new Set(['RuntimeDefault', 'Localhost'])

function seccomp(pod: PodTemplate): Offence[] {
  return profiles(pod, 'seccompProfile')
}

function profiles(pod: PodTemplate, field: string): Offence[] {
  return securityContextsOf(pod).flatMap((context) => {
    const profile = context.value[field] ?? null
    const type = textAt(profile, 'type') ?? ''
    if (profile === null || SANDBOXED.has(type)) return []
    return [offence(context, `${field}.type: ${excerpt(type)}`.trimEnd(), field, 'type')]
  })
}

const APP_ARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/'

function appArmor(pod: PodTemplate): Offence[] {
  const annotations = textPairsAt(pod.metadata, 'annotations').filter(
    ([key, value]) => key.startsWith(APP_ARMOR_ANNOTATION) && !/^(?:$|runtime\/default$|localhost\/)/u.test(value),
  )
  return [
    ...profiles(pod, 'appArmorProfile'),
    ...annotations.map(([key, value]) => ({
      what: `the AppArmor profile ${excerpt(value)}`,
      path: [...pod.path, 'metadata', 'annotations', key],
    })),
  ]
}

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t']

/** One more type is allowed since then. */
const SELINUX_ENGINE = 31
const SELINUX_TYPES_TODAY = [...SELINUX_TYPES, 'container_engine_t']

function seLinux(pod: PodTemplate, minor: number): Offence[] {
  const types = minor >= SELINUX_ENGINE ? SELINUX_TYPES_TODAY : SELINUX_TYPES
  return securityContextsOf(pod).flatMap((context) =>
    textPairsAt(context.value, 'seLinuxOptions')
      .filter(([key, value]) => (key === 'type' ? !types.includes(value) : isOwner(key) && value !== ''))
      .map(([key, value]) => offence(context, `seLinuxOptions.${key}: ${excerpt(value)}`, 'seLinuxOptions', key)),
  )
}

function isOwner(key: string): boolean {
  return key === 'user' || key === 'role'
}

function procMount(pod: PodTemplate, minor: number): Offence[] {
  return isInUserNamespace(pod, minor) ? [] : unmasked(pod)
}

/** Containers that see more of /proc than usual. */
export function unmasked(pod: PodTemplate): Offence[] {
  return containerContexts(pod).flatMap((context) => {
    const type = textAt(context.value, 'procMount') ?? 'Default'
    return type === 'Default' ? [] : [offence(context, `procMount: ${excerpt(type)}`, 'procMount')]
  })
}

/** Settings of the kernel that count for the pod alone, by the minor version that allows them first. */
const SAFE_SYSCTLS: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_notsent_lowat': 37,
  'net.ipv4.tcp_slow_start_after_idle': 37,
}

function sysctls({ spec, specPath }: PodTemplate, minor: number): Offence[] {
  return listAt(spec, 'securityContext', 'sysctls').flatMap((sysctl, index) => {
    const name = textAt(sysctl, 'name')
    const since = name !== undefined && Object.hasOwn(SAFE_SYSCTLS, name) ? SAFE_SYSCTLS[name] : undefined
    if (name === undefined || (since !== undefined && minor >= since)) return []
    return [{ what: `the sysctl ${excerpt(name)}`, path: [...specPath, 'securityContext', 'sysctls', index, 'name'] }]
  })
}

function hostProcess(pod: PodTemplate): Offence[] {
  return securityContextsOf(pod)
    .filter(({ value }) => at(value, 'windowsOptions', 'hostProcess') === true)
    .map((context) => offence(context, 'hostProcess: true', 'windowsOptions', 'hostProcess'))
}

const HANDLERS: readonly Path[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
]

function hostsOfProbes({ containers }: PodTemplate): Offence[] {
  return containers.flatMap((container) =>
    HANDLERS.flatMap((handler) => {
      const asked = objectAt(container.value, ...handler)
      return asked === undefined ? [] : HOSTS.flatMap((steps) => hostOffence(container, asked, handler, steps))
    }),
  )
}

const HOSTS: readonly Path[] = [
  ['httpGet', 'host'],
  ['tcpSocket', 'host'],
]

function hostOffence(container: Container, asked: JsonObject, handler: Path, steps: Path): Offence[] {
  const host = textAt(asked, ...steps) ?? ''
  if (host === '') return []
  return [{ what: `host: ${excerpt(host)}`, path: [...container.path, ...handler, ...steps], container }]
}
