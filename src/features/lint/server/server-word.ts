import { has } from '../../manifests/json.ts'
import { excerpt } from '../../manifests/excerpt.ts'
import { objectName, type KubernetesObject } from '../../manifests/object.ts'
import type { Path } from '../../manifests/document.ts'
import type { Finding, NotChecked } from '../finding.ts'
import type { ServerWord } from '../lint.ts'
import { SERVER_RULES } from '../rules/server/index.ts'
import type { LintRun } from '../run.ts'
import type { CertificateWord } from './certificates/look-up.ts'
import type { Complaint } from './judge.ts'
import type { Examined } from './examine.ts'
import { isOfServer, withoutDoubles } from './without-doubles.ts'

/** The same object in the same text, read once more. */
export function identityOf({ document, path, value }: KubernetesObject): string {
  return JSON.stringify([document.source.name, document.index, path, value])
}

/** What a cluster said of each object, to be told beside what the rules found. */
export function serverWord(
  answers: ReadonlyMap<string, Examined | undefined>,
  context: string,
  certificates: readonly CertificateWord[] = [],
): ServerWord {
  const byObject = Map.groupBy(certificates, ({ wish }) => identityOf(wish.object))
  return {
    tell: (run) => {
      const told = tell(run, answers, context)
      for (const object of run.project.objects)
        for (const word of byObject.get(identityOf(object)) ?? []) tellCertificate(word, object, told)
      return told
    },
    settle: (findings, secrets) => withoutDoubles(findings).map((one) => withoutSecrets(one, secrets)),
  }
}

/** A policy may quote what it dislikes. */
function withoutSecrets(finding: Finding, secrets: readonly string[]): Finding {
  if (!isOfServer(finding)) return finding
  const texts = secrets.map((written) => written.replace(/^(["'])(.*)\1$/su, '$2')).filter((text) => text.length > 2)
  return { ...finding, message: texts.reduce((message, text) => message.replaceAll(text, '***'), finding.message) }
}

type Told = { findings: Finding[]; notChecked: NotChecked[] }

function tell({ project }: LintRun, answers: ReadonlyMap<string, Examined | undefined>, context: string): Told {
  const told: Told = { findings: [], notChecked: [] }
  const homeless = new Map<string, KubernetesObject[]>()
  for (const object of project.objects) {
    const examined = answers.get(identityOf(object)) ?? CHANGED
    switch (examined.kind) {
      case 'judged':
        told.findings.push(
          ...examined.refused.map((complaint) => refusedFinding(object, complaint)),
          ...examined.warnings.map((complaint) => warningFinding(object, complaint)),
        )
        for (const reason of examined.gaps ?? []) told.notChecked.push(gap(object, reason))
        break
      case 'not-checked':
        told.notChecked.push(gap(object, examined.reason))
        break
      case 'no-namespace':
        homeless.set(examined.namespace, [...(homeless.get(examined.namespace) ?? []), object])
    }
  }
  for (const [namespace, objects] of homeless) {
    const [first] = objects
    if (first === undefined) continue
    told.findings.push(noNamespace(first, namespace, context))
    const count = objects.length === 1 ? excerpt(objectName(first)) : `${objects.length} objects`
    const reason = `there is no namespace ${excerpt(namespace)} on the cluster, so it was not asked about ${count}`
    told.notChecked.push({ ...gap(first, reason), object: undefined })
  }
  return told
}

function tellCertificate(word: CertificateWord, object: KubernetesObject, { findings, notChecked }: Told): void {
  if ('gap' in word) {
    notChecked.push({ ...gap(object, word.gap), rule: 'server-certificate' })
    return
  }
  const { rule, wish, severity, message, hint } = word
  findings.push({ ...createFinding(rule, object, { path: wish.path }), severity, message, hint })
}

/** After a fix: what the cluster said was about another text. */
const CHANGED: Examined = { kind: 'not-checked', reason: 'it changed after the cluster was asked' }

function gap(object: KubernetesObject, reason: string): NotChecked {
  return { rule: 'server-refused', file: object.document.source.name, object, reason }
}

function refusedFinding(object: KubernetesObject, complaint: Complaint): Finding {
  return {
    ...createFinding('server-refused', object, complaint),
    message: `The cluster would refuse ${complaint.what}: ${sentence(complaint.message)}`,
    hint: hintFor(object),
  }
}

function warningFinding(object: KubernetesObject, complaint: Complaint): Finding {
  return {
    ...createFinding('server-warning', object, complaint),
    message: `The cluster takes ${complaint.what} with a warning: ${sentence(complaint.message)}`,
    hint: hintFor(object),
  }
}

function sentence(text: string): string {
  return /[.…]$/u.test(text) ? text : `${text}.`
}

function noNamespace(object: KubernetesObject, namespace: string, context: string): Finding {
  const written = object.namespace !== undefined
  return {
    ...createFinding('server-refused', object, { path: written ? ['metadata', 'namespace'] : [] }),
    message: `There is no namespace ${excerpt(namespace)} on the cluster of the context ${excerpt(context)}: nothing can be made there.`,
    hint: written ? 'write the name of one that is there (icc ns --list)' : 'choose another one: icc ns',
  }
}

/** What the server says of a Secret may quote it, so its own words are left to kubectl. */
function hintFor({ type, document }: KubernetesObject): string | undefined {
  if (type !== 'Secret') return undefined
  return `for the cluster's own words: kubectl apply --dry-run=server -f ${document.source.name}`
}

type Where = Pick<Complaint, 'path' | 'at'>

type ServerRule = 'server-refused' | 'server-warning' | 'server-certificate' | 'server-tls-secret'

function createFinding(rule: ServerRule, object: KubernetesObject, where: Where): Finding {
  const path = placeIn(object, where.path)
  return {
    rule,
    severity: SERVER_RULES.find(({ id }) => id === rule)?.severity ?? 'error',
    object,
    place: { document: object.document, path: [...object.path, ...path], at: where.at },
    message: '',
    hint: undefined,
    fix: undefined,
    ...(isSecretValue(object, path) ? { conceals: true } : {}),
  }
}

/** Where the server names no place, or none of these fields, the object as a whole is meant. */
function placeIn({ type, name, value }: KubernetesObject, path: Path): Path {
  const [top, ...rest] = path
  // The server has all of a Secret in `data`, whatever it was sent in.
  if (type === 'Secret' && top === 'data' && has(value, 'stringData', ...rest)) return ['stringData', ...rest]
  if (top !== undefined && has(value, top)) return path
  return name === undefined ? ['kind'] : ['metadata', 'name']
}

/** The line that a finding is shown on would show the value with it. */
function isSecretValue({ type, value }: KubernetesObject, path: Path): boolean {
  return (
    type === 'Secret' && path.length > 1 && (path[0] === 'data' || path[0] === 'stringData') && has(value, ...path)
  )
}
