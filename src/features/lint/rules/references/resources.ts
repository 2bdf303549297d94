import { excerpt } from '../../../manifests/excerpt.ts'
import { INGRESS } from '../../../manifests/ingress.ts'
import { createNearNames } from '../../../manifests/near-names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Facts } from '../../facts.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { reportMissing } from './missing.ts'
import { accountReferences, ingressReferences } from './other-references.ts'
import { podReferences, type PodReference } from './pod-references.ts'
import { createTargets, type Target, type Targets } from './targets.ts'

const config: Rule = {
  id: 'config-ref',
  severity: 'warning',
  fix: 'ask',
  finds: 'a reference to a ConfigMap, or to a key of one, that is not there',
  why: 'A container whose variables come from it is not started, and a pod that mounts it waits, both without an end. That is seen in the events of the pod alone. What the program can do without is marked with optional: true.',
  bad: pod('envFrom: [{configMapRef: {name: web-setings}}]', configMap()),
  good: pod('envFrom: [{configMapRef: {name: web-settings}}]', configMap()),
  source: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
}

const secret: Rule = {
  id: 'secret-ref',
  severity: 'warning',
  fix: 'ask',
  finds: 'a reference to a Secret, or to a key of one, that is not there',
  why: 'A container whose variables come from it is not started, and a pod that mounts it waits, both without an end. A Secret is often not kept in the repository, and rightly so: then say who makes it. Objects that make one (SealedSecret, ExternalSecret, Certificate) count as there.',
  bad: pod('envFrom: [{secretRef: {name: database}}]'),
  good: pod('envFrom: [{secretRef: {name: database, optional: true}}]'),
  source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
}

const claim: Rule = {
  id: 'pvc-ref',
  severity: 'warning',
  fix: 'ask',
  finds: 'a volume whose PersistentVolumeClaim is not there',
  why: 'No node can be chosen for the pod before the claim exists in its namespace, so it stays Pending.',
  bad: pod('', 'volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]'),
  good: pod('', 'volumes: [{name: data, emptyDir: {}}]'),
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes',
}

const account: Rule = {
  id: 'service-account-ref',
  severity: 'warning',
  fix: 'ask',
  finds: 'a pod with a ServiceAccount that is not there',
  why: 'The API server refuses each pod whose ServiceAccount does not exist: a Deployment then has no pods at all, and only its events say why. The one named default is in every namespace.',
  bad: pod('', 'serviceAccountName: reader'),
  good: pod('', 'serviceAccountName: default'),
  source: 'https://kubernetes.io/docs/concepts/security/service-accounts/',
}

/** Is everything there that pods, ServiceAccounts and Ingresses need besides themselves? */
export const resources: Check = {
  rules: [config, secret, claim, account],
  scope: 'project',
  run(project, lint) {
    const targets = createTargets(project)
    for (const template of project.pods) checkAll(template.owner, podReferences(template), targets, lint)
    for (const one of project.ofType('ServiceAccount')) checkAll(one, accountReferences(one), targets, lint)
    for (const one of project.ofType(INGRESS)) checkAll(one, ingressReferences(one), targets, lint)
  },
}

/** Says of each missing thing once in an object, however often it is named there. */
function checkAll(object: KubernetesObject, references: readonly PodReference[], targets: Targets, lint: Lint): void {
  const seen = new Set<string>()
  for (const reference of references) {
    if (isAlwaysThere(reference, lint.facts)) continue
    const found = targets.find(reference.kind, reference.name, object)
    if (found.length > 0) {
      const known = keysOf(found)
      if (known !== undefined) checkKeys(object, reference, known, seen, lint)
    } else if (isNew(seen, reference.rule, reference.name)) {
      reportMissing({ ...reference, object }, targets, lint)
    }
  }
}

/** The keys that one of several may have; undefined where one may have any. */
function keysOf(targets: readonly Target[]): Set<string> | undefined {
  const known = new Set<string>()
  for (const { keys } of targets) {
    if (keys === undefined) return undefined
    for (const key of keys) known.add(key)
  }
  return known
}

function isNew(seen: Set<string>, ...parts: readonly string[]): boolean {
  const id = JSON.stringify(parts)
  if (seen.has(id)) return false
  seen.add(id)
  return true
}

function checkKeys(
  object: KubernetesObject,
  { rule, kind, name, keys }: PodReference,
  known: ReadonlySet<string>,
  seen: Set<string>,
  lint: Lint,
): void {
  for (const { key, path } of keys) {
    if (known.has(key) || hasVariable(key) || !isNew(seen, rule, name, key)) continue
    const [meant] = createNearNames(known)(key)
    lint.report(rule, {
      object,
      path,
      severity: meant === undefined ? 'warning' : 'error',
      message: `The ${kind} ${excerpt(name)} has no key ${excerpt(key)}; it has ${excerpt([...known].join(', '))}.`,
      hint: meant === undefined ? `add the key, or mark it with optional: true` : `write ${excerpt(meant)}`,
      fix:
        meant === undefined
          ? undefined
          : { safe: false, title: `write ${excerpt(meant)}`, edits: [{ kind: 'set', path, value: meant }] },
    })
  }
}

/** What the cluster puts into every namespace. */
function isAlwaysThere({ kind, name }: PodReference, { site }: Facts): boolean {
  const openshift = site?.profile.security?.preset === 'openshift'
  if (kind === 'ServiceAccount')
    return name === 'default' || (openshift && ['builder', 'deployer', 'pipeline'].includes(name))
  return kind === 'ConfigMap' && ['kube-root-ca.crt', 'openshift-service-ca.crt'].includes(name)
}

function configMap(): string {
  return `---
apiVersion: v1
kind: ConfigMap
metadata: {name: web-settings}
data: {COLOUR: blue}
`
}

function pod(container: string, rest = ''): string {
  const document = rest.startsWith('---')
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
${document || rest === '' ? '' : `  ${rest}\n`}  containers:
    - name: web
      image: nginx:1.29.3
${container === '' ? '' : `      ${container}\n`}${document ? rest : ''}`
}
