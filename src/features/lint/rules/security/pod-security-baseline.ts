import { BASELINE } from '../../../manifests/pod-security/baseline.ts'
import type { Control } from '../../../manifests/pod-security/control.ts'
import type { Check, Rule, Severity } from '../../rule.ts'
import { describeOffences, levelMessage } from './control-message.ts'
import { enforcementFor, type Enforcement } from './enforcement.ts'
import { examplePod } from './example.ts'

const SITE = '{security: {preset: restricted}}'

const baseline: Rule = {
  id: 'pod-security-baseline',
  severity: 'error',
  finds: 'what lets a pod out of its container: privileged, the networks and folders of the node',
  why: 'A pod with these rights can take over its node, and with it the pods of everybody else. The level baseline of the Pod Security Standards forbids them, and campus clouds enforce it or more: the pod is refused when it is made, often seen only in the events of its ReplicaSet.',
  bad: { files: { 'pod.yaml': examplePod(['hostNetwork: true']) }, site: SITE },
  good: { files: { 'pod.yaml': examplePod([]) }, site: SITE },
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
}

/** Does the pod stay within its container? */
export const podSecurityBaseline: Check = {
  rules: [baseline],
  scope: 'pod',
  run(pod, lint) {
    const enforced = enforcementFor(pod, lint)
    const { minor } = lint.facts.target
    if (enforced === 'privileged') return
    for (const control of BASELINE) {
      if (control.since !== undefined && minor < control.since) continue
      const offences = control.check(pod, minor)
      const [first] = offences
      if (first === undefined) continue
      const severity = severityOf(control, enforced)
      lint.report('pod-security-baseline', {
        object: pod.owner,
        path: first.path,
        severity,
        message: levelMessage('baseline', `forbids ${describeOffences(offences)} (${control.name})`, severity),
        hint: control.hint,
      })
    }
  },
}

/** Nobody lets users have privileged containers, whatever else is not enforced. */
function severityOf({ name }: Control, enforced: Enforcement): Severity {
  if (enforced === 'baseline' || enforced === 'restricted') return 'error'
  return enforced === 'none' && name === 'Privileged Containers' ? 'error' : 'warning'
}
