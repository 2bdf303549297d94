import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RULES } from '../../../src/features/lint/rules/index.ts'
import { lintTexts, type Given } from '../../support/lint.ts'

// A case is a file, or a folder of files that belong together. Its comments say at which site and version it is looked
// at, and what is found in it, with rule, line and column; a case without `finds` must give nothing:
//
//   # site: haw-icc                 (or the groups of a profile: `# site: {ingress: {class: nginx}}`)
//   # version: 1.34
//   # only: file                    (the file alone was given, not the whole project)
//   # finds: gpu-fraction 12:31
//
// Only the rules of the subject that the folder is named after are looked at; `campus`, which has the examples of old
// course material, sees all of them.

const root = join(import.meta.dirname, '../../fixtures/lint')

const subjects = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

describe.each(subjects)('%s', (subject) => {
  const rules = rulesOf(subject)

  test.each(readdirSync(join(root, subject)))('%s', (name) => {
    const files = filesOf(join(root, subject, name))
    const expected = Object.entries(files).flatMap(([file, text]) =>
      [...text.matchAll(/^# finds: (\S+) (\d+:\d+)$/gmu)].map(([, rule, place]) => `${file}:${place} ${rule}`),
    )
    const found = lintTexts(files, settings(Object.values(files).join('\n')))
      .findings.filter(({ rule }) => rules.has(rule))
      .map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`)
    expect(found.toSorted()).toEqual(expected.toSorted())
  })
})

function rulesOf(subject: string): Set<string> {
  if (subject === 'campus') return new Set(RULES.map(({ id }) => id))
  const folder = join(import.meta.dirname, '../../../src/features/lint/rules', subject)
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const here = RULES.filter(({ id }) => sources.some((source) => source.includes(`id: '${id}'`)))
  return new Set(here.map(({ id }) => id))
}

function filesOf(path: string): Record<string, string> {
  if (!statSync(path).isDirectory()) return { [basename(path)]: readFileSync(path, 'utf8') }
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(path, name)).isFile(),
  )
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]))
}

function settings(text: string): Given {
  const value = (name: string) => new RegExp(`^# ${name}: (.+)$`, 'mu').exec(text)?.[1]
  return {
    site: value('site'),
    version: value('version'),
    namespace: value('namespace'),
    wholeProject: value('only') !== 'file',
  }
}
