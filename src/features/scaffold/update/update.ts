import { basename } from 'node:path'
import type { Context } from '../../../context.ts'
import { ExitCode, IccError } from '../../../errors.ts'
import { decodeManifest, encodeManifest, type Encoding } from '../../manifests/decode.ts'
import { decide, type DecideContext, type DecideOptions } from '../files/decide.ts'
import { findHead, writeHead, type Head, type Run } from '../files/head.ts'
import { kindsOf } from '../files/kinds.ts'
import { planChange, readExisting, type FilePlan, type PlannedFile } from '../files/plan.ts'
import { writeFiles } from '../files/write.ts'
import { shownConflicts } from './conflicts.ts'
import { mergeUpdate } from './merge.ts'
import { renderBoth, type UpdateDeps } from './rerun.ts'

export type UpdateContext = DecideContext & Pick<Context, 'signal'>

export type UpdateOptions = Pick<DecideOptions, 'force' | 'dryRun' | 'interactive' | 'secrets'>

/** `plan` is undefined where the user said no; `version` is that of the template before. */
export type Updated = { plan: FilePlan | undefined; run: Run; version: number }

/**
 * Brings a file that icc scaffold wrote to the newest version of its template: the same inputs go into the templates of
 * then and of now, and what is different between these two goes into the file. What was changed by hand stays; where
 * the template changed the same, all such places are shown and nothing is written.
 *
 * @throws `file-missing`, `file-not-text`, `head-missing`, `head-broken`, `template-newer`, `update-conflict`, and what
 *   `deps` throws (exit 1); `confirmation-needed` (exit 2); what `decide` and `writeFiles` throw
 */
export async function updateFile(
  ctx: UpdateContext,
  file: string,
  deps: UpdateDeps,
  options: UpdateOptions,
): Promise<Updated> {
  const given = readScaffolded(ctx, file)
  const { version } = given.head.run
  const { run, old, now } = await renderBoth(ctx, file, given.head.run, deps)
  const text = updatedText(ctx, file, { given, run, old, now, secrets: options.secrets })
  await deps.check?.({ path: file, text })
  const planned = plannedUpdate(file, given, text)
  const plan = { files: [planned] }
  if (planned.action === 'equal') {
    ctx.output.status(`${file} is as version ${run.version} of the template has it. Nothing was written.`)
    return { plan, run, version }
  }
  const decided = await decide(ctx, plan, {
    ...options,
    question: (path) => `Write this to ${path}?`,
    refuse: () => confirmationNeeded(file),
  })
  if (decided !== undefined && !options.dryRun) await writeFiles(ctx, decided)
  return { plan: decided, run, version }
}

/** A file as it is: `lines` with their line ends, without a byte order mark. */
type Scaffolded = { bytes: Uint8Array; mark: string; encoding: Encoding; lines: string[]; head: Head }

function readScaffolded(ctx: UpdateContext, file: string): Scaffolded {
  const bytes = readExisting(ctx, file)
  if (bytes === undefined)
    throw new IccError('file-missing', `There is no file ${file} to update.`, { hint: 'icc scaffold update FILE' })
  const decoded = decodeManifest(bytes)
  if ('fault' in decoded)
    throw new IccError('file-not-text', `${file} cannot be updated: ${decoded.fault.message}. Nothing was written.`)
  const mark = decoded.text.startsWith('\uFEFF') ? '\uFEFF' : ''
  const text = decoded.text.slice(mark.length)
  const head = findHead(text, file)
  if (head === undefined)
    throw new IccError(
      'head-missing',
      `${file} does not begin with the lines that icc scaffold writes, so that nobody knows what it was made from. Nothing was written.`,
      { hint: `icc scaffold KIND --out ${newName(file)}, and compare` },
    )
  return { bytes, mark, encoding: decoded.encoding, lines: text.match(/[^\n]*\n|[^\n]+$/gu) ?? [], head }
}

function newName(file: string): string {
  return `new-${basename(file)}`
}

type Material = {
  given: Scaffolded
  run: Run
  old: string
  now: string
  secrets: readonly string[] | undefined
}

/** The file with the new head and what is new below it; what stands before the head stays. */
function updatedText(ctx: UpdateContext, file: string, { given, run, old, now, secrets = [] }: Material): string {
  const { lines, head } = given
  const merged = mergeUpdate({ mine: lines.slice(head.end).join(''), base: old, now })
  if ('conflicts' in merged) {
    const conflicts = merged.conflicts.map((conflict) => ({ ...conflict, line: conflict.line + head.end }))
    ctx.output.verbatim(shownConflicts(file, conflicts, secrets))
    throw updateConflict(file, conflicts.length)
  }
  const newline = lines[head.start]?.endsWith('\r\n') === true ? '\r\n' : '\n'
  const before = lines.slice(0, head.start)
  return [...before, ...writeHead(run).map((line) => line + newline), merged.text].join('')
}

function updateConflict(file: string, count: number): IccError {
  const places = count === 1 ? 'a place' : `${count} places`
  return new IccError(
    'update-conflict',
    `${file} was changed by hand in ${places} where the template changed as well. Nothing was written.`,
    { hint: `write there what the template has now, type the same again, then make your changes anew` },
  )
}

function confirmationNeeded(file: string): IccError {
  return new IccError(
    'confirmation-needed',
    `${file} would change, and nobody can be asked here. Nothing was written.`,
    {
      exitCode: ExitCode.usage,
      hint: `--force, or --dry-run to look only`,
    },
  )
}

function plannedUpdate(file: string, { bytes, mark, encoding }: Scaffolded, text: string): PlannedFile {
  return planChange(
    { path: file, text, kinds: kindsOf({ name: file, text }) },
    bytes,
    encodeManifest(mark + text, encoding),
  )
}
