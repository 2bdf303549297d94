import type { Explanation } from '../features/lint/explain.ts'

/** What a severity means. */
export const SEVERITIES: Readonly<Record<Explanation['severity'], string>> = {
  error: 'An error: the server or the site refuses it, or it cannot work',
  warning: 'A warning: it is accepted, then fails or harms',
  info: 'Advice',
}

/** How a rule's findings can be mended. */
export const FIXES: Readonly<Record<Explanation['fix'], (rule: string) => string>> = {
  none: () => 'Only you can fix it.',
  safe: () => '`icc lint --fix` fixes it.',
  ask: (rule) => `\`icc lint --fix=${rule}\` fixes it: a choice is made for you, so it must be named.`,
  'safe or ask': (rule) =>
    `\`icc lint --fix\` fixes it where there is one right answer, \`icc lint --fix=${rule}\` also where a choice is made.`,
}
