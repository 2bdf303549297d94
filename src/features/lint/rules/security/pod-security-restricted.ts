import type { JsonObject } from '../../../manifests/document.ts'
import { additions } from '../../../manifests/additions.ts'
import type { Edit } from '../../../manifests/edit.ts'
import { at, has, listAt } from '../../../manifests/json.ts'
import { pairEdit } from '../../../manifests/pair-edit.ts'
import type { Control, Offence } from '../../../manifests/pod-security/control.ts'
import { omissions, RESTRICTED, type Omission } from '../../../manifests/pod-security/restricted.ts'
import type { Container, PodTemplate } from '../../../manifests/pod.ts'
import type { Facts } from '../../facts.ts'
import type { Check, Fix, Lint, Rule, Severity } from '../../rule.ts'
import { describeContainers, describeOffences, levelMessage, listed } from './control-message.ts'
import { enforcementFor } from './enforcement.ts'
import { examplePod } from './example.ts'

const SITE = '{security: {preset: restricted}}'

const restricted: Rule = {
  id: 'pod-security-restricted',
  severity: 'error',
  fix: 'ask',
  finds: 'a pod that does not give up the rights that the level restricted forbids',
  why: 'Where the level restricted of the Pod Security Standards is enforced, a pod must say itself that it is not root, that its program cannot get more rights, and that it needs no capabilities. A pod that does not say so is refused when it is made. Programs that need root, or a port below 1024, want another image.',
  bad: {
    files: { 'pod.yaml': examplePod([]).replace('    runAsNonRoot: true\n', '') },
    site: SITE,
  },
  good: { files: { 'pod.yaml': examplePod([]) }, site: SITE },
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
}

/** Does the pod say that it needs no more rights than a program of a user? */
export const podSecurityRestricted: Check = {
  rules: [restricted],
  scope: 'pod',
  run(pod, lint) {
    const enforced = enforcementFor(pod, lint)
    if (enforced === 'privileged') return
    const severity = enforced === 'restricted' ? 'error' : 'info'
    const { minor } = lint.facts.target
    for (const control of RESTRICTED) {
      if (control.since !== undefined && minor < control.since) continue
      const offences = control.check(pod, minor)
      if (offences.length > 0) reportOffences(pod, control, offences, severity, lint)
    }
    const missing = omissions(pod, minor)
    if (missing.length > 0) reportOmissions(pod, missing, severity, lint)
  },
}

function reportOffences(
  pod: PodTemplate,
  { name, hint }: Control,
  offences: readonly Offence[],
  severity: Severity,
  lint: Lint,
): void {
  const [first] = offences
  if (first === undefined) return
  lint.report('pod-security-restricted', {
    object: pod.owner,
    path: first.path,
    severity,
    message: levelMessage('restricted', `forbids ${describeOffences(offences)} (${name})`, severity),
    hint,
    fix: reversal(offences),
  })
}

/** What is true and must be false, or the other way round. */
function reversal(offences: readonly Offence[]): Fix | undefined {
  const edits = offences.flatMap(({ what, path }): Edit[] => {
    if (what === 'runAsNonRoot: false') return [{ kind: 'set', path, value: true }]
    return what === 'allowPrivilegeEscalation: true' ? [{ kind: 'set', path, value: false }] : []
  })
  const containers = offences.flatMap(({ container }) => container ?? [])
  if (edits.length < offences.length || containers.some(needsPrivileges)) return undefined
  return { safe: false, title: 'give up the right', edits }
}

/** One finding for all that is to be added, as it is one block. */
function reportOmissions(pod: PodTemplate, missing: readonly Omission[], severity: Severity, lint: Lint): void {
  const containers = pod.containers.filter((one) => missing.some((omission) => omission.containers.includes(one)))
  const whose = containers.length === pod.containers.length ? '' : ` of ${describeContainers(containers)}`
  const wanted = listed(missing.map((one) => `${one.wanted} (${one.control})`))
  const fix = block(pod, missing, lint.facts)
  const how = fix === undefined ? 'write it in securityContext' : 'icc lint --fix=pod-security-restricted writes it'
  const isUserNew = missing.some((one) => one.wanted === 'runAsNonRoot: true')
  const user = isUserNew ? '; the image must run as another user than root then' : ''
  lint.report('pod-security-restricted', {
    object: pod.owner,
    path: [...pod.specPath, 'securityContext'],
    severity,
    message: levelMessage('restricted', `wants ${wanted}${whose}`, severity),
    hint: `${how}${user}`,
    fix,
  })
}

/** What the pod can say for all its containers is said there. */
function block(pod: PodTemplate, missing: readonly Omission[], facts: Facts): Fix | undefined {
  const wanted = new Set(missing.map(({ wanted: one }) => one))
  const context: JsonObject = {
    ...(wanted.has('runAsNonRoot: true') && { runAsNonRoot: true, ...userId(pod, facts) }),
    ...(wanted.has('seccompProfile.type: RuntimeDefault') && { seccompProfile: { type: 'RuntimeDefault' } }),
  }
  const parts = [
    Object.keys(context).length === 0 ? [] : podBlock(pod, context),
    ...pod.containers.map((container) => containerBlock(container, missing)),
  ]
  const edits = parts.flatMap((part) => part ?? [])
  if (parts.includes(undefined) || pod.containers.some(needsPrivileges)) return undefined
  return { safe: false, title: 'say that the pod gives up these rights', edits }
}

/** The user that containers of the site run as; none where the cluster chooses one, or the pod does. */
function userId({ spec }: PodTemplate, { site }: Facts): JsonObject {
  const uid = site?.profile.security?.defaultUid
  const isFree = uid !== undefined && uid !== 0 && !has(spec, 'securityContext', 'runAsUser')
  return isFree && site?.profile.security?.preset !== 'openshift' ? { runAsUser: uid } : {}
}

function podBlock({ spec, specPath }: PodTemplate, context: JsonObject): Edit[] | undefined {
  if (has(spec, 'securityContext')) return additions(spec, specPath, { securityContext: context })
  return [pairEdit(spec, specPath, 'securityContext', context, 'containers')]
}

function containerBlock(container: Container, missing: readonly Omission[]): Edit[] | undefined {
  const { value, path } = container
  const lacks = (wanted: string) => missing.some((one) => one.wanted === wanted && one.containers.includes(container))
  const escalation = lacks('allowPrivilegeEscalation: false') && { allowPrivilegeEscalation: false }
  const drops = lacks('capabilities.drop: [ALL]')
  const dropped = at(value, 'securityContext', 'capabilities', 'drop')
  const capabilities = drops && !Array.isArray(dropped) && { capabilities: { drop: ['ALL'] } }
  const context: JsonObject = { ...escalation, ...capabilities }
  const list = [...path, 'securityContext', 'capabilities', 'drop']
  const more: Edit[] = drops && Array.isArray(dropped) ? [{ kind: 'append', path: list, value: 'ALL' }] : []
  const added = Object.keys(context).length === 0 ? [] : additions(value, path, { securityContext: context })
  return added && [...added, ...more]
}

/** The API server refuses these beside `allowPrivilegeEscalation: false`. */
function needsPrivileges({ value }: Container): boolean {
  const added = listAt(value, 'securityContext', 'capabilities', 'add')
  return (
    at(value, 'securityContext', 'privileged') === true ||
    added.some((name) => name === 'SYS_ADMIN' || name === 'CAP_SYS_ADMIN')
  )
}
