import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { runIcc, temporaryFolder } from '../../../support/run-icc.ts'

const TEMPLATE = `version: 1
summary: a ConfigMap
manifests: [note.yaml]
inputs:
  name: { type: name, argument: true, required: true, help: its name }
  line: { type: text, list: true, help: what it says }
  pair: { type: pair, list: true, help: what it holds }
  loud: { type: flag, default: true, help: in capitals }
facts:
  minor: kubernetes
`

const NOTE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ name }} # as NAME says
data:
  minor: '{{ minor }}'
  loud: '{{ loud }}'
  #% if not minimal
  optional: 'yes'
  #% end
  #% each text in line
  text: {{ text }}
  #% end
  {{ pair }}
`

/** What a shell makes of the first lines of a file: the words after `icc`. */
function wordsOf(text: string): string[] {
  const lines = text.slice(0, text.indexOf('\n# template ')).split('\n')
  const command = lines.map((line) => line.replace(/^# /u, '')).join('\n')
  const script = `icc() { for word; do printf '%s\\0' "$word"; done; }\n${command}\n`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

test.skipIf(process.platform === 'win32').each([
  ['nothing but the name', ['web']],
  ['all options', ['web', '--no-loud', '--minimal', '--no-comments', '--site', 'generic', '--kube-version', '1.33']],
  [
    'texts that shells know',
    ['--name', 'web', '--line', `it's $HOME "here" \\ * # !x`, '--pair', 'a=-b c', '--pair', 'B=`id`'],
  ],
  ['texts like flags', ['web', '--line=--site', '--pair', '-=1']],
])('the head of a file repeats its run, byte for byte: %s', async (_, words) => {
  const home = temporaryFolder()
  for (const [name, text] of [
    ['template.yaml', TEMPLATE],
    ['note.yaml', NOTE],
  ] as const) {
    const path = join(home, '.icc/templates/note', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  const first = await runIcc(['scaffold', 'note', ...words, '--offline', '--out', '-'], { home })
  expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('# icc scaffold note web ') })
  const again = await runIcc([...wordsOf(first.stdout), '--offline', '--out', '-'], { home })
  expect(again.stdout).toBe(first.stdout)
})
