import type { Context, Prompt } from '../../../context.ts'
import { IccError } from '../../../errors.ts'
import { diffWithoutSecrets } from '../../manifests/unified-diff.ts'
import { planFile, refuseTwice, type FilePlan, type PlannedFile } from './plan.ts'

export type DecideContext = Pick<Context, 'cwd'> & {
  output: Pick<Context['output'], 'notice' | 'status' | 'verbatim'>
  prompt(): Promise<Pick<Prompt, 'pick' | 'text'>>
}

export type DecideOptions = {
  /** Overwrite without asking. */
  force: boolean
  /** Ask nothing, as nothing will be written. */
  dryRun: boolean
  /** True if questions may be asked. */
  interactive: boolean
  /** Texts that no terminal is to show. */
  secrets?: readonly string[]
  /** The question under the diff of a file. */
  question?: (path: string) => string
  /** The error where a file would be overwritten and nobody can be asked. */
  refuse?: (paths: readonly string[]) => IccError
}

/**
 * Has the user decide about files that exist and are different: each is shown as a diff, then it is written over, or
 * something else is the name of the new one, or nothing at all is written.
 *
 * @returns the plan with the names that were chosen; undefined, and said so, where the user wants none of it
 * @throws `file-exists` (exit 1) where nobody can be asked, `cancelled` (exit 130)
 */
export async function decide(
  ctx: DecideContext,
  plan: FilePlan,
  options: DecideOptions,
): Promise<FilePlan | undefined> {
  const existing = plan.files.filter(({ action }) => action === 'overwrite').map(({ path }) => path)
  if (options.force || options.dryRun || existing.length === 0) return plan
  if (!options.interactive) throw (options.refuse ?? fileExists)(existing)
  const files = [...plan.files]
  for (const index of files.keys()) {
    const decided = await decideOne(ctx, files, index, options)
    if (decided === undefined) {
      ctx.output.status('Nothing was written.')
      return undefined
    }
    files[index] = decided
  }
  return { files }
}

function fileExists(paths: readonly string[]): IccError {
  const subject = paths.length === 1 ? `${paths[0]} exists and is` : `${paths.join(', ')} exist and are`
  return new IccError('file-exists', `${subject} different. Nothing was written.`, {
    hint: '--force, or --out FILE; --dry-run shows the difference',
  })
}

/** The file as it was agreed on, perhaps under another name; undefined for no. */
async function decideOne(
  ctx: DecideContext,
  files: readonly PlannedFile[],
  index: number,
  { secrets = [], question = exists }: DecideOptions,
): Promise<PlannedFile | undefined> {
  let file = files[index]
  while (file?.action === 'overwrite') {
    ctx.output.verbatim(diffWithoutSecrets(file.diff, secrets))
    const prompt = await ctx.prompt()
    const answer = await prompt.pick(question(file.path), CHOICES, undefined)
    if (answer === 'yes') return file
    if (answer === 'no') return undefined
    const others = files.filter((_, at) => at !== index)
    file = await renamed(ctx, prompt, file, others)
  }
  return file
}

function exists(path: string): string {
  return `${path} exists and is different. Write over it?`
}

const CHOICES = [
  { value: 'no', label: 'no', hint: 'write nothing' },
  { value: 'yes', label: 'yes', hint: 'as the difference above' },
  { value: 'name', label: 'another name', hint: 'and leave this file as it is' },
]

async function renamed(
  ctx: DecideContext,
  prompt: Pick<Prompt, 'text'>,
  file: PlannedFile,
  others: readonly PlannedFile[],
): Promise<PlannedFile> {
  const plan = (path: string): PlannedFile => {
    const wanted = { path: path.trim(), text: file.text, kinds: file.kinds }
    refuseTwice(ctx, [...others, wanted])
    return planFile(ctx, wanted)
  }
  const path = await prompt.text('Name of the file', {
    initial: nextName(file.path),
    validate: (text) => (text.trim() === '' ? 'A file needs a name.' : complaintOf(() => plan(text))),
  })
  return plan(path)
}

function complaintOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof IccError) return error.message
    throw error
  }
}

/** `web.yaml`, `web-2.yaml`, `web-3.yaml`. */
function nextName(path: string): string {
  const {
    stem = path,
    number,
    end = '',
  } = /^(?<stem>.*?)(?:-(?<number>\d{1,6}))?(?<end>\.ya?ml)?$/u.exec(path)?.groups ?? {}
  return `${stem}-${Number(number ?? 1) + 1}${end}`
}
