import { array, constantFrom, letrec, nat, oneof, option, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'

const SCALARS = [
  'a',
  'name',
  'on',
  '123',
  'a b',
  'a: b',
  'a:b',
  'a:',
  ':a',
  'a #b',
  'a#b',
  '#a',
  '-',
  '- a',
  '-a',
  '--a',
  '? a',
  '?a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '|-',
  '%a',
  '@a',
  '`a',
  '[]',
  '{}',
  '[a]',
  '{a: b}',
  '"a"',
  "'a'",
  '"a',
  "'a",
  '"a\\"b"',
  "'a''b'",
  '"a" b',
  '""',
  "''",
  '~',
  'null',
  'https://a:1',
  'é',
  '\u00a0',
  'a\u00a0',
  '\ud83d\ude00',
  '=',
  '<<',
  ',a',
  'a,b',
  'a]',
  '---',
  '...',
  '--- a',
  '\t',
  'a\tb',
  '\u0085',
  '\u2028',
  '[] # c',
  '{}#c',
  '"a"#c',
]
const scalar = constantFrom(...SCALARS)
const key = constantFrom(
  'name:',
  'context:',
  'contexts:',
  'a:',
  'a.b/c-d:',
  'a :',
  '"a":',
  '1:',
  '<<:',
  '-a:',
  'on:',
  'é:',
  'user: ',
  'user:x',
)
const line = record({
  indent: nat(6),
  dash: constantFrom('', '', '', '- ', '-   ', '-', '- - ', '-\t'),
  key: option(key, { freq: 5 }),
  value: option(scalar),
  comment: constantFrom('', '', '', ' # c', ' #', '#', '   '),
}).map(
  ({ indent, dash, key: name, value, comment }) =>
    `${' '.repeat(indent)}${dash}${name ?? ''}${name !== null && value !== null ? ' ' : ''}${value ?? ''}${comment}`,
)
const noise = constantFrom('', '  ', '# c', '   # c', '---', '...', '%YAML 1.1', '\u00a0')
/** A text with the line ends of Unix, those of Windows, or both. */
function withLineEnds(text: string): Arbitrary<string> {
  return constantFrom(text, text.replaceAll('\n', '\r\n'), text.replace('\n', '\r\n'))
}

/** Texts of a few lines of every kind, most of them no YAML. */
export const lines = array(oneof({ weight: 8, arbitrary: line }, { weight: 1, arbitrary: noise }), {
  maxLength: 8,
}).chain((parts) => constantFrom('\n', '').chain((end) => withLineEnds(parts.join('\n') + end)))

/** Nested lists and maps, each part printed in one of the ways that block style allows. */
type Collection = { kind: 'map' | 'seq'; parts: Block[]; deeper: number; gap: string; above: string[] }
type Block = { kind: 'scalar'; source: string } | Collection
const { block } = letrec<{ block: Block; scalar: Block; collection: Block }>((tie) => ({
  block: oneof({ maxDepth: 4 }, tie('scalar'), tie('collection')),
  scalar: constantFrom(
    'a',
    'a b',
    'a:b',
    'a#b',
    '',
    '# c',
    '"a: b"',
    "'#'  # c",
    '[]',
    '{} # c',
    '-a',
    'https://a:1',
    '~',
    'on',
    '1',
  ).map((source): Block => ({ kind: 'scalar', source })),
  collection: record({
    kind: constantFrom('map' as const, 'seq' as const),
    parts: array(tie('block'), { minLength: 1, maxLength: 3 }),
    deeper: nat(3),
    gap: constantFrom(' ', '   '),
    above: array(constantFrom('', '   ', '# c', '      # c'), { maxLength: 1 }),
  }),
}))

/** The lines of a block whose keys or dashes stand at a column. */
function print(part: Collection, column: number): string[] {
  return part.parts.flatMap((inner, index) => {
    const begin = part.kind === 'map' ? `k${index}:` : '-'
    const opening = ' '.repeat(column) + begin
    if (inner.kind === 'scalar')
      return [...part.above, inner.source === '' ? opening : opening + part.gap + inner.source]
    if (part.kind === 'map')
      return [
        ...part.above,
        opening,
        ...print(inner, column + (inner.kind === 'seq' ? part.deeper : part.deeper + 1)),
      ]
    if (inner.kind === 'seq') return [...part.above, opening, ...print(inner, column + 1 + part.deeper)]
    const below = print({ ...inner, above: [] }, column + 1 + part.gap.length)
    return [...part.above, opening + part.gap + (below[0] ?? '').trimStart(), ...below.slice(1)]
  })
}

/** Texts in every layout that counts as ordinary. */
export const ordinaryText = array(block, { minLength: 1, maxLength: 4 }).chain((parts) => {
  const root = { kind: 'map' as const, parts, deeper: 1, gap: ' ', above: ['# c'] }
  return withLineEnds(`${print(root, 0).join('\n')}\n`)
})
