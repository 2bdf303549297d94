import type { Example, Rule, Severity } from '../rule.ts'

export type Level = 'error' | 'warning' | 'note'

export const LEVEL: Record<Severity, Level> = { error: 'error', warning: 'warning', info: 'note' }

export type ReportingDescriptor = {
  id: string
  deprecatedIds?: readonly string[]
  shortDescription: { text: string }
  fullDescription: { text: string }
  help: { text: string; markdown: string }
  helpUri?: string
  defaultConfiguration: { level: Level }
}

/** @see SARIF 2.1.0 section 3.49 */
export function reportingDescriptor(rule: Rule): ReportingDescriptor {
  const { id, aliases, finds, why, source, severity } = rule
  return {
    id,
    ...(aliases === undefined ? {} : { deprecatedIds: aliases }),
    shortDescription: { text: `Finds ${finds}.` },
    fullDescription: { text: why },
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    ...(/^https?:\/\//u.test(source) && URL.canParse(source) ? { helpUri: source } : {}),
    defaultConfiguration: { level: LEVEL[severity] },
  }
}

type Part = { name?: string; text: string; code: boolean }

function helpText(rule: Rule): string {
  return help(rule, {
    title: (title) => `${title}:`,
    part: ({ name, text }) => (name === undefined ? text : `${name}:\n\n${text}`),
  })
}

function helpMarkdown(rule: Rule): string {
  return help(rule, {
    title: (title) => `**${title}**`,
    part: ({ name, text, code }) =>
      [...(name === undefined ? [] : [`\`${name}\``]), code ? fenced(text) : text].join('\n\n'),
  })
}

function help(
  { why, bad, good, source }: Rule,
  write: { title: (title: string) => string; part: (part: Part) => string },
): string {
  return [
    why,
    write.title('Found'),
    ...partsOf(bad).map(write.part),
    write.title('Not found'),
    ...partsOf(good).map(write.part),
    `Source: ${source}`,
  ].join('\n\n')
}

function partsOf(example: Example): Part[] {
  if (typeof example === 'string') return [{ text: example.trimEnd(), code: true }]
  if ('words' in example) return [{ text: example.words, code: false }]
  return Object.entries(example.files).map(([name, text]) => ({ name, text: text.trimEnd(), code: true }))
}

/** The fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/gu), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}yaml\n${text}\n${fence}`
}
