import type { Path } from '../../../manifests/document.ts'
import { securityContextsOf, type SecurityContext } from '../../../manifests/pod-security/control.ts'
import { has } from '../../../manifests/json.ts'
import { weightOf } from '../../confirmed.ts'
import type { Check, Rule } from '../../rule.ts'
import { examplePod } from './example.ts'

const SITE = '{security: {preset: openshift}}'

const fixedUid: Rule = {
  id: 'fixed-uid',
  severity: 'error',
  fix: 'safe',
  finds: 'a user id of its own, where the cluster gives each namespace some',
  why: 'OpenShift gives each namespace a range of user ids, and runs its pods as one of them. A pod that asks for another is refused. The image must work for any user id: files that it writes belong to the group 0.',
  bad: { files: { 'pod.yaml': withUser('runAsUser: 1000') }, site: SITE },
  good: { files: { 'pod.yaml': withUser('runAsNonRoot: true') }, site: SITE },
  source: 'https://docs.okd.io/latest/authentication/managing-security-context-constraints.html',
}

/** Does the pod leave its user id to the cluster? */
export const fixedUserId: Check = {
  rules: [fixedUid],
  scope: 'pod',
  run(pod, lint) {
    if (lint.facts.site?.profile.security?.preset !== 'openshift') return
    for (const context of securityContextsOf(pod)) {
      const path = [...context.path, 'runAsUser']
      if (!has(context.value, 'runAsUser')) continue
      lint.report('fixed-uid', {
        object: pod.owner,
        path,
        severity: weightOf(lint.facts, 'security.preset'),
        message: 'A user id of its own is refused here: the cluster gives each namespace a range of them.',
        hint: 'take runAsUser out; runAsNonRoot: true may stay',
        fix: { safe: true, title: 'take the user id out', edits: [{ kind: 'remove', path: emptied(context) }] },
      })
    }
  },
}

/** Nothing is left of a context that says nothing else. */
function emptied({ value, path }: SecurityContext): Path {
  return Object.keys(value).length === 1 ? path : [...path, 'runAsUser']
}

function withUser(line: string): string {
  return examplePod([]).replace('runAsNonRoot: true', line)
}
