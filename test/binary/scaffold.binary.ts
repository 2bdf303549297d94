import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { executable, runProgram } from './executable.ts'

// The executable has icc's own templates as data that the build made of them; a program from source reads the files.

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'scaffold')

/** All but the one that asks for a secret. */
const kinds = readdirSync(fixtures).filter((kind) => kind !== 'pull-secret')

const cases = kinds.flatMap((kind) =>
  ['haw-icc', 'generic', 'csc-rahti']
    .filter((site) => existsSync(join(fixtures, kind, `${site}.yaml`)))
    .map((site): [kind: string, site: string] => [kind, site]),
)

/** The command that a file begins with, as people would paste it. */
function commandOf(text: string): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => line.startsWith('# template '))
  return lines
    .slice(0, end)
    .map((line) => line.slice('# '.length))
    .join('\n')
}

test.each(cases)('%s at %s: the bytes that come from source', async (kind, site) => {
  const folder = mkdtempSync(join(tmpdir(), 'icc-binary-'))
  writeFileSync(join(folder, 'app.ini'), '[main]\nkey = value\n')
  const expected = readFileSync(join(fixtures, kind, `${site}.yaml`), 'utf8')
  const script = `icc() { "$ICC" "$@"; }\n${commandOf(expected)} --out -`
  const env = { ICC: executable, HOME: folder, KUBECONFIG: join(folder, 'none') }
  const { stdout, stderr, exitCode } = await runProgram('/bin/sh', ['-c', script], { env, cwd: folder })
  expect({ stdout, stderr, exitCode }).toMatchObject({ stdout: expected, exitCode: 0 })
})

test('a kind that there is not leads to the one that is meant', async () => {
  const env = { HOME: tmpdir() }
  const unknown = await runProgram(executable, ['scaffold', 'postgres', '--out', '-'], { env })
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' })
  expect(unknown.stderr).toContain('Did you mean statefulset?')
})
