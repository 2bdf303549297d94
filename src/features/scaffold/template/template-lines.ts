import type { TemplatePlace, TemplateText } from '../types.ts'

/** A line of a template's file without its line break. */
export type TemplateLine = { line: string; place: TemplatePlace }

/** The name of a directive (`#% if`), and what follows it; undefined for any other line. */
export function directiveOf(line: string): { name: string; rest: string } | undefined {
  const text = line.trim()
  if (!text.startsWith('#%')) return undefined
  const words = text.slice(2).trim()
  const [name = ''] = words.split(/\s/u, 1)
  return { name, rest: words.slice(name.length).trim() }
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
