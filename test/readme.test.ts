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

test('what the README shows of icc scaffold is what it writes, and lint finds nothing in it', async () => {
  const [, manifest = ''] = /^```yaml\n(# icc scaffold ingress [^`]*)```$/mu.exec(readme) ?? []
  const folder = join(import.meta.dirname, 'fixtures/scaffold-readme')
  const line = ['scaffold', 'ingress', 'shop', '--host', 'shop.informatik.haw-hamburg.de', '--site', 'haw-icc']
  const { stdout, stderr } = await runIcc([...line, '--offline'], { home: temporaryFolder(), cwd: folder })
  expect(stdout).toBe(manifest)
  const said = /^ingress\.yaml: written\n(\nNext:\n(?: {2}.*\n)*?) {2}\.\.\.\n/mu.exec(readme)?.[1]
  expect(said).toBeDefined()
  expect(stderr).toContain(said ?? '')
  const { stdout: found } = await runIcc(['lint', '-', '--site', 'haw-icc'], {
    home: temporaryFolder(),
    input: stdout,
  })
  expect(found).toContain('Found nothing in 2 objects.')
})

test('the kinds that the README names are there', async () => {
  const { stdout } = await runIcc(['scaffold', '--list', '-o', 'json'], { home: temporaryFolder() })
  const kinds = new Set((JSON.parse(stdout) as { kind: string }[]).map(({ kind }) => kind))
  const named = [...readme.matchAll(/icc scaffold ([a-z][a-z-]+)/gu)].map(([, kind]) => kind)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((kind) => kind !== 'update' && !kinds.has(kind ?? ''))).toEqual([])
})
