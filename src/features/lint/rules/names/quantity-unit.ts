import { excerpt } from '../../../manifests/excerpt.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { isBytes, type QuantityField } from '../../../manifests/quantity-fields.ts'
import { meantQuantity } from '../../../manifests/quantity-spelling.ts'
import { ONE, parseQuantity } from '../../../manifests/quantity.ts'
import type { Fix, Lint, Rule } from '../../rule.ts'

export const unit: Rule = {
  id: 'quantity-unit',
  severity: 'warning',
  fix: 'ask',
  finds: 'an amount of memory or storage in a unit that is hardly meant: 512m is half a byte',
  why: 'The suffix m means thousandths, also for memory: 512m is 0.512 bytes, and a limit of 512 is 512 bytes. Both are accepted, and the container is killed as it starts. M and Mi are both right but not the same: 128M is 122Mi.',
  bad: pod('512m'),
  good: pod('512Mi'),
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory',
}

/** Less than any container can run in, and than any volume has. */
const LEAST = 1024n * 1024n * ONE

/** Looks at all amounts of one object together, as it matters which units stand beside each other. */
export function checkUnits(object: KubernetesObject, fields: readonly QuantityField[], lint: Lint): void {
  const written = fields.flatMap((field) => suffixed(field) ?? [])
  const binary = new Set(written.filter(({ suffix }) => suffix.endsWith('i')).map(({ field }) => field.resource))
  for (const one of written) {
    if (one.suffix === 'm') reportPartOfByte(object, one, lint)
    else if (one.suffix === '' && isTooSmall(one)) reportTooSmall(object, one, lint)
    else if (/^[kMGTPE]$/u.test(one.suffix) && binary.has(one.field.resource)) reportMixed(object, one, lint)
  }
}

type Written = { field: QuantityField; text: string; digits: string; suffix: string }

/** Also of what cannot be read yet: once it is mended, it is beside the others. */
function suffixed(field: QuantityField): Written | undefined {
  const { value, resource } = field
  if (!isBytes(resource) || (typeof value !== 'string' && typeof value !== 'number')) return undefined
  const written = String(value).trim()
  const text = parseQuantity(written) === undefined ? meantQuantity(written)?.quantity : written
  const [, digits, suffix] = /^([\d.]+)([a-zA-Z]*)$/u.exec(text ?? '') ?? []
  if (text === undefined || digits === undefined || suffix === undefined) return undefined
  return { field, text, digits, suffix }
}

function isTooSmall({ field: { resource, use }, text }: Written): boolean {
  const amount = parseQuantity(text)
  return amount !== undefined && amount > 0n && amount < LEAST && (use === 'limit' || resource === 'storage')
}

function reportPartOfByte(object: KubernetesObject, { field, text, digits }: Written, lint: Lint): void {
  const meant = `${digits}Mi`
  lint.report('quantity-unit', {
    object,
    path: field.path,
    message: `"${excerpt(text)}" is ${Number(digits) / 1000} bytes of ${field.resource}: the suffix m means thousandths.`,
    hint: `write ${excerpt(meant)} if mebibytes are meant`,
    fix: replacement(field, meant),
  })
}

function reportTooSmall(object: KubernetesObject, { field, text }: Written, lint: Lint): void {
  const meant = `${text}Mi`
  lint.report('quantity-unit', {
    object,
    path: field.path,
    message: `${text} without a suffix is ${text} bytes of ${field.resource}, too little for anything.`,
    hint: `write ${meant} if mebibytes are meant`,
    fix: replacement(field, meant),
  })
}

function reportMixed(object: KubernetesObject, { field, text, digits, suffix }: Written, lint: Lint): void {
  const meant = `${digits}${suffix.toUpperCase()}i`
  lint.report('quantity-unit', {
    object,
    path: field.path,
    severity: 'info',
    message: `${excerpt(text)} is not ${excerpt(meant)}: other amounts of ${field.resource} here count in powers of 1024, this one of 1000.`,
    hint: `write ${excerpt(meant)} if the same unit is meant`,
    fix: replacement(field, meant),
  })
}

function replacement({ path }: QuantityField, value: string): Fix {
  return { safe: false, title: `write ${value}`, edits: [{ kind: 'set', path, value }] }
}

function pod(memory: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx:1.29.3
      resources:
        limits: {memory: ${memory}}
`
}
