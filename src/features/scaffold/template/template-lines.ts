import type { TemplatePlace, TemplateText } from '../types.ts'

/** A line of a template's file without its line break. */
export type TemplateLine = { line: string; place: TemplatePlace }

/** A line for the template and not for its output: `#% if`. */
const DIRECTIVE = /^[ \t]*#%[ \t]*(?<name>[\w-]*)[ \t]*(?<rest>.*?)[ \t]*$/u

/** The name of a directive, and what follows it; undefined for any other line. */
export function directiveOf(line: string): { name: string; rest: string } | undefined {
  if (!line.includes('#%')) return undefined
  const { name = '', rest = '' } = DIRECTIVE.exec(line)?.groups ?? {}
  return line.trimStart().startsWith('#%') ? { name, rest } : undefined
}

/** The lines of a file, one after the other. */
export class TemplateLines {
  readonly file: string
  /** How far its lines move to the right. */
  readonly shift: number
  private readonly lines: readonly string[]
  private index = 0

  constructor({ file, text }: TemplateText, shift: number) {
    this.file = file
    this.shift = shift
    this.lines = text
      .replace(/^\ufeff/u, '')
      .replace(/\r?\n$/u, '')
      .split(/\r?\n/u)
  }

  next(): TemplateLine | undefined {
    const line = this.lines[this.index]
    if (line === undefined) return undefined
    this.index += 1
    return { line, place: { file: this.file, line: this.index } }
  }

  /** The next line that makes some output; undefined where none comes. */
  peek(): string | undefined {
    for (let at = this.index; at < this.lines.length; at += 1) {
      const line = this.lines[at] ?? ''
      if (line.trim() !== '' && directiveOf(line) === undefined) return line
    }
    return undefined
  }
}
