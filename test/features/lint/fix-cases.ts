import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Rule } from '../../../src/features/lint/rule.ts'
import { RULES } from '../../../src/features/lint/rules/index.ts'
import type { Given } from '../../support/lint.ts'

/** Files that are looked at together, and how. */
export type FixCase = { name: string; files: Readonly<Record<string, string>>; given: Given }

/** The bad examples of all rules, and all fixtures. */
export function fixCases(): FixCase[] {
  return [...RULES.flatMap(exampleCase), ...fixtureCases()]
}

function exampleCase({ id, bad }: Rule): FixCase[] {
  if (typeof bad === 'string') return [{ name: `example of ${id}`, files: { 'a.yaml': bad }, given: {} }]
  if ('words' in bad) return []
  const { files, site, version } = bad
  return [{ name: `example of ${id}`, files, given: { site, version } }]
}

const fixtures = join(import.meta.dirname, '../../fixtures/lint')

function fixtureCases(): FixCase[] {
  return readdirSync(fixtures).flatMap((subject) =>
    readdirSync(join(fixtures, subject)).map((name) => {
      const files = filesOf(join(fixtures, subject, name), name)
      return { name: `${subject}/${name}`, files, given: givenIn(Object.values(files).join('\n')) }
    }),
  )
}

function filesOf(path: string, name: string): Record<string, string> {
  if (!statSync(path).isDirectory()) return { [name]: readFileSync(path, 'utf8') }
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((one) =>
    statSync(join(path, one)).isFile(),
  )
  return Object.fromEntries(names.map((one) => [one.replaceAll('\\', '/'), readFileSync(join(path, one), 'utf8')]))
}

/** What the comments of a fixture say. */
function givenIn(text: string): Given {
  const value = (name: string) => new RegExp(`^# ${name}: (.+)$`, 'mu').exec(text)?.[1]
  return {
    site: value('site'),
    version: value('version'),
    namespace: value('namespace'),
    wholeProject: value('only') !== 'file',
  }
}
