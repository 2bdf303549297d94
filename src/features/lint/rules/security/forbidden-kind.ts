import { isCustom } from '../../../manifests/groups.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Profile } from '../../../sites/schema.ts'
import { weightOf } from '../../confirmed.ts'
import type { Check, Rule } from '../../rule.ts'

const SITE = '{rules: {forbiddenKinds: [DaemonSet]}}'

const forbiddenKind: Rule = {
  id: 'forbidden-kind',
  severity: 'error',
  finds: 'a kind of object that users of the site may not make',
  why: 'What touches all nodes, or gives rights to others, is for the people who run the cluster. The API server answers "forbidden", and where the kind comes first in a file the rest may still be made: half of an application is there.',
  bad: { files: { 'agent.yaml': example('DaemonSet') }, site: SITE },
  good: { files: { 'agent.yaml': example('Deployment') }, site: SITE },
  source: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
}

/** May users make an object of this kind? */
export const forbiddenKinds: Check = {
  rules: [forbiddenKind],
  scope: 'object',
  run(object, lint) {
    const profile = lint.facts.site?.profile
    const kinds = profile?.rules?.forbiddenKinds ?? []
    if (profile === undefined || !kinds.some((kind) => isMeant(kind, object))) return
    lint.report('forbidden-kind', {
      object,
      path: [...object.path, 'kind'],
      severity: weightOf(lint.facts, 'rules.forbiddenKinds'),
      message: `Users may not make a ${object.kind} at ${profile.title}: the API server refuses it.`,
      hint: hintFor(object, profile),
    })
  },
}

/** A profile names kinds of Kubernetes itself by their kind alone, others with their group: `example.org/Kind`. */
function isMeant(kind: string, object: KubernetesObject): boolean {
  return kind === object.type || (kind === object.kind && !isCustom(object))
}

const GIVE_RIGHTS = 'leave it out, and let the people who run the cluster give others their rights'

const INSTEAD: Readonly<Record<string, string>> = {
  'apps/DaemonSet': 'take a Deployment: its pods need not run on every node',
  'rbac.authorization.k8s.io/Role': GIVE_RIGHTS,
  'rbac.authorization.k8s.io/RoleBinding': GIVE_RIGHTS,
  'rbac.authorization.k8s.io/ClusterRole': GIVE_RIGHTS,
  'rbac.authorization.k8s.io/ClusterRoleBinding': GIVE_RIGHTS,
  ServiceAccount: 'take the ServiceAccount default, which each namespace has',
  Namespace: 'take one of your own namespaces, which icc ns lists',
  PersistentVolume: 'take a PersistentVolumeClaim: the storage class makes its volume',
  'storage.k8s.io/StorageClass': 'name a storage class of the site in the claim',
  'networking.k8s.io/IngressClass': 'name the class of the site in the Ingress',
  Node: 'leave it out',
}

function hintFor(object: KubernetesObject, profile: Profile): string {
  const instead = INSTEAD[object.type]
  const onRequest = object.type === 'ServiceAccount' && profile.rules?.serviceAccounts === 'on-request'
  if (instead === undefined) return `ask ${contactOf(profile)}`
  return onRequest ? `${instead}, or ask ${contactOf(profile)} for one` : instead
}

function contactOf({ contacts = [] }: Profile): string {
  const [first] = contacts
  return first?.mail ?? first?.url ?? first?.note ?? 'the people who run the cluster'
}

function example(kind: string): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: agent
          image: registry.example.org/agent:1.4.0
`
}
