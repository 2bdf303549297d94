import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { RULES } from '../../src/features/lint/rules/index.ts'
import type { Example } from '../../src/features/lint/rule.ts'
import type { Given } from '../support/lint.ts'

/** Files that belong together, and what they are looked at with: a fixture of lint, or an example of a rule. */
export type AgreementCase = { name: string; files: Readonly<Record<string, string>>; given: Given }

const root = join(import.meta.dirname, '../fixtures/lint')

/** All that lint is tested with and shows to people, whatever it is about. */
export function agreementCases(): AgreementCase[] {
  const fixtures = readdirSync(root).flatMap((subject) =>
    readdirSync(join(root, subject)).map((name): AgreementCase => {
      const files = filesOf(join(root, subject, name))
      return { name: `${subject}/${name}`, files, given: settings(Object.values(files).join('\n')) }
    }),
  )
  return [
    ...fixtures,
    ...RULES.flatMap(({ id, bad, good }) => [example(id, 'bad', bad), example(id, 'good', good)].flat()),
  ]
}

function example(id: string, which: string, shown: Example): AgreementCase[] {
  const name = `${id} (${which} example)`
  if (typeof shown === 'string') return [{ name, files: { 'a.yaml': shown }, given: {} }]
  return 'words' in shown ? [] : [{ name, files: shown.files, given: { site: shown.site } }]
}

function filesOf(path: string): Record<string, string> {
  if (!statSync(path).isDirectory()) return { [basename(path)]: readFileSync(path, 'utf8') }
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(path, name)).isFile(),
  )
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]))
}

/** Without the version: the server's own is taken. */
function settings(text: string): Given {
  const value = (name: string) => new RegExp(`^# ${name}: (.+)$`, 'mu').exec(text)?.[1]
  return { site: value('site'), namespace: value('namespace'), wholeProject: value('only') !== 'file' }
}
