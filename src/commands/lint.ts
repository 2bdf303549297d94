import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { ExitCode, IccError, wrongCall } from '../errors.ts'
import { printable } from '../output.ts'
import type { LintOutcome } from '../features/lint/lint-project.ts'
import type { FixPlan } from '../features/lint/fix/plan.ts'
import type { Severity } from '../features/lint/rule.ts'
import { answerColumns, wrapped } from '../wrapped-text.ts'

const THRESHOLDS = ['error', 'warning', 'info', 'never'] as const

export const lint = defineCommand({
  name: 'lint',
  summary: 'find what the campus would refuse, before the server does',
  description:
    'Look at Kubernetes manifests: what the API server of this campus would refuse, and what it takes and then never works. Without PATH, everything in this folder that git does not ignore; - is standard input. Only --server asks a server',
  arguments: ['[PATH...]'],
  formats: ['sarif', 'gitlab', 'junit'],
  options: {
    fix: {
      type: 'value',
      optional: true,
      placeholder: 'RULE,...',
      description: 'fix what has one right answer; with rules, also where a choice is made',
    },
    yes: { type: 'flag', short: 'y', description: 'with --fix: write without asking' },
    diff: { type: 'flag', description: 'with --fix: show the change, write nothing' },
    'kube-version': { type: 'value', placeholder: '1.NN', description: 'the version of the cluster' },
    crd: {
      type: 'value',
      repeatable: true,
      placeholder: 'FILE',
      description: 'a CustomResourceDefinition, whose resources are then checked too',
    },
    server: {
      type: 'flag',
      description: 'ask the cluster of the current context as well what it would do; nothing is stored there',
    },
    select: { type: 'value', placeholder: 'RULE,...', description: 'ask these rules only' },
    ignore: { type: 'value', placeholder: 'RULE,...', description: 'do not ask these rules' },
    'fail-on': {
      type: 'value',
      placeholder: 'SEVERITY',
      description: 'what makes the exit code 1: error (default), warning, info or never',
      choices: THRESHOLDS,
    },
    'require-checked': { type: 'flag', description: 'count what could not be checked as an error' },
    'allow-empty': { type: 'flag', description: 'exit with 0 also where there is no manifest' },
    skipped: { type: 'flag', description: 'list what was skipped or not checked, each with its reason' },
    rules: { type: 'flag', description: 'list all rules and look at nothing' },
  },
  examples: [
    ['icc lint', 'this folder'],
    ['icc lint --fix', 'fix what has one right answer, after a look at the change'],
    ['helm template . | icc lint -', 'what a chart renders'],
    ['icc lint --server', 'also what only the cluster knows: quotas, policies'],
    ['icc lint -o gitlab=codequality.json', 'in a pipeline: for people, and for GitLab'],
    ['icc lint --rules', 'all rules; icc explain RULE tells more'],
  ],
  async run(ctx, { args, options, outputs }) {
    if (options.rules) return listRules(ctx)
    if (options.fix === undefined && (options.yes || options.diff)) throw withoutFix(options.yes ? '--yes' : '--diff')
    const { lintProject } = await import('../features/lint/lint-project.ts')
    const look = (): Promise<LintOutcome> =>
      lintProject(ctx, {
        paths: args,
        select: options.select,
        ignore: options.ignore,
        kubeVersion: options['kube-version'],
        crds: options.crd ?? [],
        allowEmpty: options['allow-empty'] ?? false,
        requireChecked: options['require-checked'] ?? false,
        server: options.server ?? false,
      })
    const outcome = await look()
    const { fix, yes = false, diff = false } = options
    const { printReport } = await import('./lint-output.ts')
    if (fix !== undefined && diff) await showDiff(ctx, outcome, fix)
    const left =
      fix === undefined || diff
        ? outcome
        : await mend(ctx, outcome, { fix, yes, again: options.server ? look : undefined })
    const reported = { report: left.report, files: left.linted.files }
    if (!diff) await printReport(ctx, reported, outputs, options.skipped ?? false)
    return isFailure(left.report.findings, options['fail-on'] ?? 'error') ? ExitCode.failure : ExitCode.ok
  },
})

async function listRules(ctx: Context): Promise<void> {
  const { listRules: list } = await import('../features/lint/explain.ts')
  ctx.output.result(list(), (rules) => {
    const width = Math.max(...rules.map(({ rule }) => rule.length))
    const lines = rules.map(
      ({ rule, severity, fix, finds }) =>
        `${ctx.output.style('bold', rule.padEnd(width))}  ${severity.padEnd('warning'.length)}  ${(fix === 'none' ? '' : fix).padEnd('safe or ask'.length)}  ${finds}`,
    )
    const columns = answerColumns(ctx.terminal)
    return wrapped([...lines, '', 'icc explain RULE tells why, with a bad and a good manifest.'].join('\n'), columns)
  })
}

function withoutFix(flag: string): IccError {
  return wrongCall(`${flag} belongs to --fix, which is not there.`, `icc lint --fix ${flag}`)
}

async function showDiff(ctx: Context, outcome: LintOutcome, fix: string | true): Promise<void> {
  const { planFixes } = await import('../features/lint/fix/plan.ts')
  const plan = planFixes(outcome, fix)
  tellUnfixed(ctx, plan)
  ctx.output.result({ files: plan.files.map(({ name }) => name), diff: plan.diff }, () => printable(plan.diff))
}

/** Shows the change, asks, writes; what is left to be found is the answer. */
async function mend(
  ctx: Context,
  outcome: LintOutcome,
  { fix, yes, again }: { fix: string | true; yes: boolean; again: (() => Promise<LintOutcome>) | undefined },
): Promise<LintOutcome> {
  const { planFixes, writePlan } = await import('../features/lint/fix/plan.ts')
  const plan = planFixes(outcome, fix)
  tellUnfixed(ctx, plan)
  if (plan.files.length === 0) {
    ctx.output.status('There is nothing here that icc could fix.')
    return outcome
  }
  ctx.output.verbatim(plan.shownDiff)
  if (!(await isAgreed(ctx, yes, plan.files.length))) return outcome
  await writePlan(ctx, plan)
  ctx.output.status(`Fixed: ${counted(plan.mended, 'finding')} in ${counted(plan.files.length, 'file')}.`)
  // What a cluster said was about the files as they were.
  return again?.() ?? plan.outcome
}

function tellUnfixed(ctx: Context, { unfixed }: FixPlan): void {
  for (const { finding, reason } of unfixed)
    ctx.output.status(`${finding.file}:${finding.line}: ${finding.rule} was not fixed: ${reason}.`)
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

async function isAgreed(ctx: Context, yes: boolean, files: number): Promise<boolean> {
  if (yes) return true
  if (ctx.terminal.interactive) return (await ctx.prompt()).confirm(`Write this to ${counted(files, 'file')}?`, false)
  throw new IccError('confirmation-needed', 'Nothing was written: nobody can be asked here.', {
    exitCode: ExitCode.usage,
    hint: 'icc lint --fix --yes, or --diff to look only',
  })
}

const WEIGHT: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 }

function isFailure(findings: readonly { severity: Severity }[], threshold: (typeof THRESHOLDS)[number]): boolean {
  return threshold !== 'never' && findings.some(({ severity }) => WEIGHT[severity] >= WEIGHT[threshold])
}
