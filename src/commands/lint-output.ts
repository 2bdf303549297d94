import { stripVTControlCharacters } from 'node:util'
import about from '../../package.json' with { type: 'json' }
import type { OutputChoice } from '../command.ts'
import type { Context } from '../context.ts'
import type { Reported } from '../features/lint/formats/reported.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

/** Prints the report to stdout in one format, and writes it to files in others. */
export async function printReport(
  ctx: Context,
  reported: Reported,
  outputs: readonly OutputChoice[],
  verbose: boolean,
): Promise<void> {
  const { jsonReport } = await import('../features/lint/formats/json.ts')
  for (const { format, file } of outputs) {
    if (file === undefined) {
      const human = format === 'human'
      const text = human ? await forPeople(ctx, reported, verbose) : await textOf(reported, format)
      // The texts clean themselves: a cleaned copy would have lost the tabs that columns count.
      ctx.output.result(jsonReport(reported.report), () => text)
    } else {
      const { writeReport } = await import('../features/lint/write-report.ts')
      await writeReport(ctx, file, `${(await textOf(reported, format)).trimEnd()}\n`)
    }
  }
}

async function forPeople(ctx: Context, reported: Reported, verbose: boolean): Promise<string> {
  const { humanReport } = await import('../features/lint/formats/human.ts')
  const { columns } = ctx.terminal
  const report = humanReport(reported, { style: (style, text) => ctx.output.style(style, text), columns, verbose })
  const width = answerColumns(ctx.terminal)
  return report
    .split('\n')
    .map((line) => (AS_IT_IS.test(stripVTControlCharacters(line)) ? line : wrapped(line, width)))
    .join('\n')
}

/** Source lines with their carets fit already, and a command that is broken in two cannot be copied. */
const AS_IT_IS = /^ *(?:\d* \||Fix)/u

/** The report as the text of a file. */
async function textOf(reported: Reported, format: string): Promise<string> {
  switch (format) {
    case 'json': {
      const { jsonReport } = await import('../features/lint/formats/json.ts')
      const { jsonText } = await import('../features/lint/formats/json-text.ts')
      return jsonText(jsonReport(reported.report))
    }
    case 'sarif': {
      const { sarifReport } = await import('../features/lint/formats/sarif.ts')
      const { RULES } = await import('../features/lint/rules/index.ts')
      return sarifReport(reported, { rules: RULES, version: about.version })
    }
    case 'gitlab':
      return (await import('../features/lint/formats/gitlab.ts')).gitlabReport(reported.report)
    case 'junit':
      return (await import('../features/lint/formats/junit.ts')).junitReport(reported)
    default: {
      const { humanReport } = await import('../features/lint/formats/human.ts')
      return humanReport(reported, { style: (_, text) => text, verbose: true })
    }
  }
}
