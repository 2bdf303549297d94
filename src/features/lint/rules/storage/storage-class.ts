import { claimsOf, storageClassOf, type Claim } from '../../../manifests/claim.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { has, textAt } from '../../../manifests/json.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Project } from '../../project.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { exampleClaim } from './example.ts'
import { hasOthers, siteClasses } from './site-classes.ts'

const SITE = '{storage: {classes: [{name: ceph-block, modes: [ReadWriteOnce], default: false}]}}'

const REST = ['accessModes: [ReadWriteOnce]', 'resources: {requests: {storage: 5Gi}}']

const storageClass: Rule = {
  id: 'storage-class',
  severity: 'warning',
  finds: 'a storage class that the site does not have, or none where there is no default',
  why: 'The class of a claim says which storage its volume is made on. The API server takes any name: for a class that is not there nobody makes a volume, the claim stays Pending, and so does every pod that mounts it.',
  bad: { files: { 'claim.yaml': exampleClaim(['storageClassName: standard', ...REST]) }, site: SITE },
  good: { files: { 'claim.yaml': exampleClaim(['storageClassName: ceph-block', ...REST]) }, site: SITE },
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1',
}

/** Is there somebody to make the volume? */
export const storageClassCheck: Check = {
  rules: [storageClass],
  scope: 'object',
  run(object, lint) {
    const classes = siteClasses(lint.facts)
    if (classes === undefined || classes.length === 0) return
    const names = classes.map(({ name }) => name)
    for (const claim of claimsOf(object)) {
      // A volume that is there already is named, and needs nobody to make it.
      if (has(claim.spec, 'volumeName')) continue
      const asked = storageClassOf(claim)
      if (asked !== undefined) {
        if (!hasOthers(lint.facts)) checkName(claim, asked, names, lint)
      } else if (classes.every((one) => one.default === false)) reportNone(claim, names, lint)
    }
  },
}

type Asked = NonNullable<ReturnType<typeof storageClassOf>>

function checkName({ object }: Claim, { name, path }: Asked, names: readonly string[], lint: Lint): void {
  // An empty name is for volumes that somebody made by hand.
  if (name === '' || names.includes(name) || hasVariable(name) || ownClasses(lint.project).has(name)) return
  lint.report('storage-class', {
    object,
    path,
    message: `${siteTitle(lint)} has no storage class ${excerpt(name)}: nobody makes the volume, and its pods stay Pending.`,
    hint: `write storageClassName: ${names.join(', or ')}`,
  })
}

function reportNone({ object, path }: Claim, names: readonly string[], lint: Lint): void {
  lint.report('storage-class', {
    object,
    path: [...path, 'storageClassName'],
    message: `No storage class is named, and ${siteTitle(lint)} has no default one: nobody makes the volume.`,
    hint: `add storageClassName: ${names.join(', or ')}`,
  })
}

function siteTitle({ facts }: Lint): string {
  return facts.site?.profile.title ?? 'this site'
}

const known = new WeakMap<Project, ReadonlySet<string>>()

/** The classes that the project brings itself: as such, and as the name that its volumes go by. */
function ownClasses(project: Project): ReadonlySet<string> {
  const found = known.get(project)
  if (found !== undefined) return found
  const classes = project.ofType('storage.k8s.io/StorageClass').map(({ name }) => name)
  const volumes = project.ofType('PersistentVolume').map(({ value }) => textAt(value, 'spec', 'storageClassName'))
  const names = new Set([...classes, ...volumes].filter((name) => name !== undefined))
  known.set(project, names)
  return names
}
