import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { findHead, readHead, writeHead, type Run } from '../../../../src/features/scaffold/files/head.ts'
import { judge, readByKubectl } from '../../manifests/kubectl-reading.ts'
import { anyRun, ingressRun } from './runs.ts'

const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'
const textOf = (run: Run, newline = '\n'): string =>
  [...writeHead(run), manifest].join('\n').replaceAll('\n', newline)

test('a head is the command, the template with its facts, and what to do with them', () => {
  expect(writeHead(ingressRun)).toEqual([
    '# icc scaffold ingress web --host web.example.org --service web --class nginx --issuer letsencrypt-prod \\',
    '#   --label app.kubernetes.io/part-of=shop --tls --no-redirect --site haw-icc --kube-version 1.34',
    '# template ingress 1 service.yaml,ingress.yaml {"issuer":"letsencrypt-prod"}',
    '# icc scaffold update FILE brings this file to a newer template; what was changed by hand stays.',
  ])
})

test('words are quoted for a shell; line feeds are lines, and what cannot be seen is a number', () => {
  const words = [
    { flag: 'text', value: "it's $HOME" },
    { flag: 'lines', value: 'one\nicc-ignore image-tag' },
    { flag: 'end', value: 'a\u2028b' },
    { flag: 'minus', value: '-1' },
    { flag: 'nothing', value: '' },
  ]
  const run = { ...ingressRun, words, options: { kubeVersion: '1.34', minimal: true, comments: false } }
  expect(writeHead(run).slice(0, -2)).toEqual([
    String.raw`# icc scaffold ingress web --text 'it'\''s $HOME' --lines 'one''`,
    String.raw`# ''icc-ignore image-tag' --end 'a'"$(printf '\342\200\250')"'b' --minus=-1 --nothing '' --kube-version 1.34 --minimal \ `.trim(),
    '#   --no-comments',
  ])
})

test('a head is read as it was written, also in a file with Windows line ends or a byte order mark', () => {
  fc.assert(
    fc.property(
      anyRun,
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom('', '\uFEFF', '---\n', '# mine\n\n'),
      (run, newline, before) => {
        const text = `${before}${textOf(run, newline)}`
        expect(readHead(text)).toEqual(run)
        const { start, end } = findHead(text) ?? { start: -1, end: -1 }
        expect(text.replace('\uFEFF', '').split(/\r?\n/u).slice(start, end)).toEqual(writeHead(run))
      },
    ),
    { numRuns: 1000 },
  )
})

test('whatever the inputs are, the head is nothing but comments', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const { documents, faults } = readManifests({ name: 'a.yaml', text: textOf(run) })
      const values = documents.map(({ value }) => value)
      expect([values, faults]).toEqual([[{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }], []])
      for (const line of writeHead(run)) expect(line).toMatch(/^# [\u0020-\u007E\u00A0-\u{10FFFF}]*$/u)
    }),
  )
})

test.skipIf(judge === undefined)('kubectl reads what stands below any head', async () => {
  const runs = fc.sample(anyRun, { numRuns: 60, seed: 3 })
  const files = runs.map((run) => [...writeHead(run), 'a: 1', ''].join('\n'))
  for (const reading of await readByKubectl(files)) expect(reading).toEqual({ values: [{ a: 1 }], refused: false })
})

test('lines are wrapped so that they fit', () => {
  const value = fc.stringMatching(/^[a-z0-9 $]{1,60}$/u)
  const words = fc.array(fc.record({ flag: fc.stringMatching(/^[a-m]{1,20}$/u), value }), { maxLength: 20 })
  fc.assert(
    fc.property(words, (given) => {
      const lines = writeHead({ ...ingressRun, words: given })
      expect(lines.filter((line) => line.length > 120)).toEqual([])
    }),
  )
})

test.skipIf(process.platform === 'win32')('a shell takes the command of a head for the same words', () => {
  for (const run of fc.sample(anyRun, { numRuns: 60, seed: 7 })) {
    const lines = writeHead(run).slice(0, -2)
    const command = lines.map((line) => line.slice(2)).join('\n')
    const script = `icc() { for word; do printf '%s\\0' "$word"; done; }\n${command}\n`
    const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
    const typed = run.words.flatMap(({ flag, value }) => {
      if (typeof value !== 'string') return [`--${value ? '' : 'no-'}${flag}`]
      return value.startsWith('-') ? [`--${flag}=${value}`] : [`--${flag}`, value]
    })
    for (const word of typed) expect(words).toContain(word)
    expect(words).toContain(run.argument ?? 'scaffold')
    expect(words.slice(0, 2)).toEqual(['scaffold', run.kind])
  }
})

test.each([
  ['nothing', ''],
  ['a manifest', manifest],
  ['another comment', `# icc scaffold\n# template for all\n${manifest}`],
  ['a head below a manifest', `${manifest}---\n${textOf(ingressRun)}`],
  ['a hint at the command', `# icc scaffold update FILE is of use\n${manifest}`],
])('a file with %s has no head', (_, text) => {
  expect(readHead(text)).toBeUndefined()
})

const [first = '', second = '', third = '', last = ''] = writeHead(ingressRun)
test.each([
  ['the command lost its beginning', [third, last], 1, 'the command before it is missing'],
  ['the template is gone', [first, second, last], 3, '"# template KIND VERSION MANIFESTS FACTS" must stand there'],
  ['the command lost its end', [first, third, last], 1, 'the line after the last'],
  ['the command lost an option', [first, second.replace(/--kube.*/u, ''), third], 1, '--kube-version is missing'],
  ['all after the command is gone', [first], 1, 'the line after the last'],
  ['the facts were cut off', [first, second, third.slice(0, -2)], 3, 'the facts are no JSON'],
  ['the facts are a list', [first, second, third.replace(/\{.*/u, '{}[]')], 3, 'the facts are no JSON'],
  ['a quote is open', [first, second.replace('haw-icc', "'haw-icc"), third], 2, "a quotation mark ' is not closed"],
  ['a variable was put in', [first, second.replace('haw-icc', '$SITE'), third], 2, '$ stands there'],
  ['the kinds differ', [first, second, third.replace('ingress', 'pvc')], 3, 'the command makes ingress'],
  ['a short flag was put in', [first, second.replace('--tls', '-t'), third], 1, '-t is no flag'],
  [
    'a second name was put in',
    [first.replace(' web ', ' web shop '), second, third],
    1,
    'it holds 2 names: web, shop',
  ],
])('a damaged head is told with its line: %s', (_, lines, line, fault) => {
  expect(() => readHead(`${lines.join('\n')}\n${manifest}`, 'web.yaml')).toThrow(
    expect.objectContaining({
      code: 'head-broken',
      exitCode: 1,
      message: expect.stringContaining(`web.yaml, line ${line}: what icc scaffold wrote there is damaged: ${fault}`),
    }),
  )
})
