import { ExitCode, IccError } from '../../errors.ts'
import type { Rendered } from './render.ts'
import type { Template } from './types.ts'

/** What lint would find in a file; lines from 1. */
export type Fault = { rule: string; file: string; line: number; message: string; hint: string | undefined }

/** A file that lint was asked about: the manifests in it and the line (from 1) each begins at. */
export type InspectedFile = { name: string; parts: readonly { rendered: Rendered; firstLine: number }[] }

/**
 * The refusal of what lint would fault. Each fault names its rule and the inputs that were put into the line it stands
 * in; where no input was, the template or the profile is to blame, and the error says so.
 */
export function refusal(template: Template, files: readonly InspectedFile[], faults: readonly Fault[]): IccError {
  const blamed = faults.map((fault) => ({ fault, flags: flagsOf(template, namesAt(files, fault)) }))
  const lines = blamed.map(({ fault, flags }) => {
    const subject = flags.length === 0 ? `line ${fault.line} of what ${template.folder} renders` : flags.join(', ')
    return `  ${subject}: ${fault.message}${fault.hint === undefined ? '' : ` Better: ${fault.hint}.`} (${fault.rule})`
  })
  const isUsage = blamed.some(({ flags }) => flags.length > 0)
  const [first] = faults
  return new IccError(
    'scaffold-refused',
    `Nothing was written, as icc lint would find fault with it:\n${[...new Set(lines)].join('\n')}`,
    {
      exitCode: isUsage ? ExitCode.usage : ExitCode.failure,
      hint: `icc explain ${first?.rule}`,
    },
  )
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
