import { accessModesOf, claimsOf, writtenAccessModes, type Claim } from '../../../manifests/claim.ts'
import { pairEdit } from '../../../manifests/pair-edit.ts'
import type { Check, Lint, Report, Rule } from '../../rule.ts'
import { exampleClaim } from './example.ts'
import { isOneNode, siteClassOf, type SiteClass } from './site-classes.ts'

const SITE = '{storage: {classes: [{name: ceph-block, modes: [ReadWriteOnce]}]}}'

const mode: Rule = {
  id: 'storage-mode',
  severity: 'warning',
  fix: 'ask',
  finds: 'an access mode that the storage class cannot do, none, or several',
  why: 'The access mode says who may mount a volume at the same time: the pods of one node (ReadWriteOnce), one pod (ReadWriteOncePod), or pods of many nodes (ReadWriteMany). A claim asks for a volume that can do all its modes. Where the class cannot, no volume is made and the pods stay Pending.',
  bad: { files: { 'claim.yaml': withMode('ReadWriteMany') }, site: SITE },
  good: { files: { 'claim.yaml': withMode('ReadWriteOnce') }, site: SITE },
  source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
}

/** Can the storage class do what the claim asks for? */
export const storageMode: Check = {
  rules: [mode],
  scope: 'object',
  run(object, lint) {
    for (const claim of claimsOf(object)) checkModes(claim, lint)
  },
}

function checkModes(claim: Claim, lint: Lint): void {
  const modes = accessModesOf(claim.spec)
  const { key, value: written } = writtenAccessModes(claim.spec)
  const siteClass = siteClassOf(claim, lint.facts)
  // What is no list of texts is for the schema's rule to say.
  if (!Array.isArray(written) || written.length !== modes.length) return
  const found =
    missing(claim, modes, siteClass) ??
    onePodAndOthers(modes) ??
    impossible(modes, siteClass) ??
    oneNodeOnly(modes, siteClass?.name, siteClass?.oneNode ?? isOneNode(lint.facts)) ??
    several(modes, siteClass)
  if (found === undefined) return
  lint.report('storage-mode', { object: claim.object, path: [...claim.path, key], ...found })
}

type Finding = Pick<Report, 'message' | 'hint' | 'severity' | 'fix'>

function missing(
  { spec, path }: Claim,
  modes: readonly string[],
  siteClass: SiteClass | undefined,
): Finding | undefined {
  if (modes.length > 0) return undefined
  const [only = 'ReadWriteOnce', ...others] = siteClass?.modes ?? []
  const value = others.length === 0 ? only : 'ReadWriteOnce'
  return {
    severity: 'error',
    message: 'This claim has no access mode, and is refused.',
    hint: `add accessModes: [${value}]`,
    fix: {
      safe: false,
      title: `ask for ${value}`,
      edits: [pairEdit(spec, path, 'accessModes', [value], 'resources')],
    },
  }
}

function onePodAndOthers(modes: readonly string[]): Finding | undefined {
  if (!modes.includes('ReadWriteOncePod') || modes.every((one) => one === 'ReadWriteOncePod')) return undefined
  return {
    severity: 'error',
    message: 'ReadWriteOncePod stands beside other access modes, which the API server refuses.',
    hint: 'leave one of them',
  }
}

/** Whatever can be mounted by one node can be kept to one pod. */
function impossible(modes: readonly string[], siteClass: SiteClass | undefined): Finding | undefined {
  const able = siteClass?.modes
  if (able === undefined || able.length === 0) return undefined
  const wanted = modes.find(
    (one) => !able.some((can) => can === one) && !(one === 'ReadWriteOncePod' && able.includes('ReadWriteOnce')),
  )
  if (wanted === undefined || siteClass === undefined) return undefined
  return {
    message: `The storage class ${siteClass.name} cannot do ${wanted}: no volume is made, and the pods stay Pending.`,
    hint: `write accessModes: [${able.join('], or [')}]`,
  }
}

function oneNodeOnly(modes: readonly string[], name: string | undefined, oneNode: boolean): Finding | undefined {
  const shared = modes.find((one) => one === 'ReadWriteMany' || one === 'ReadOnlyMany')
  if (!oneNode || shared === undefined) return undefined
  const which = name === undefined ? 'here' : `of the storage class ${name}`
  return {
    message: `Volumes ${which} stay on one node, whatever ${shared} says: pods on other nodes cannot mount them.`,
    hint: 'let all pods that mount it run on one node, or write accessModes: [ReadWriteOnce]',
  }
}

/** Fine where it is known that the class can do them all. */
function several(modes: readonly string[], siteClass: SiteClass | undefined): Finding | undefined {
  if (modes.length < 2 || (siteClass?.modes !== undefined && siteClass.modes.length > 0)) return undefined
  return {
    message:
      'Several access modes ask for a volume that can do all of them: where the storage class cannot, none is made.',
    hint: 'leave the one that the pods need',
  }
}

function withMode(accessMode: string): string {
  return exampleClaim([
    'storageClassName: ceph-block',
    `accessModes: [${accessMode}]`,
    'resources: {requests: {storage: 5Gi}}',
  ])
}
