import { ingressBackends, INGRESS } from '../../../manifests/ingress.ts'
import type { JsonObject, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { isCustom } from '../../../manifests/groups.ts'
import { at, listAt, numberAt, objectAt, textAt } from '../../../manifests/json.ts'
import { generatedFrom, LABEL_LENGTH, NAME_LENGTH, type NameForm } from '../../../manifests/names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { podTemplateOf } from '../../../manifests/pod.ts'

/** A name that stands in a manifest. */
export type NamedThing = {
  /** To complete "The ... may not ...": "name of the Deployment". */
  what: string
  /** As it is checked: for a generated one, what the server could make of it. */
  name: string
  /** As it stands there, where that is not the name. */
  prefix?: string
  form: NameForm
  length: number
  longest: number
  /** From when on it is accepted, and then harms, and how. */
  harmful?: { from: number; why: string }
  path: Path
}

/** All names of an object that the API server checks by their form. */
export function namedThings(object: KubernetesObject): NamedThing[] {
  return [...ownName(object), ...namespace(object), ...parts(object), ...backends(object)]
}

function ownName(object: KubernetesObject): NamedThing[] {
  const rule = ruleOf(object)
  if (rule === undefined) return []
  const place = [...object.path, 'metadata']
  const { name } = object
  const kind = excerpt(object.kind)
  const prefix = textAt(object.value, 'metadata', 'generateName') ?? ''
  const generated =
    prefix === ''
      ? []
      : [
          {
            ...rule,
            what: `generateName of the ${kind}`,
            prefix,
            path: [...place, 'generateName'],
            ...generatedFrom(prefix),
          },
        ]
  if (name === undefined || (name === '' && prefix !== '')) return generated
  return [{ ...rule, what: `name of the ${kind}`, path: [...place, 'name'], name, length: name.length }, ...generated]
}

type NameRule = Pick<NamedThing, 'form' | 'longest' | 'harmful'>

const SUBDOMAIN: NameRule = { form: 'subdomain', longest: NAME_LENGTH }
const LABEL: NameRule = { form: 'label', longest: LABEL_LENGTH }
const ANYTHING: NameRule = { form: 'path segment', longest: Infinity }

/** What controllers add to a name: a time for the Jobs of a CronJob, a hash for the pods of a StatefulSet. */
const ADDED_LENGTH = 11

const KINDS = new Map<string, NameRule>([
  ['Namespace', LABEL],
  ['Service', { form: 'letter-first label', longest: LABEL_LENGTH }],
  [
    'apps/StatefulSet',
    {
      ...LABEL,
      harmful: {
        from: LABEL_LENGTH - ADDED_LENGTH,
        why: 'its pods get the name and 11 more characters as the value of a label, so none would be made',
      },
    },
  ],
  ['batch/CronJob', { form: 'subdomain', longest: LABEL_LENGTH - ADDED_LENGTH }],
  ['policy/PodDisruptionBudget', ANYTHING],
  ['certificates.k8s.io/CertificateSigningRequest', ANYTHING],
])

/** Groups whose servers take other names than custom resources have, and those of files that no server sees. */
const OTHER_NAMES = /(?:^|\.)openshift\.io$|^backstage\.io$|\.config\.k8s\.io$|^internal\.apiserver\.k8s\.io$/u

const LOCAL_FILE = 'config.kubernetes.io/local-config'

function ruleOf(object: KubernetesObject): NameRule | undefined {
  const { type, group, value } = object
  if (type === 'batch/Job') return jobRule(value)
  if (group === 'rbac.authorization.k8s.io') return ANYTHING
  if (OTHER_NAMES.test(group) || type === 'networking.k8s.io/IPAddress') return undefined
  if (at(value, 'metadata', 'annotations', LOCAL_FILE) !== undefined) return undefined
  if (isCustom(object) && !group.includes('.')) return undefined
  return KINDS.get(type) ?? SUBDOMAIN
}

/** The name is the value of a label; the pods of an Indexed one have it and their number as host name. */
function jobRule(job: JsonObject): NameRule {
  const completions = numberAt(job, 'spec', 'completions')
  if (textAt(job, 'spec', 'completionMode') === 'Indexed' && completions !== undefined && completions > 0)
    return { form: 'label', longest: LABEL_LENGTH - 1 - String(completions - 1).length }
  return { form: 'subdomain', longest: at(job, 'spec', 'manualSelector') === true ? NAME_LENGTH : LABEL_LENGTH }
}

function namespace({ path, namespace: name }: KubernetesObject): NamedThing[] {
  if (name === undefined || name === '') return []
  return [{ ...LABEL, what: 'namespace', path: [...path, 'metadata', 'namespace'], name, length: name.length }]
}

/** Containers, volumes and claim templates. */
function parts(object: KubernetesObject): NamedThing[] {
  const pod = podTemplateOf(object)
  if (pod === undefined) return []
  const containers = pod.containers.flatMap(({ name, path }) => part('container', name, path))
  const volumes = listAt(pod.spec, 'volumes').flatMap((volume, index) =>
    part('volume', textAt(volume, 'name'), [...pod.specPath, 'volumes', index]),
  )
  const claims = listAt(object.value, 'spec', 'volumeClaimTemplates').flatMap((claim, index) =>
    part('claim template', textAt(claim, 'metadata', 'name'), [
      ...object.path,
      'spec',
      'volumeClaimTemplates',
      index,
      'metadata',
    ]),
  )
  return [...containers, ...volumes, ...claims]
}

function part(what: string, name: string | undefined, place: Path): NamedThing[] {
  if (name === undefined) return []
  return [{ ...LABEL, what: `name of the ${what}`, path: [...place, 'name'], name, length: name.length }]
}

function backends(object: KubernetesObject): NamedThing[] {
  if (object.type !== INGRESS) return []
  return ingressBackends(object).flatMap(({ path, service }) => {
    const name = textAt(service, 'name')
    if (name === undefined) return []
    const form: NameForm = 'letter-first label'
    const what = 'Service that the Ingress names'
    return [{ what, form, longest: LABEL_LENGTH, path: [...path, 'name'], name, length: name.length }]
  })
}

/** The keys of a ConfigMap or Secret, with the place of each. */
export function dataKeys(object: KubernetesObject): { key: string; path: Path }[] {
  return ['data', 'binaryData', 'stringData'].flatMap((field) =>
    Object.keys(objectAt(object.value, field) ?? {}).map((key) => ({ key, path: [...object.path, field, key] })),
  )
}
