import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { ExitCode, wrongCall } from '../errors.ts'
import type { Finding, Status } from '../features/doctor/check.ts'
import type { Agree, Mended } from '../features/doctor/mend.ts'
import type { Examination } from '../features/doctor/run.ts'
import type { Style } from '../output.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

/**
 * The JSON contract of `icc doctor`. One entry a check, in a fixed order; `hint` is what to do, `fix` what `--fix` would
 * do. `fixed` is what `--fix` did, or did not (`reason`).
 */
export type Doctor = {
  site: string | null
  context: string | null
  checks: { id: string; status: Status; message: string; hint?: string; fix?: string }[]
  fixed: Mended[]
}

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'find out what is wrong with sign-in, kubeconfig and network',
  description:
    'Look at everything that a sign-in and kubectl need, and say what to do. Takes three seconds at most, also without a network; changes nothing without --fix, signs nobody in and renews no token. Exit code 1 if there is a problem',
  arguments: [],
  options: {
    fix: {
      type: 'flag',
      description: 'fix what is safe: file modes, stale locks, entries of kubelogin (after asking)',
    },
    yes: { type: 'flag', short: 'y', description: 'with --fix: do not ask' },
    report: {
      type: 'flag',
      description: 'print a text for the help desk: what was found, without secrets and names',
    },
    'with-name': { type: 'flag', description: 'with --report: leave your user name in' },
  },
  examples: [
    ['icc doctor', 'what is wrong, and what to do'],
    ['icc doctor --fix', 'fix what is safe to fix'],
    ['icc doctor --report > report.txt', 'a text for the help desk'],
  ],
  async run(ctx, { options }) {
    checkOptions(options)
    const { examine } = await import('../features/doctor/run.ts')
    ctx.output.progress('Looking ...')
    const first = await examine(ctx)
    ctx.output.progress('')
    if (options.report) {
      const { reportText } = await import('../features/doctor/report.ts')
      const report = await reportText(ctx, first, { withName: options['with-name'] ?? false })
      ctx.output.result({ report }, () => report)
      return exitCodeOf(first)
    }
    const { mend } = await import('../features/doctor/mend.ts')
    const { examination, mended } = options.fix
      ? await mend(ctx, first, agreement(ctx, options.yes ?? false))
      : { examination: first, mended: [] }
    ctx.output.result(toJson(examination, mended), (shown) => humanText(ctx, shown))
    return exitCodeOf(examination)
  },
})

function checkOptions(options: { fix?: boolean; yes?: boolean; report?: boolean; 'with-name'?: boolean }): void {
  const wrong =
    (options.yes && !options.fix && '--yes goes with --fix.') ||
    (options['with-name'] && !options.report && '--with-name goes with --report.') ||
    (options.report && options.fix && '--report and --fix cannot go together.')
  if (wrong) throw wrongCall(wrong, 'icc doctor --help')
}

function agreement(ctx: Context, yes: boolean): Agree {
  return async (description, diff) => {
    if (ctx.output.format !== 'json' && diff.length > 0) ctx.output.verbatim(diff.join('\n'))
    if (yes) return true
    if (ctx.terminal.interactive && ctx.output.format !== 'json')
      return (await ctx.prompt()).confirm(`Shall icc ${description}?`, false)
    ctx.output.status('Nobody could be asked: icc doctor --fix --yes')
    return false
  }
}

function toJson({ site, context, examined }: Examination, fixed: Mended[]): Doctor {
  const checks = examined.map(({ check: { id }, finding: { status, message, hint, fix } }) => ({
    id,
    status,
    message,
    ...(hint !== undefined && { hint }),
    ...(fix && { fix: fix.description }),
  }))
  return { site, context, checks, fixed }
}

function exitCodeOf({ examined }: Examination): ExitCode {
  return examined.some(({ finding }) => finding.status === 'problem') ? ExitCode.failure : ExitCode.ok
}

const STYLES: Readonly<Record<Finding['status'], Style>> = {
  ok: 'green',
  warning: 'yellow',
  problem: 'red',
  skipped: 'dim',
}

function humanText({ output, terminal }: Context, { checks, fixed }: Doctor): string {
  const width = Math.max(...checks.map(({ id }) => id.length))
  const columns = answerColumns(terminal)
  const lines = checks.flatMap(({ id, status, message, hint }) => [
    wrapped(`${output.style(STYLES[status], status.padEnd(7))}  ${id.padEnd(width)}  ${message}`, columns),
    ...(hint === undefined ? [] : [wrapped(`${' '.repeat(width + 11)}Next: ${hint}`, columns)]),
  ])
  const done = fixed.map((one) => (one.done ? `Done: ${one.fix}` : `Not done: ${one.fix}. ${one.reason ?? ''}`))
  const fixable = checks.filter(({ fix }) => fix !== undefined).length
  return [
    ...lines,
    '',
    ...done,
    summary(checks),
    ...(fixable > 0 && fixed.length === 0
      ? [`icc doctor --fix can fix ${fixable === 1 ? 'one of them' : `${fixable} of them`}.`]
      : []),
  ].join('\n')
}

function summary(checks: Doctor['checks']): string {
  const count = (status: Status): number => checks.filter((one) => one.status === status).length
  const [problems, warnings] = [count('problem'), count('warning')]
  if (problems + warnings === 0) return 'Nothing is wrong.'
  const parts = [
    ...(problems > 0 ? [`${problems} problem${problems === 1 ? '' : 's'}`] : []),
    ...(warnings > 0 ? [`${warnings} warning${warnings === 1 ? '' : 's'}`] : []),
  ]
  return `${parts.join(', ')}.`
}
