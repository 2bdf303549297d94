import type { Compared } from './agreement.ts'
import { LINT_PASSES, SERVER_TAKES } from './explanations.ts'

/** What nobody has explained yet: for each the case and object, and what either side said. */
export function unexplained(compared: readonly Compared[]): string[] {
  const taken = compared.filter(({ server }) => server.kind === 'taken')
  const lone = taken.flatMap((one) =>
    one.errors.filter((rule) => SERVER_TAKES[rule] === undefined).map((rule) => `${at(one)}: taken, ${rule}`),
  )
  const refused = onlyRefused(compared).filter((one) => !LINT_PASSES.some(({ fits }) => fits(one)))
  return [...lone, ...refused.map((one) => `${at(one)}: refused, ${one.server.words[0]}`)]
}

/** Explanations of what happens no more. */
export function needless(compared: readonly Compared[]): string[] {
  const rules = new Set(compared.filter(({ server }) => server.kind === 'taken').flatMap(({ errors }) => errors))
  const groups = groupPassed(compared)
  return [
    ...Object.keys(SERVER_TAKES).filter((rule) => !rules.has(rule)),
    ...LINT_PASSES.map(({ title }) => title).filter((title) => !groups.has(title)),
  ]
}

/** `docs/compatibility.md`. Two runs at the same version write the same. */
export function compatibilityPage(version: string, compared: readonly Compared[]): string {
  const agreed = compared.filter(({ errors, server }) => errors.length > 0 === (server.kind !== 'taken'))
  return `# icc and the Kubernetes API

Written by \`npm run test:cluster\`, at a real kube-apiserver ${version}. That suite signs in with a token of the playground's
identity provider, lets tokens expire and be renewed, works in namespaces that nobody may list, compares the schemas in
icc with those that the server serves, and has it judge what \`icc scaffold\` writes. Schemas are there for Kubernetes 1.30 to 1.37.

Below, each object of lint's fixtures and of the examples of its rules was shown to both: to icc, without \`--server\`,
and to the server as a dry run with strict field validation, alone and then the pod that it makes. Of ${compared.length} objects
${agreed.length} were judged alike: an error and a refusal or warning, or neither.

${errorTable(compared)}

${passedTable(compared)}
`
}

function errorTable(compared: readonly Compared[]): string {
  const rules = [...new Set(compared.flatMap(({ errors }) => errors))].toSorted()
  const rows = rules.map((rule) => {
    const of = compared.filter(({ errors }) => errors.includes(rule))
    const count = (kind: string): number => of.filter(({ server }) => server.kind === kind).length
    const why = count('taken') > 0 ? (SERVER_TAKES[rule] ?? '') : ''
    return [`\`${rule}\``, String(count('refused')), String(count('warned')), String(count('taken')), why]
  })
  return [
    '## What lint calls an error, and what the server says',
    'Objects with an error of each rule. One object may have errors of several rules.',
    table(['Rule', 'Refused', 'Warned', 'Taken', 'Why it is taken'], rows),
  ].join('\n\n')
}

function passedTable(compared: readonly Compared[]): string {
  const rows = [...groupPassed(compared)].map(([title, all]) => [title, String(all.length)])
  return ['## What the server refuses, and lint does not call an error', table(['Why', 'Objects'], rows)].join('\n\n')
}

function onlyRefused(compared: readonly Compared[]): Compared[] {
  return compared.filter(({ errors, server }) => errors.length === 0 && server.kind === 'refused')
}

function groupPassed(compared: readonly Compared[]): Map<string, Compared[]> {
  return Map.groupBy(onlyRefused(compared), (one) => LINT_PASSES.find(({ fits }) => fits(one))?.title ?? '')
}

function at({ case: name, object }: Compared): string {
  return `${name} ${object}`
}

/** As oxfmt writes tables: columns as wide as their widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}
