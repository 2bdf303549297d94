import type { Context } from '../../../context.ts'
import { wrongCall } from '../../../errors.ts'
import { diffWithoutSecrets, unifiedDiff } from '../../manifests/unified-diff.ts'
import type { Linted } from '../lint.ts'
import { createReport, type LintOutcome } from '../lint-project.ts'
import { rangeOf, sourceOf } from '../locate.ts'
import { rulesOf } from '../selection.ts'
import { fixSources, type Unfixed } from './fix.ts'
import { changedFiles, writeFixes, type ChangedFile } from './write-fixes.ts'

/** What `--fix` would do. */
export type FixPlan = {
  files: readonly ChangedFile[]
  /** As `git apply` takes it. */
  diff: string
  /** The same to look at: without what lint knows to be a secret. */
  shownDiff: string
  /** How many findings it removes. */
  mended: number
  unfixed: readonly Unfixed[]
  /** What there is to say once it is written. */
  outcome: LintOutcome
}

/**
 * Works out the fixes that are wanted; writes nothing.
 *
 * @param fix true for all that are safe, else a list of rules
 * @throws `rule-unknown` (exit 2)
 */
export function planFixes({ linted, collected, settings }: LintOutcome, fix: string | true): FixPlan {
  const wanted = fix === true ? 'safe' : new Set(rulesOf(fix))
  const fixed = fixSources(collected, linted, settings, wanted)
  const files = changedFiles(collected.sources, fixed.sources)
  const diff = files.map(({ name, before, after }) => unifiedDiff(name, before, after)).join('\n')
  return {
    files,
    diff,
    shownDiff: shownDiff(files, linted, fixed.linted),
    mended: fixed.mended.length,
    unfixed: fixed.unfixed,
    outcome: {
      report: createReport(fixed.linted, settings),
      linted: fixed.linted,
      collected: { ...collected, sources: fixed.sources },
      settings,
    },
  }
}

/**
 * The change without secrets: not where they stand, and nowhere else. Only what is the name of something as well, as a
 * password `postgres` may be, is seen there.
 */
function shownDiff(files: readonly ChangedFile[], before: Linted, after: Linted): string {
  const diffs = files.map((file) =>
    unifiedDiff(file.name, concealed(file.name, file.before, before), concealed(file.name, file.after, after)),
  )
  const names = before.names()
  const secrets = before.secrets.filter((text) => !names.has(text.replaceAll(/^["']|["']$/gu, '')))
  return diffWithoutSecrets(diffs.join('\n'), secrets)
}

/** Line by line, so that the lines of both texts stay those of the files. */
function concealed(file: string, text: string, { concealed: places }: Linted): string {
  return places
    .filter((place) => sourceOf(place).name === file)
    .map(rangeOf)
    .toSorted((one, other) => other.start - one.start)
    .reduce(
      (shown, { start, end }) =>
        shown.slice(0, start) + shown.slice(start, end).replaceAll(/\S[^\n]*/gu, '***') + shown.slice(end),
      text,
    )
}

/** @throws `usage` (exit 2) for standard input; `file-changed`, `file-not-writable`, `disk-full` (exit 1) */
export async function writePlan(ctx: Pick<Context, 'cwd'>, { files }: FixPlan): Promise<void> {
  if (files.some(({ name }) => name === 'stdin'))
    throw wrongCall('Standard input cannot be written to. Nothing was written.', 'icc lint - --fix --diff')
  await writeFixes(ctx.cwd, files)
}
