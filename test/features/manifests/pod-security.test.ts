import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/features/manifests/document.ts'
import { BASELINE } from '../../../src/features/manifests/pod-security/baseline.ts'
import type { Control } from '../../../src/features/manifests/pod-security/control.ts'
import { omissions, RESTRICTED } from '../../../src/features/manifests/pod-security/restricted.ts'
import { objectsOf } from '../../../src/features/manifests/object.ts'
import { podTemplateOf, type PodTemplate } from '../../../src/features/manifests/pod.ts'

// Pods made at random, and which checks refuse them: what the policy package of Kubernetes itself says
// (k8s.io/pod-security-admission v0.37.2), with volumes of no type as the emptyDir that the API server makes of them.
const verdicts = readFileSync(join(import.meta.dirname, '../../fixtures/pod-security/verdicts.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Verdict)

type Verdict = {
  minor: number
  refusedBy: { baseline: string[]; restricted: string[] }
  metadata?: JsonObject
  spec: JsonObject
}

/** The names of the standards for the ids of the package. */
const NAMES: Readonly<Record<string, string>> = {
  privileged: 'Privileged Containers',
  hostNamespaces: 'Host Namespaces',
  hostPathVolumes: 'HostPath Volumes',
  hostPorts: 'Host Ports',
  hostProbesAndHostLifecycle: 'Host Probes / Lifecycle Hooks',
  capabilities_baseline: 'Capabilities',
  seccompProfile_baseline: 'Seccomp',
  appArmorProfile: 'AppArmor',
  seLinuxOptions: 'SELinux',
  procMount: '/proc Mount Type',
  sysctls: 'Sysctls',
  windowsHostProcess: 'HostProcess',
  runAsNonRoot: 'Running as Non-root',
  runAsUser: 'Running as Non-root user',
  allowPrivilegeEscalation: 'Privilege Escalation',
  capabilities_restricted: 'Capabilities',
  seccompProfile_restricted: 'Seccomp',
  restrictedVolumes: 'Volume Types',
  procMount_restricted: '/proc Mount Type',
}

describe.each(verdicts.map((verdict, index) => ({ ...verdict, index })))(
  'pod $index for 1.$minor',
  ({ minor, refusedBy, metadata = {}, spec }) => {
    const pod = podOf(spec, metadata)
    const baseline = breached(BASELINE, pod, minor)

    test('is refused by the same controls of baseline', () => {
      expect(baseline).toEqual(namesOf(refusedBy.baseline))
    })

    test('is refused by the same controls of restricted', () => {
      const own = [...breached(RESTRICTED, pod, minor), ...omissions(pod, minor).map(({ control }) => control)]
      // What both levels forbid is told once, by baseline; the package has it twice.
      const told = new Set([...own, ...baseline, ...(baseline.includes('HostPath Volumes') ? ['Volume Types'] : [])])
      expect(own.filter((name) => !namesOf(refusedBy.restricted).includes(name))).toEqual([])
      expect(namesOf(refusedBy.restricted).filter((name) => !told.has(name))).toEqual([])
    })
  },
)

test('every control is refused in one of the pods at least, and passed in another', () => {
  for (const [id, name] of Object.entries(NAMES)) {
    const refused = verdicts.filter(({ refusedBy }) => [...refusedBy.baseline, ...refusedBy.restricted].includes(id))
    expect([name, refused.length > 0, refused.length < verdicts.length]).toEqual([name, true, true])
  }
})

function breached(controls: readonly Control[], pod: PodTemplate, minor: number): string[] {
  return controls
    .filter(({ since = 0, check }) => minor >= since && check(pod, minor).length > 0)
    .map(({ name }) => name)
    .toSorted()
}

function namesOf(ids: readonly string[]): string[] {
  return ids.map((id) => NAMES[id] ?? `unknown: ${id}`).toSorted()
}

function podOf(spec: JsonObject, metadata: JsonObject): PodTemplate {
  const value = { apiVersion: 'v1', kind: 'Pod', metadata, spec }
  const [object] = objectsOf({ source: { name: '', text: '' }, index: 0, start: 0, end: 0, value, ambiguous: false })
  const pod = object && podTemplateOf(object)
  if (pod === undefined) throw new Error('no pod')
  return pod
}

test.each<[string, number, boolean]>([
  ['net.ipv4.tcp_rmem', 31, true],
  ['net.ipv4.tcp_rmem', 32, false],
  ['net.ipv4.tcp_notsent_lowat', 36, true],
  ['net.ipv4.tcp_notsent_lowat', 37, false],
])('the sysctl %s is refused for 1.%i: %s', (name, minor, refused) => {
  const pod = podOf({ securityContext: { sysctls: [{ name, value: '1' }] }, containers: [] }, {})
  expect(breached(BASELINE, pod, minor)).toEqual(refused ? ['Sysctls'] : [])
})
