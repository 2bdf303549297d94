import type { ManifestDocument, Path, Range, Source } from '../../../manifests/document.ts'
import { keyRange, valueRange } from '../../../manifests/positions.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { Project } from '../../project.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { examplePod } from './example.ts'
import { masked } from './masked.ts'
import { secretsIn, type PlainSecret } from './plain-secrets.ts'

const plainText: Rule = {
  id: 'secret-plain-text',
  severity: 'warning',
  finds: 'a password, token or private key that everybody can read who sees the file',
  why: 'What is in a repository is there for all who may read it, now and later, with all copies and its whole history. The base64 of a Secret is no encryption. A secret that was there once has to be made anew; taking it out of the file is not enough.',
  bad: `${examplePod([])}      env: [{name: DB_PASSWORD, value: hunter2}]\n`,
  good: `${examplePod([])}      env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]\n`,
  source: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
}

/** Is there a secret in the files? */
export const secretPlainText: Check = {
  rules: [plainText],
  scope: 'project',
  run(project, lint) {
    for (const [source, secrets] of bySource(project)) reportAll(source, secrets, lint)
  },
}

type Found = { object: KubernetesObject; secret: PlainSecret }

function bySource(project: Project): Map<Source, Found[]> {
  const found = project.objects.flatMap((object) => secretsIn(object).map((secret) => ({ object, secret })))
  return Map.groupBy(found, ({ object }) => object.document.source)
}

/** The line that is shown with a finding must not show the secret: the places are in a copy of the file without any. */
function reportAll(source: Source, secrets: readonly Found[], lint: Lint): void {
  const ranges = secrets.flatMap(({ object, secret }) =>
    secret.values.flatMap((path) => valueRange(object.document, [...object.path, ...path]) ?? []),
  )
  const copy = masked(source, ranges)
  for (const { object, secret } of secrets) {
    const { message, hint, severity } = secret
    const [first] = secret.values
    const range = first === undefined ? undefined : keyOrValue(object.document, [...object.path, ...first])
    lint.report('secret-plain-text', {
      object,
      place: { source: copy, range: range ?? startOf(object.document) },
      severity,
      message,
      hint,
    })
  }
}

function keyOrValue(document: ManifestDocument, path: Path): Range | undefined {
  return keyRange(document, path) ?? valueRange(document, path)
}

function startOf({ start }: ManifestDocument): Range {
  return { start, end: start }
}
