import { ExitCode, IccError } from '../../errors.ts'
import type { Rendered } from './render.ts'
import type { Template } from './types.ts'

/** What lint would find in a file; lines from 1. */
export type Fault = { rule: string; file: string; line: number; message: string; hint: string | undefined }

/** A file that lint was asked about: the manifests in it and the line (from 1) each begins at. */
export type InspectedFile = { name: string; parts: readonly { rendered: Rendered; firstLine: number }[] }

/** What is said of faults, and the inputs (by name) that could be given otherwise so that none is left. */
export type Refused = { error: IccError; lines: readonly string[]; mendable: readonly string[] }

/**
 * The refusal of what lint would fault. Each fault names its rule and the inputs that were put into the line it stands
 * in; where no input was, the template or the profile is to blame, and the error says so.
 */
export function refusal(
  template: Template,
  files: readonly InspectedFile[],
  faults: readonly Fault[],
  asked: ReadonlyMap<string, unknown> = new Map(),
): Refused {
  const places = faults.map((fault) => ({ fault, names: namesAt(files, fault) }))
  const blamed = places.map(({ fault, names }) => ({ fault, flags: flagsOf(template, names) }))
  const lines = blamed.map(({ fault, flags }) => {
    const subject = flags.length === 0 ? `line ${fault.line} of what ${template.folder} renders` : flags.join(', ')
    const better = fault.hint === undefined ? '' : ` Better: ${fault.hint}.`
    return `  ${subject}: ${fault.message}${better}${answerTo(template, fault)} (${fault.rule})`
  })
  const answered = places.map(({ names }) => names.filter((name) => asked.has(name)))
  const isUsage = blamed.some(({ flags }) => flags.length > 0)
  const [first] = faults
  const distinct = [...new Set(lines)]
  const error = new IccError(
    'scaffold-refused',
    `Nothing was written, as icc lint would find fault with it:\n${distinct.join('\n')}`,
    {
      exitCode: isUsage ? ExitCode.usage : ExitCode.failure,
      hint: `icc explain ${first?.rule}`,
    },
  )
  const isMendable = answered.every((names) => names.length > 0)
  return { error, lines: distinct, mendable: isMendable ? [...new Set(answered.flat())] : [] }
}

/** The flag that says that what is found is meant so. */
function answerTo({ inputs }: Template, { rule }: Fault): string {
  const answer = inputs.find(({ answers }) => answers === rule)
  return answer === undefined ? '' : ` With --${answer.name}: ${answer.help}.`
}

function namesAt(files: readonly InspectedFile[], { file, line }: Fault): readonly string[] {
  const parts = files.find(({ name }) => name === file)?.parts ?? []
  const part = parts.findLast(({ firstLine }) => firstLine <= line)
  return part?.rendered.lines[line - part.firstLine]?.names ?? []
}

function flagsOf({ inputs }: Template, names: readonly string[]): string[] {
  return inputs
    .filter(({ name }) => names.includes(name))
    .map((input) => (input.argument ? 'NAME' : `--${input.name}`))
}
