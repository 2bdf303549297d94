import { claimsOf, sizeOf, type Claim } from '../../../manifests/claim.ts'
import type { Json, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { at, shown } from '../../../manifests/json.ts'
import { formatQuantity, parseQuantity, type Quantity } from '../../../manifests/quantity.ts'
import type { Check, Fix, Lint, Report, Rule } from '../../rule.ts'
import { exampleClaim } from './example.ts'
import { siteClassOf, type SiteClass } from './site-classes.ts'

const SITE = '{storage: {classes: [{name: cinder, sizeStep: 8Gi, maxSize: 100Gi}]}}'

const size: Rule = {
  id: 'storage-size',
  severity: 'warning',
  fix: 'ask',
  finds: 'a size that the storage class does not make, or none',
  why: 'Storage has limits of its own: some makes volumes in steps of several GiB, some of at least a size or at most one. What does not fit is refused, or rounded up and counted against the quota so. A claim without a size is refused everywhere.',
  bad: { files: { 'claim.yaml': withSize('10Gi') }, site: SITE },
  good: { files: { 'claim.yaml': withSize('16Gi') }, site: SITE },
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#resources',
}

/** Does the storage class make volumes of this size? */
export const storageSize: Check = {
  rules: [size],
  scope: 'object',
  run(object, lint) {
    for (const claim of claimsOf(object)) checkSize(claim, lint)
  },
}

type Finding = Pick<Report, 'message' | 'hint' | 'severity'> & { better?: Quantity | undefined }

function checkSize(claim: Claim, lint: Lint): void {
  const written = at(claim.spec, 'resources', 'requests', 'storage') ?? undefined
  const found = written === undefined ? MISSING : findingOf(claim, written, siteClassOf(claim, lint.facts))
  if (found === undefined) return
  const path = [...claim.path, 'resources', 'requests', 'storage']
  const { better, ...report } = found
  lint.report('storage-size', {
    object: claim.object,
    path,
    ...report,
    fix: better === undefined ? undefined : replaceBy(formatQuantity(better, 'bytes'), path),
  })
}

const MISSING: Finding = {
  severity: 'error',
  message: 'This claim says no size, and is refused.',
  hint: 'add resources.requests.storage, such as 5Gi',
}

function replaceBy(value: string, path: Path): Fix {
  return { safe: false, title: `ask for ${value}`, edits: [{ kind: 'set', path, value }] }
}

/** What is there and no amount is another rule's. */
function findingOf({ spec }: Claim, written: Json, siteClass: SiteClass | undefined): Finding | undefined {
  const amount = sizeOf(spec)
  if (amount === undefined) return undefined
  return nothing(amount) ?? (siteClass && misfit(amount, written, siteClass))
}

function nothing(amount: Quantity): Finding | undefined {
  if (amount > 0n) return undefined
  return {
    severity: 'error',
    message: 'A claim must be larger than zero, and is refused.',
    hint: 'write a size such as 5Gi',
  }
}

/** The limits of the class that a size does not keep to, and the next size that keeps to all. */
function misfit(amount: Quantity, written: Json, siteClass: SiteClass): Finding | undefined {
  const [step, least, most] = [siteClass.sizeStep, siteClass.minSize, siteClass.maxSize].map(parseQuantity)
  const asked = excerpt(shown(written))
  const name = `the storage class ${siteClass.name}`
  if (most !== undefined && amount > most) {
    const limit = formatQuantity(most, 'bytes')
    return { message: `${asked} is more than ${name} makes: ${limit} at most.`, hint: `write ${limit} or less` }
  }
  const enough = least !== undefined && amount < least ? least : amount
  const next = step === undefined || step <= 0n ? enough : divideUp(enough, step) * step
  if (next === amount) return undefined
  const [better, last] = most === undefined || next <= most ? [next, next] : [undefined, next - (step ?? 0n)]
  const reason =
    enough === amount
      ? `is no multiple of ${formatQuantity(step ?? 0n, 'bytes')}, the steps of ${name}: it is refused or rounded up`
      : `is less than ${name} makes: ${formatQuantity(enough, 'bytes')} at least`
  return { message: `${asked} ${reason}.`, hint: `write ${formatQuantity(last, 'bytes')}`, better }
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}

function withSize(storage: string): string {
  return exampleClaim([
    'storageClassName: cinder',
    'accessModes: [ReadWriteOnce]',
    `resources: {requests: {storage: ${storage}}}`,
  ])
}
