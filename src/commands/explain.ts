import { defineCommand } from '../command.ts'
import type { Explanation } from '../features/lint/explain.ts'
import { FIXES, SEVERITIES } from './lint-words.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

export const explain = defineCommand({
  name: 'explain',
  summary: 'explain a rule of icc lint',
  description: 'Say what a rule finds, why that matters, and show it with a bad and a good manifest',
  arguments: ['RULE'],
  options: {},
  examples: [
    ['icc explain selector-mismatch', 'why a Deployment that looks right never becomes ready'],
    ['icc explain gpu-toleration-missing -o json', 'the same as data'],
  ],
  async run(ctx, { args: [rule = ''] }) {
    const { explainRule } = await import('../features/lint/explain.ts')
    const explanation = explainRule(rule)
    // The examples have lines, which the copy for people would lose; they are icc's own texts.
    const columns = answerColumns(ctx.terminal)
    ctx.output.result(explanation, () =>
      explanationText(explanation, (style, text) => ctx.output.style(style, text), columns),
    )
  },
})

function explanationText(
  { rule, severity, fix, finds, why, bad, good, source }: Explanation,
  style: (style: 'bold' | 'red' | 'green', text: string) => string,
  columns: number | undefined,
): string {
  return [
    wrapped(`${style('bold', rule)} finds ${finds}.`, columns),
    wrapped(`${SEVERITIES[severity]}. ${FIXES[fix](rule)}`, columns),
    '',
    wrapped(why, columns),
    '',
    style('red', 'Bad:'),
    indented(bad),
    '',
    style('green', 'Good:'),
    indented(good),
    '',
    `Source: ${source}`,
  ].join('\n')
}

function indented(text: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gmu, '  ')
}
