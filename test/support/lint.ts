import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { safeParse } from 'valibot'
import { parse } from 'yaml'
import { kustomize } from '../../src/features/lint/kustomize/index.ts'
import type { Facts } from '../../src/features/lint/facts.ts'
import { lintSources, type Linted } from '../../src/features/lint/lint.ts'
import { CHECKS, RULES } from '../../src/features/lint/rules/index.ts'
import type { Check } from '../../src/features/lint/rule.ts'
import { createSchemas } from '../../src/features/manifests/schema/schemas.ts'
import { loadSite } from '../../src/features/sites/load.ts'
import { profileSchema } from '../../src/features/sites/schema.ts'
import { createTestContext } from './run-icc.ts'

export type Given = {
  /** The id of a built-in profile, or the groups of one as YAML: `ingress: {class: nginx}`. */
  site?: string | undefined
  /** Such as 1.34. */
  version?: string | undefined
  namespace?: string | undefined
  wholeProject?: boolean
  checks?: readonly Check[]
}

/** Lints texts by file name. */
export function lintTexts(files: Readonly<Record<string, string>>, given: Given = {}): Linted {
  const sources = Object.entries(files).map(([name, text]) => ({ name, text }))
  const { checks = CHECKS } = given
  const asked = new Set(RULES.map(({ id }) => id))
  return lintSources(
    { sources },
    { facts: factsFor(given), rules: RULES, checks, asked, kustomize, today: '2026-11-21' },
  )
}

const schemas = createSchemas(readFileSync(join(import.meta.dirname, '../../schemas/kubernetes.txt'), 'utf8'))

export function factsFor({ site, version = '1.35', namespace, wholeProject = true }: Given): Facts {
  return {
    target: { minor: Number(version.slice('1.'.length)), origin: 'as the test says' },
    site: site === undefined ? undefined : siteOf(site),
    schemas,
    definitions: [],
    namespace,
    wholeProject,
  }
}

function siteOf(site: string): Facts['site'] {
  if (/^[a-z0-9-]+$/u.test(site)) return { id: site, profile: loadSite(createTestContext(), site).profile }
  const groups: object = parse(site)
  const parsed = safeParse(profileSchema, { id: 'test', title: 'Test', login: { method: 'device' }, ...groups })
  if (!parsed.success) throw new Error(`no sound profile: ${site}`, { cause: parsed.issues })
  return { id: 'test', profile: parsed.output }
}
