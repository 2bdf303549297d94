import { isDeepStrictEqual } from 'node:util'
import type { ManifestDocument } from '../../manifests/document.ts'
import { at } from '../../manifests/json.ts'
import type { KubernetesObject } from '../../manifests/object.ts'
import type { Facts } from '../facts.ts'
import type { Finding, NotChecked } from '../finding.ts'
import { rangeOf, sourceOf } from '../locate.ts'
import type { Check } from '../rule.ts'
import { runChecks, type LintRun, type Subjects } from '../run.ts'
import { isFollowed, type Build } from './builds.ts'
import { pathInOrigin } from './origin-path.ts'
import type { Resource } from './resource.ts'

/** What is asked of the names that the cluster gets; two builds may well use one file. */
const OF_NAMES: ReadonlySet<string> = new Set(['name-invalid', 'name-too-long', 'duplicate-object'])

/**
 * Asks the checks about what kustomizations make of their files, in place of the files as they stand; about the other
 * files as ever. A finding is told at its place in the file. What several builds have in common is told once.
 */
export function runBuilds(
  subjects: Subjects & { builds: readonly Build[] },
  facts: Facts,
  checks: readonly Check[],
  only?: ReadonlySet<string>,
): LintRun {
  const { builds, manifests, pipelines } = subjects
  const taken = new Set(builds.flatMap(({ files }) => [...files]))
  const wanted = (name: string): boolean => only?.has(name) ?? true
  const names = [...manifests, ...pipelines].map(({ source }) => source.name)
  const plain = new Set(names.filter((name) => wanted(name) && !taken.has(name)))
  const generated = [...(subjects.generated ?? []), ...builds.flatMap((build) => build.generated)]
  const [ofTexts, ofObjects] = [checks.filter(isOfTexts), checks.filter((check) => !isOfTexts(check))]
  const texts = runChecks(subjects, facts, ofTexts, only)
  const others = runChecks({ ...subjects, generated }, facts, ofObjects, plain)
  const built = builds.map((build) => runBuild(build, { ...subjects, taken }, facts, ofObjects))
  const isWanted = ({ file }: NotChecked): boolean => wanted(file)
  return {
    project: texts.project,
    findings: [
      ...texts.findings,
      ...others.findings.filter(({ place }) => plain.has(sourceOf(place).name)),
      ...once(built.flatMap(({ findings }) => findings)).filter(({ place }) => wanted(sourceOf(place).name)),
    ],
    notChecked: [
      ...texts.notChecked,
      ...others.notChecked.filter(({ file }) => plain.has(file)),
      ...onceUnchecked(built.flatMap(({ notChecked }) => notChecked)).filter(isWanted),
    ],
  }
}

/** What is written counts there, not what becomes of it. */
function isOfTexts({ scope }: Check): boolean {
  return scope === 'file' || scope === 'ci'
}

type Told = Pick<LintRun, 'findings' | 'notChecked'>

function runBuild(
  build: Build,
  { manifests, replaced, taken }: Subjects & { taken: ReadonlySet<string> },
  facts: Facts,
  checks: readonly Check[],
): Told {
  const beside = manifests.filter(({ source }) => !taken.has(source.name))
  const unknown = [...new Set(build.resources.values())].filter((resource) => resource.unknown !== undefined)
  const own: Facts = {
    ...facts,
    wholeProject: facts.wholeProject && isFollowed(build),
    ...(facts.earlierClaim && { earlierClaim: (claim) => facts.earlierClaim?.(originOf(claim, build) ?? claim) }),
  }
  const rest = { pipelines: [], ...(replaced && { replaced }) }
  const ofNames = checks.filter(isOfNames)
  const ofRest = checks.filter((check) => !isOfNames(check) || !isOfNamesAlone(check))
  const main = runChecks(
    { ...rest, manifests: [...build.manifests, ...beside], generated: build.generated },
    own,
    ofRest,
  )
  const named = runChecks({ ...rest, manifests: build.renamed }, own, ofNames)
  const findings = [
    ...main.findings.filter(({ rule }) => !OF_NAMES.has(rule)),
    ...named.findings.filter(({ rule }) => OF_NAMES.has(rule)),
  ]
  return {
    findings: findings.flatMap((finding) => toOrigin(finding, build)),
    notChecked: [
      ...main.notChecked.flatMap((gap) => gapAtOrigin(gap, build)),
      ...unknown.flatMap(({ origin, unknown: reason = '' }) =>
        origin ? { rule: undefined, file: origin.document.source.name, object: origin, reason } : [],
      ),
      ...build.gaps.map((reason) => ({ rule: undefined, file: build.root.name, object: undefined, reason })),
    ],
  }
}

function isOfNames({ rules }: Check): boolean {
  return rules.some(({ id }) => OF_NAMES.has(id))
}

function isOfNamesAlone({ rules }: Check): boolean {
  return rules.every(({ id }) => OF_NAMES.has(id))
}

function resourceOf(document: ManifestDocument | undefined, { resources }: Build): Resource | undefined {
  return document && resources.get(document)
}

function originOf(object: KubernetesObject | undefined, build: Build): KubernetesObject | undefined {
  return resourceOf(object?.document, build)?.origin
}

/** The finding as one of the file that the object comes from; nothing for what stands beside the build. */
function toOrigin(finding: Finding, build: Build): Finding[] {
  const { place } = finding
  const document = 'document' in place ? place.document : finding.object?.document
  const resource = resourceOf(document, build)
  const origin = resource?.origin
  if (document === undefined || origin === undefined) return []
  // What nobody may be shown stays hidden, whatever else is not known.
  if (resource?.unknown !== undefined && finding.conceals !== true) return []
  const object = finding.object && origin
  if (!('document' in place)) return [{ ...finding, object, fix: undefined }]
  const path = pathInOrigin(place.path, document.value, origin.document.value)
  const isAsWritten = isDeepStrictEqual(at(document.value, ...place.path), at(origin.document.value, ...path))
  const isThere = path.length === place.path.length && isAsWritten
  const hint = isThere ? finding.hint : [finding.hint, `${build.root.name} makes it so`].filter(Boolean).join('; ')
  return [
    {
      ...finding,
      object,
      hint,
      place: { ...place, path, document: origin.document },
      fix: isThere && finding.fix?.document === undefined ? finding.fix : undefined,
    },
  ]
}

function gapAtOrigin(gap: NotChecked, build: Build): NotChecked[] {
  const resource = resourceOf(gap.object?.document, build)
  return resource?.origin === undefined || resource.unknown !== undefined ? [] : [{ ...gap, object: resource.origin }]
}

function once(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>()
  return findings.filter(({ rule, severity, place, message }) => {
    const { start, end } = rangeOf(place)
    const id = JSON.stringify([rule, severity, sourceOf(place).name, start, end, message])
    return seen.size < seen.add(id).size
  })
}

function onceUnchecked(gaps: readonly NotChecked[]): NotChecked[] {
  const seen = new Set<string>()
  return gaps.filter(({ rule, file, object, reason }) => {
    const id = JSON.stringify([rule, file, object?.document.index, object?.path, reason])
    return seen.size < seen.add(id).size
  })
}
