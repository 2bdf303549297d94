import { accessModesOf, claimsOf, claimUsesOf, storageClassOf } from '../../manifests/claim.ts'
import type { Json, JsonObject, Source } from '../../manifests/document.ts'
import { hostFault } from '../../manifests/host.ts'
import { parseImageReference } from '../../manifests/image-reference.ts'
import { INGRESS, ingressRules } from '../../manifests/ingress.ts'
import { at, listAt, textAt, textPairsAt } from '../../manifests/json.ts'
import { labelKeyFault, labelValueFault } from '../../manifests/label.ts'
import { secretsMadeBy } from '../../manifests/made-secrets.ts'
import { nameFault, suggestName } from '../../manifests/names.ts'
import { objectsOf, type KubernetesObject } from '../../manifests/object.ts'
import { podTemplateOf, type Container } from '../../manifests/pod.ts'
import { isPortNumber } from '../../manifests/port.ts'
import { readManifests } from '../../manifests/read.ts'
import { hasVariable } from '../../manifests/variable.ts'
import { dockerfileFacts } from './dockerfile.ts'

/**
 * What the manifests of a project have already, for templates: `services`, `workloads`, `claims`, `ingresses`, `configs`,
 * `secrets`, `images`, and `name`, which a thing of this project may have; and what its Dockerfile says (`dockerfile`).
 *
 * Only what can be offered is in there: a name that no object can have, or that another program is still to fill in, says
 * nothing. A document that cannot be read hides no other.
 *
 * @param folder the project's, for its name and its Dockerfile
 */
export function folderFacts(folder: string, sources: readonly Source[]): JsonObject {
  const objects = sources.flatMap((source) => readManifests(source).documents).flatMap(objectsOf)
  const named = objects.filter(({ name }) => isName(name))
  const dockerfile = dockerfileFacts(folder)
  return {
    name: projectName(folder),
    services: collect(named, serviceFact),
    workloads: collect(named, workloadFact),
    claims: collect(named, claimFact),
    ingresses: collect(named, ingressFact),
    configs: unique(named.map(({ type, name }) => (type === 'ConfigMap' ? name : undefined))),
    secrets: unique(
      named.flatMap((object) => (object.type === 'Secret' ? object.name : secretsMadeBy(object))),
    ).filter(isName),
    images: unique(objects.flatMap(containersOf).map(imageOf)),
    ...(dockerfile === undefined ? {} : { dockerfile }),
  }
}

/** A CronJob may have 52 characters, and what belongs to a thing is called like it with an ending (`-data`). */
const LONGEST_NAME = 40

/** The last part of a path as the name of an object of any kind. */
function projectName(folder: string): string {
  const last = folder.split(/[/\\]/u).findLast((part) => part !== '') ?? ''
  const name = suggestName(last, 'letter-first label') ?? 'app'
  return name.slice(0, LONGEST_NAME).replace(/-+$/u, '')
}

/**
 * One fact for each object. A patch of a kustomization names an object too, and says less of it: of two facts of one
 * kind, name and namespace, the longer one stays, in the place of the first.
 */
function collect(
  objects: readonly KubernetesObject[],
  toFact: (object: KubernetesObject) => JsonObject | undefined,
): JsonObject[] {
  const facts = new Map<string, JsonObject>()
  for (const object of objects) {
    const fact = toFact(object)
    const key = JSON.stringify([object.type, object.namespace, object.name])
    const known = facts.get(key)
    if (fact !== undefined && (known === undefined || sizeOf(fact) > sizeOf(known))) facts.set(key, fact)
  }
  return [...facts.values()]
}

function sizeOf(fact: JsonObject): number {
  return JSON.stringify(fact).length
}

function serviceFact(object: KubernetesObject): JsonObject | undefined {
  if (object.type !== 'Service') return undefined
  const ports = listAt(object.value, 'spec', 'ports').flatMap((entry): JsonObject[] => {
    const port = portAt(entry, 'port')
    const target = portAt(entry, 'targetPort') ?? literal(textAt(entry, 'targetPort'))
    return port === undefined ? [] : [present({ name: literal(textAt(entry, 'name')), port, targetPort: target })]
  })
  const headless = textAt(object.value, 'spec', 'clusterIP') === 'None'
  return { ...headOf(object), ports, headless, selector: labelsAt(object.value, 'spec', 'selector') }
}

function workloadFact(object: KubernetesObject): JsonObject | undefined {
  const pod = podTemplateOf(object)
  if (pod === undefined) return undefined
  const containers = containersOf(object)
  const ports = containers
    .filter(({ list, sidecar }) => list === 'containers' || sidecar)
    .flatMap(({ value }) => listAt(value, 'ports'))
    .flatMap((entry): JsonObject[] => {
      const containerPort = portAt(entry, 'containerPort')
      return containerPort === undefined ? [] : [present({ name: literal(textAt(entry, 'name')), containerPort })]
    })
  return {
    kind: object.kind,
    ...headOf(object),
    labels: labelsAt(object.value, ...pod.path.slice(object.path.length), 'metadata', 'labels'),
    selector: labelsAt(object.value, 'spec', 'selector', 'matchLabels'),
    ports,
    images: unique(containers.map(imageOf)),
    claims: unique(claimUsesOf(pod).map(({ claimName }) => claimName)).filter(isName),
  }
}

function claimFact(object: KubernetesObject): JsonObject | undefined {
  const claim = claimsOf(object).find(({ kind }) => kind === 'claim')
  if (claim === undefined) return undefined
  const size = literal(textAt(claim.spec, 'resources', 'requests', 'storage'))
  const storageClass = storageClassOf(claim)?.name
  const named = isName(storageClass) ? storageClass : undefined
  return present({ ...headOf(object), class: named, modes: accessModesOf(claim.spec), size })
}

function ingressFact(object: KubernetesObject): JsonObject | undefined {
  if (object.type !== INGRESS) return undefined
  const hosts = unique(ingressRules(object).map(({ host }) => host)).filter((host) => hostFault(host) === undefined)
  return { ...headOf(object), hosts }
}

function headOf({ name, namespace }: KubernetesObject): JsonObject {
  return present({ name, namespace: isName(namespace) ? namespace : undefined })
}

function containersOf(object: KubernetesObject): readonly Container[] {
  return podTemplateOf(object)?.containers ?? []
}

/** An image that says which one is meant, today and later; others are no example to follow. */
function imageOf({ value }: Container): string | undefined {
  const image = literal(textAt(value, 'image'))
  const parsed = image === undefined ? undefined : parseImageReference(image)
  if (parsed === undefined || 'problem' in parsed) return undefined
  return parsed.digest !== undefined || (parsed.tag ?? 'latest') !== 'latest' ? image : undefined
}

/** Labels that a pod can have; without the others a selector fits all the same. */
function labelsAt(value: Json, ...path: (string | number)[]): JsonObject {
  const pairs = textPairsAt(value, ...path)
  return Object.fromEntries(
    pairs.filter(([key, text]) => labelKeyFault(key) === undefined && labelValueFault(text) === undefined),
  )
}

function portAt(value: Json, key: string): number | undefined {
  const port = at(value, key)
  return typeof port === 'number' && isPortNumber(port) ? port : undefined
}

function isName(name: string | undefined): name is string {
  return name !== undefined && nameFault(name, 'subdomain') === undefined
}

function literal(text: string | undefined): string | undefined {
  return text === undefined || text === '' || hasVariable(text) ? undefined : text
}

function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))]
}

/** Without the entries that there are none of. */
function present(entries: { [key: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(entries).filter((pair): pair is [string, Json] => pair[1] !== undefined))
}
