import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseProjectConfig } from '../src/features/lint/config-schema.ts'
import { knownRule } from '../src/features/lint/selection.ts'
import { runIcc, temporaryFolder } from './support/run-icc.ts'

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const cwd = join(import.meta.dirname, 'fixtures/lint-readme')

const shown = [...readme.matchAll(/^```console\n\$ icc (lint .*)\n([^$][^`]*)\n```$/gmu)]

test('what the README shows of icc lint is what it prints', async () => {
  expect(shown.map(([, command]) => command)).toEqual(['lint --site haw-icc', 'lint --site haw-icc --fix --diff'])
  for (const [, command = '', output = ''] of shown) {
    const { stdout } = await runIcc(command.split(' '), { home: temporaryFolder(), cwd })
    expect(stdout.trimEnd()).toBe(output)
  }
})

test("the README's project file is a sound one, and the rules it names exist", () => {
  const [, text = ''] = /^```yaml\n(# \.icc\.yaml\n[^`]*)```$/mu.exec(readme) ?? []
  expect(parseProjectConfig({ name: '.icc.yaml', text }).lint?.ignore).toHaveLength(1)
  const named = [
    ...readme.matchAll(/icc\/ignore-([\w-]+)|icc-ignore ([\w-]+):|--fix=([\w-]+)|icc explain ([a-z][\w-]+)/gu),
  ]
  expect(named.length).toBeGreaterThan(3)
  for (const [, ...groups] of named) for (const rule of groups) if (rule !== undefined) knownRule(rule)
  expect(() => parse(text)).not.toThrow()
})
