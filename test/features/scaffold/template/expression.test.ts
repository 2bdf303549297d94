import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { IccError } from '../../../../src/errors.ts'
import { evaluate } from '../../../../src/features/scaffold/template/evaluate.ts'
import { parseExpression } from '../../../../src/features/scaffold/template/expression.ts'
import type { Values } from '../../../../src/features/scaffold/types.ts'
import { texts } from './rendered.ts'

const PLACE = { file: 'x/template.yaml', line: 7 }

const VALUES: Values = {
  name: 'web',
  port: 8080,
  none: 0,
  empty: '',
  off: false,
  nil: null,
  'storage-class': 'fast',
  site: {
    id: 'icc',
    ingress: { class: 'nginx', issuers: ['le', 'own'], annotations: { 'a.b/c': 'x', on: 'y' } },
    storage: { classes: [{ name: 'fast', modes: ['RWO', 'RWX'] }, { name: 'slow', modes: ['RWO'] }, { size: 1 }] },
    nothing: null,
  },
  env: { A: '1', B: '2' },
  list: ['a', 1, true, ['b'], { c: 1 }],
}

function worth(text: string): unknown {
  return evaluate(parseExpression(text, PLACE), VALUES)
}

function refusal(text: string): string {
  try {
    worth(text)
  } catch (error) {
    if (error instanceof IccError && error.code === 'template-broken' && error.exitCode === 1) return error.message
    throw error
  }
  throw new Error(`${text} was not refused`)
}

function codeOf(text: string): unknown {
  try {
    worth(text)
    return undefined
  } catch (error) {
    return error instanceof IccError ? error.code : error
  }
}

test.each([
  ['name', 'web'],
  ['nil', undefined],
  ['gone', undefined],
  ['storage-class', 'fast'],
  ['"a \\"b\\" \\\\ \\n\\t"', 'a "b" \\ \n\t'],
  [`'it"s'`, 'it"s'],
  ['-1.5', -1.5],
  ['true', true],
  ['site.ingress.class', 'nginx'],
  ['site.ingress.gone.more', undefined],
  ['site.nothing', undefined],
  ['name.length', undefined],
  ['list.length', []],
  ['site.storage.classes.name', ['fast', 'slow']],
  ['site.storage.classes.modes', ['RWO', 'RWX', 'RWO']],
  ['first(site.storage.classes).name', 'fast'],
  ['(env).A', '1'],
  ['gone or empty or name', 'web'],
  ['none or 1', 0],
  ['gone or ""', ''],
  ['name and port', 8080],
  ['gone and name', undefined],
  ['off or gone', undefined],
  ['not name', false],
  ['not not name', true],
  ['not gone and not empty', true],
  ['gone or name and port', 8080],
  ['(gone or name) and port', 8080],
  ['name == "web"', true],
  ['name != "web"', false],
  ['port == "8080"', false],
  ['gone == nil', true],
  ['gone == ""', false],
  ['not name == "web"', false],
  ['site.ingress.issuers == site.ingress.issuers', true],
  ['port > 80', true],
  ['port < 80', false],
  ['"a" < "b"', true],
  ['gone < 1', false],
  ['gone > 1', false],
  ['first(site.ingress.issuers)', 'le'],
  ['first(name)', 'web'],
  ['first(gone)', undefined],
  ['distinct(site.storage.classes.modes)', ['RWO', 'RWX']],
  ['distinct(name)', ['web']],
  ['distinct(gone)', []],
  ['count(list)', 5],
  ['count(gone)', 0],
  ['find(site.storage.classes, "name", "slow").modes', ['RWO']],
  ['find(site.storage.classes, "name", "none")', undefined],
  ['find(list, "c", 1)', { c: 1 }],
  ['has(list, 1)', true],
  ['has(list, "1")', false],
  ['has(gone, 1)', false],
  ['dashed("*.Web.Example-1.org_")', 'web-example-1-org'],
  ['dashed(gone)', undefined],
  ['join(site.ingress.issuers, ", ")', 'le, own'],
  ['join(gone, ",")', ''],
  ['join(port, "")', '8080'],
  ['entry(site.ingress.annotations, "a.b/c")', 'x'],
  ['entry(env, name)', undefined],
  [
    'entries(env)',
    [
      { key: 'A', value: '1' },
      { key: 'B', value: '2' },
    ],
  ],
  ['entries(gone)', []],
])('%s is worth %j', (text, expected) => {
  expect(worth(text)).toEqual(expected)
})

test.each(['constructor', '__proto__', 'toString', 'site.constructor', 'site.__proto__', 'env.hasOwnProperty'])(
  'what JavaScript gives to every object is nothing: %s',
  (text) => {
    expect(worth(text)).toBeUndefined()
    expect(worth(`entry(env, "${text}")`)).toBeUndefined()
  },
)

test('the names that an expression begins from are told once each', () => {
  expect(parseExpression('name or site.name and first(env) == name', PLACE).names).toEqual(['name', 'site', 'env'])
  expect(parseExpression('"text"', PLACE).names).toEqual([])
})

test.each([
  ['', 'An expression is missing.'],
  ['  ', 'An expression is missing.'],
  ['name name', 'name cannot follow in an expression.'],
  ['name = "web"', '= means nothing in an expression (equal is written ==).'],
  ['name &', '& means nothing in an expression.'],
  ['"web', 'The " that opens in the expression is never closed.'],
  ['"\\x"', '\\x means nothing in "\\x".'],
  ['8080px', '8080px means nothing in an expression.'],
  ['(name', 'the end stands where ) should.'],
  ['name)', ') cannot follow in an expression.'],
  ['name or', 'the end stands where a value should.'],
  ['and name', 'and stands where a value should.'],
  ['name.', 'the end is no key: after a point stands one.'],
  ['name."a"', '"a" is no key: after a point stands one.'],
  ['frist(list)', 'There is no function frist; did you mean first?'],
  ['first()', 'first(list) takes 1, and 0 stand there.'],
  ['join(list, "", "")', 'join(list, text) takes 2, and 3 stand there.'],
  ['join(list, ",")', 'A list cannot stand within a text.'],
  ['dashed(env)', 'A mapping cannot stand within a text.'],
  ['entries(list)', 'entries() takes a mapping.'],
  ['port < "1"', '< and > take two numbers or two texts.'],
  [`${'('.repeat(21)}1${')'.repeat(21)}`, 'An expression has at most 20 levels.'],
  [`"${'x'.repeat(1000)}"`, 'An expression has at most 1000 characters, this one 1002.'],
])('refused with file and line: %s', (text, expected) => {
  expect(refusal(text)).toBe(`x/template.yaml:7: ${expected} Nothing was written.`)
})

test('what JavaScript gives to every object is no function', () => {
  expect(refusal('constructor(list)')).toContain('There is no function constructor; there are first, ')
})

test('any text is worth something, or refused as no expression', () => {
  const pieces = string({ unit: 'grapheme-ascii' })
  for (const arbitrary of [texts, pieces])
    assert(
      property(arbitrary, (text) => {
        expect([undefined, 'template-broken']).toContain(codeOf(text))
      }),
      { numRuns: 1000 },
    )
})
