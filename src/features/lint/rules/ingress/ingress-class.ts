import type { Path } from '../../../manifests/document.ts'
import type { Edit } from '../../../manifests/edit.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { annotationsOf, CLASS_ANNOTATION, INGRESS } from '../../../manifests/ingress.ts'
import { objectAt, textAt } from '../../../manifests/json.ts'
import { NAME_LENGTH, nameFault } from '../../../manifests/names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { ingressExample } from './example.ts'

const SITE = 'ingress: {class: nginx}'

const ingressClass: Rule = {
  id: 'ingress-class',
  severity: 'warning',
  fix: 'safe or ask',
  finds: 'an Ingress without a class, or with one that is not the class of the site',
  why: 'The class says which controller serves an Ingress. With one that does not exist, and on most sites with none at all, nobody feels responsible: the Ingress is there, gets no address, and no message says so.',
  bad: { files: { 'ingress.yaml': ingressExample({ spec: 'ingressClassName: traefik' }) }, site: SITE },
  good: { files: { 'ingress.yaml': ingressExample({ spec: 'ingressClassName: nginx' }) }, site: SITE },
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class',
}

const annotation: Rule = {
  id: 'ingress-class-annotation',
  severity: 'warning',
  fix: 'safe or ask',
  finds: 'the class of an Ingress in an annotation, where a field took its place',
  why: 'The field ingressClassName took the place of the annotation kubernetes.io/ingress.class in Kubernetes 1.18, and not every controller reads that any more. An Ingress whose two classes differ is refused.',
  bad: ingressExample({ metadata: 'annotations: {kubernetes.io/ingress.class: nginx}' }),
  good: ingressExample({ spec: 'ingressClassName: nginx' }),
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#deprecated-annotation',
}

/** Does each Ingress name the controller of the site, in the field that is there for it? */
export const ingressClassCheck: Check = {
  rules: [ingressClass, annotation],
  scope: 'object',
  types: [INGRESS],
  run(ingress, lint) {
    const { class: wanted, annotations } = lint.facts.site?.profile.ingress ?? {}
    const field = textAt(ingress.value, 'spec', 'ingressClassName')
    const annotated = annotationsOf(ingress)[CLASS_ANNOTATION]
    if (annotated !== undefined && annotations?.[CLASS_ANNOTATION] === undefined)
      checkAnnotation(ingress, annotated, { field, wanted }, lint)
    const place =
      field === undefined
        ? [...ingress.path, 'metadata', 'annotations', CLASS_ANNOTATION]
        : [...ingress.path, 'spec', 'ingressClassName']
    const written = field ?? annotated
    if (written === undefined) checkNone(ingress, wanted, lint)
    else checkClass(ingress, { written, path: place, isField: field !== undefined }, wanted, lint)
  },
}

function checkNone(ingress: KubernetesObject, wanted: string | undefined, lint: Lint): void {
  if (wanted === undefined || objectAt(ingress.value, 'spec') === undefined) return
  lint.report('ingress-class', {
    object: ingress,
    path: [...ingress.path, 'spec'],
    at: 'key',
    message: 'This Ingress names no class, so it is left to chance whether a controller serves it.',
    hint: `add ingressClassName: ${wanted}`,
    fix: { safe: true, title: `add ingressClassName: ${wanted}`, edits: [classField(ingress, wanted)] },
  })
}

type WrittenClass = { written: string; path: Path; isField: boolean }

function checkClass(
  ingress: KubernetesObject,
  { written, path, isField }: WrittenClass,
  wanted: string | undefined,
  lint: Lint,
): void {
  if (hasVariable(written) || written === wanted) return
  const fault =
    nameFault(written, 'subdomain') ??
    (written.length > NAME_LENGTH ? `has ${written.length} characters, and ${NAME_LENGTH} is the most` : undefined)
  const known = lint.project.named('networking.k8s.io/IngressClass', written, ingress).length > 0
  if (fault === undefined && (wanted === undefined || known)) return
  // The annotation goes anyway: see the other rule.
  const fix: Fix | undefined =
    wanted === undefined || !isField
      ? undefined
      : { safe: false, title: `write ${wanted}`, edits: [{ kind: 'set', path, value: wanted }] }
  lint.report('ingress-class', {
    object: ingress,
    path,
    severity: fault === undefined || !isField ? 'warning' : 'error',
    message:
      fault === undefined
        ? `The class ${excerpt(written)} is not ${wanted}, the one of this site, so no controller serves this Ingress.`
        : `The class${written === '' ? '' : ` "${excerpt(written)}"`} ${fault}.`,
    hint: wanted === undefined ? 'kubectl get ingressclasses' : `write ${wanted}`,
    fix,
  })
}

type Classes = { field: string | undefined; wanted: string | undefined }

function checkAnnotation(ingress: KubernetesObject, written: string, { field, wanted }: Classes, lint: Lint): void {
  const both = field !== undefined
  const contradicting = both && field !== written
  const path = [...ingress.path, 'metadata', 'annotations', CLASS_ANNOTATION]
  lint.report('ingress-class-annotation', {
    object: ingress,
    path,
    at: 'key',
    severity: contradicting ? 'error' : 'warning',
    message: both
      ? `This Ingress names its class twice, by annotation and by ingressClassName${contradicting ? ': the API server refuses it, as they differ' : ''}.`
      : 'The annotation for the class is out of date since Kubernetes 1.18: the field ingressClassName took its place.',
    hint: both ? 'take the annotation out' : `take it out, and add ingressClassName: ${excerpt(written)}`,
    fix: both
      ? { safe: field === written || field === wanted, title: 'take out the annotation', edits: [removal(ingress)] }
      : {
          safe: written === wanted,
          title: 'name the class in ingressClassName',
          edits: movedToField(ingress),
        },
  })
}

/** With nothing else in it, the mapping of annotations goes too. */
function removal({ path, value }: KubernetesObject): { kind: 'remove'; path: Path } {
  const annotations = objectAt(value, 'metadata', 'annotations') ?? {}
  const mapping = [...path, 'metadata', 'annotations']
  return { kind: 'remove', path: Object.keys(annotations).length === 1 ? mapping : [...mapping, CLASS_ANNOTATION] }
}

/** With the comments that stand at it. */
function movedToField(ingress: KubernetesObject): Edit[] {
  const { path, value } = ingress
  const [before] = Object.keys(objectAt(value, 'spec') ?? {})
  const from = [...path, 'metadata', 'annotations', CLASS_ANNOTATION]
  const to = [...path, 'spec', 'ingressClassName']
  const move: Edit = { kind: 'move', from, to, ...(before === undefined ? {} : { before }) }
  const emptied = Object.keys(objectAt(value, 'metadata', 'annotations') ?? {}).length === 1
  return emptied ? [move, { kind: 'remove', path: from.slice(0, -1) }] : [move]
}

function classField(ingress: KubernetesObject, value: string): Edit {
  const key = 'ingressClassName'
  const spec = objectAt(ingress.value, 'spec')
  if (spec === undefined) return { kind: 'add', path: ingress.path, key: 'spec', value: { [key]: value } }
  const path = [...ingress.path, 'spec']
  if (Object.hasOwn(spec, key)) return { kind: 'set', path: [...path, key], value }
  const [first] = Object.keys(spec)
  return { kind: 'add', path, key, value, ...(first === undefined ? {} : { before: first }) }
}
