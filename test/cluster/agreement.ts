import type { RealCampus } from '../../playground/real-campus.ts'
import { createNamespace } from '../../playground/real-contents.ts'
import { kustomize } from '../../src/features/lint/kustomize/index.ts'
import type { Finding } from '../../src/features/lint/finding.ts'
import { lintSources } from '../../src/features/lint/lint.ts'
import { sortSources } from '../../src/features/lint/intake/sort-sources.ts'
import { rangeOf, sourceOf } from '../../src/features/lint/locate.ts'
import { createProject } from '../../src/features/lint/project.ts'
import { CHECKS, RULES } from '../../src/features/lint/rules/index.ts'
import { identityOf } from '../../src/features/lint/server/server-word.ts'
import { objectName, type KubernetesObject } from '../../src/features/manifests/object.ts'
import { hasVariable } from '../../src/features/manifests/variable.ts'
import { factsFor } from '../support/lint.ts'
import type { AgreementCase } from './agreement-cases.ts'
import { createVerdicts, type Verdict } from './server-verdict.ts'

/** What lint and a server say of one object. `errors` and `others` are ids of rules, each once. */
export type Compared = {
  case: string
  object: string
  /** Pieces of the object that another program is still to fill are in it. */
  unfilled: boolean
  errors: string[]
  others: string[]
  server: Verdict
}

const ALL_RULES = new Set(RULES.map(({ id }) => id))
const LEVELS = ['privileged', 'baseline', 'restricted'] as const
/** Plenty of what the sites of the fixtures want stated. */
const COUNTED = Object.fromEntries(
  ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'].map((resource) => [resource, '1000Ti']),
)
const VALID_NAMESPACE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u

/** Asks both about every object of the cases, as the operators: no right is missing, so a refusal is about the object. */
export async function compare(campus: RealCampus, cases: readonly AgreementCase[]): Promise<Compared[]> {
  const { operators, version } = campus
  const [major, minor] = version.split('.')
  const ask = createVerdicts(operators)
  const { items } = await operators.must('GET', '/api/v1/namespaces')
  const there = new Set((items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name))
  await operators.must('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } })
  const need = async (name: string, enforce: (typeof LEVELS)[number], counted = false): Promise<void> => {
    if (there.has(name) || !VALID_NAMESPACE.test(name)) return
    there.add(name)
    await createNamespace(operators, { name, enforce, ...(counted && { quota: COUNTED }) })
  }
  const compared: Compared[] = []
  for (const one of cases) {
    const { objects, level, counted, found } = lintCase(one, `${major}.${minor}`)
    const usual = counted ? `level-${level}-counted` : `level-${level}`
    await need(usual, level, counted)
    for (const object of objects) {
      if (object.namespace !== undefined) await need(object.namespace, level)
      const server = await ask(object, usual)
      const unfilled = hasVariable(JSON.stringify(object.value))
      compared.push({ case: one.name, object: objectName(object), unfilled, ...found(object), server })
    }
  }
  return compared
}

function lintCase({ files, given }: AgreementCase, version: string) {
  const sources = Object.entries(files).map(([name, text]) => ({ name, text }))
  const sorted = sortSources(sources)
  const { objects } = createProject(sorted.manifests, sorted)
  const facts = factsFor({ ...given, version })
  const { findings, suppressed } = lintSources(
    { sources },
    { facts, rules: RULES, checks: CHECKS, asked: ALL_RULES, kustomize, today: '2026-11-21' },
  )
  const { security, resources } = facts.site?.profile ?? {}
  return {
    objects,
    /** Whether the site wants amounts of every container, which a quota enforces. */
    counted: (resources?.required ?? []).length > 0,
    level: LEVELS.find((level) => level === security?.preset) ?? 'privileged',
    found: (object: KubernetesObject) => {
      const id = identityOf(object)
      const { source } = object.document
      const here = [
        ...findings.filter(({ finding }) => isAbout(finding, object, id)),
        // Somebody saw it and ignores it: lint knew.
        ...suppressed.filter(({ file, object: name }) => file === source.name && name === objectName(object)),
      ]
      const errors = new Set(here.filter(({ severity }) => severity === 'error').map(({ rule }) => rule))
      const others = new Set(here.filter(({ severity }) => severity !== 'error').map(({ rule }) => rule))
      return { errors: [...errors], others: [...others].filter((rule) => !errors.has(rule)) }
    },
  }
}

/** A fault of the text, such as a key that stands twice, is of no object: it is of the one that it stands in. */
function isAbout({ object, place }: Finding, wanted: KubernetesObject, id: string): boolean {
  if (object !== undefined) return identityOf(object) === id
  const { document } = wanted
  const { start, end } = rangeOf(place)
  return sourceOf(place).name === document.source.name && start >= document.start && end <= document.end
}
