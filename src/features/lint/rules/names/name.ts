import { excerpt } from '../../../manifests/excerpt.ts'
import { dataKeyFault, longestOf, nameFault, suggestName } from '../../../manifests/names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { placeholderIn } from '../../../manifests/placeholder.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule, Severity } from '../../rule.ts'
import { dataKeys, namedThings, type NamedThing } from './named-things.ts'

const SOURCE = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'

const invalid: Rule = {
  id: 'name-invalid',
  severity: 'error',
  finds: 'a name that Kubernetes does not take: capital letters, underscores, a Service that begins with a digit',
  why: 'Names become parts of host names, addresses and file names, so each kind has a form for them: mostly small letters, digits and "-". The API server refuses the object, but the schema of the kind does not tell: other checkers let it pass.',
  bad: configMap('Web_Settings'),
  good: configMap('web-settings'),
  source: SOURCE,
}

const tooLong: Rule = {
  id: 'name-too-long',
  severity: 'error',
  finds: 'a name that is longer than its kind allows',
  why: 'What a controller makes of an object gets its name with more characters at the end, or as the value of a label, which has room for 63. So a CronJob may have 52 characters, a Job or Service 63; a StatefulSet of more than 52 is accepted, and never gets a pod.',
  bad: cronJob('nightly-backup-of-the-database-of-the-students-union-to-s3'),
  good: cronJob('nightly-backup-of-the-database'),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/',
}

/** Is each name of the form and length that the API server takes? */
export const name: Check = {
  rules: [invalid, tooLong],
  scope: 'object',
  run(object, lint) {
    const things = namedThings(object)
    if (things.some((thing) => hasVariable(thing.name)))
      lint.notChecked('name-invalid', { object, reason: 'another program fills in a part of a name' })
    for (const thing of things) if (!hasVariable(thing.name)) checkName(object, thing, lint)
    if (object.type === 'ConfigMap' || object.type === 'Secret') checkKeys(object, lint)
  },
}

function checkName(object: KubernetesObject, thing: NamedThing, lint: Lint): void {
  const { name: full, prefix, form, what, length, longest, harmful, path } = thing
  const written = prefix ?? full
  const fault = nameFault(full, form)
  if (fault !== undefined) {
    const { severity, but } = digitFirst(thing, lint)
    const better = placeholderIn(written, 'identifier') === undefined ? suggestName(written, form) : undefined
    lint.report('name-invalid', {
      object,
      path,
      severity,
      message: `The ${what}${written === '' ? '' : `, "${excerpt(written)}",`} ${fault}${but}.`,
      hint: better === undefined ? 'give it a name of its own' : `name it ${excerpt(better)}`,
    })
  }
  const all = prefix === undefined ? '' : ', with what the server adds,'
  if (prefix !== undefined && prefix.length > longestOf(form)) {
    lint.report('name-too-long', {
      object,
      path,
      message: `The ${what} has ${prefix.length} characters, and ${longestOf(form)} is the most that the API server takes.`,
      hint: shorter(prefix.length - longestOf(form)),
    })
  } else if (length > longest) {
    lint.report('name-too-long', {
      object,
      path,
      message: `The ${what}${all} has ${length} characters, and ${longest} is the most that the API server takes.`,
      hint: shorter(length - longest),
    })
  } else if (harmful !== undefined && length > harmful.from) {
    lint.report('name-too-long', {
      object,
      path,
      severity: 'warning',
      message: `The ${what}${all} has ${length} characters: ${harmful.why}.`,
      hint: shorter(length - harmful.from),
    })
  }
}

function shorter(by: number): string {
  return by === 1 ? 'take one character out' : `shorten it by ${by} characters`
}

/**
 * From 1.36 on, Services may begin with a digit, as all other names may.
 * @see KEP-5311
 */
const DIGIT_FIRST_SERVICES = 36

function digitFirst({ name: written, form }: NamedThing, lint: Lint): { severity?: Severity; but: string } {
  const relaxed = form === 'letter-first label' && nameFault(written, 'label') === undefined
  return relaxed && lint.facts.target.minor >= DIGIT_FIRST_SERVICES
    ? { severity: 'warning', but: ' on clusters before 1.36' }
    : { but: '' }
}

function checkKeys(object: KubernetesObject, lint: Lint): void {
  for (const { key, path } of dataKeys(object)) {
    const fault = dataKeyFault(key)
    if (fault === undefined || hasVariable(key)) continue
    lint.report('name-invalid', {
      object,
      path,
      at: 'key',
      message: `The key "${excerpt(key)}" of the ${object.kind} ${fault}.`,
      hint: 'each key becomes the name of a file: choose one without spaces and slashes',
    })
  }
}

function configMap(written: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${written}
data:
  colour: blue
`
}

function cronJob(written: string): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${written}
spec:
  schedule: 17 3 * * *
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: backup
              image: postgres:17.2
`
}
