import { nearest } from '../../../nearest-names.ts'
import type { Expression, ManifestTemplate, TemplatePlace, TemplateText } from '../types.ts'
import { templateBroken } from './broken.ts'
import { parseExpression } from './expression.ts'
import { LineReader } from './line-reader.ts'
import type { Branch, Node } from './nodes.ts'
import { namesOfNode } from './slot-text.ts'
import { directiveOf, type TemplateLine, TemplateLines } from './template-lines.ts'

/**
 * Reads a manifest with placeholders and directives, and all parts that it includes.
 *
 * @param part the text of a part by its name; undefined where there is none
 * @param known the names that may stand in it: inputs, facts, `minimal` and `kubernetes`
 * @throws `template-broken` (exit 1) with the file and line
 */
export function parseManifest(
  template: TemplateText,
  part: (name: string) => TemplateText | undefined,
  known: ReadonlySet<string>,
): ManifestTemplate {
  const nodes = new ManifestParser(part, known).read(new TemplateLines(template, 0))
  return {
    file: template.file.slice(template.file.lastIndexOf('/') + 1),
    nodes,
    place: { file: template.file, line: 1 },
  }
}

/** What waits for its `end`; `nodes` is what its lines are put into. */
type Open =
  | { kind: 'if'; nodes: Node[]; place: TemplatePlace; branches: Branch[]; hasElse: boolean }
  | { kind: 'each'; nodes: Node[]; place: TemplatePlace; word: string; list: Expression }

/** What is read of one file. */
type Reading = { lines: TemplateLines; nodes: Node[]; open: Open[] }

const NAMES = ['if', 'else', 'end', 'each', 'include'] as const
const EACH = /^(?<word>[A-Za-z_]\w*)[ \t]+in[ \t]+(?<list>.*)$/u
const PART = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u

/** With parts that include parts, a few lines could become any number. */
const MOST_LINES = 20_000
const MOST_OPEN = 20
const MOST_LOOPS = 3

class ManifestParser {
  private readonly part: (name: string) => TemplateText | undefined
  private readonly known: Set<string>
  private readonly reader = new LineReader()
  /** The parts that are being read, the innermost last. */
  private readonly parts: string[] = []
  /** How many `if` and `each` are open in all files. */
  private depth = 0
  private loops = 0
  private count = 0

  constructor(part: (name: string) => TemplateText | undefined, known: ReadonlySet<string>) {
    this.part = part
    this.known = new Set(known)
  }

  read(lines: TemplateLines): Node[] {
    const reading: Reading = { lines, nodes: [], open: [] }
    for (let here = lines.next(); here !== undefined; here = lines.next()) {
      this.count += 1
      if (this.count > MOST_LINES) throw templateBroken(here.place, `A manifest has at most ${MOST_LINES} lines`)
      const directive = directiveOf(here.line)
      if (directive === undefined) {
        const nodes = this.reader.read(here, lines)
        this.check(nodes.flatMap(namesOfNode), here.place)
        innermost(reading).push(...nodes)
      } else this.directive(directive, here, reading)
    }
    const open = reading.open.at(-1)
    if (open !== undefined) throw templateBroken(open.place, `This ${open.kind} has no end`)
    return reading.nodes
  }

  private directive({ name, rest }: { name: string; rest: string }, here: TemplateLine, reading: Reading): void {
    const { place } = here
    if ((name === 'else' || name === 'end') && rest !== '')
      throw templateBroken(place, `Nothing can follow ${name}${name === 'else' ? '; put another if below it' : ''}`)
    switch (NAMES.find((one) => one === name)) {
      case 'if':
        return this.if(this.expression(rest, place), place, reading)
      case 'else':
        return orElse(place, reading)
      case 'end':
        return this.end(place, reading)
      case 'each':
        return this.each(rest, place, reading)
      case 'include':
        return this.include(rest, here, reading)
      case undefined: {
        const near = name === '' ? undefined : nearest(name, NAMES)
        const instead = near === undefined ? `there are ${NAMES.join(', ')}` : `did you mean ${near}?`
        throw templateBroken(place, `#% ${name} is no directive; ${instead}`)
      }
    }
  }

  private if(condition: Expression, place: TemplatePlace, { open }: Reading): void {
    const nodes: Node[] = []
    this.enter(place)
    open.push({ kind: 'if', nodes, place, branches: [{ condition, body: nodes }], hasElse: false })
  }

  private each(rest: string, place: TemplatePlace, { open }: Reading): void {
    const { word, list } = EACH.exec(rest)?.groups ?? {}
    if (word === undefined || list === undefined) throw templateBroken(place, 'each is written "each WORD in LIST"')
    if (this.known.has(word)) throw templateBroken(place, `${word} stands for something else here: take another word`)
    const expression = this.expression(list, place)
    this.enter(place)
    this.loops += 1
    if (this.loops > MOST_LOOPS) throw templateBroken(place, `At most ${MOST_LOOPS} each stand in each other`)
    this.known.add(word)
    open.push({ kind: 'each', nodes: [], place, word, list: expression })
  }

  private enter(place: TemplatePlace): void {
    this.depth += 1
    if (this.depth > MOST_OPEN) throw templateBroken(place, `At most ${MOST_OPEN} if and each stand in each other`)
  }

  private end(place: TemplatePlace, reading: Reading): void {
    const closed = reading.open.pop()
    if (closed === undefined) throw templateBroken(place, 'This end has no if or each before it')
    this.depth -= 1
    const into = innermost(reading)
    if (closed.kind === 'if') {
      into.push({ kind: 'if', branches: closed.branches })
      return
    }
    this.loops -= 1
    this.known.delete(closed.word)
    into.push({ kind: 'each', word: closed.word, list: closed.list, body: closed.nodes, place: closed.place })
  }

  private include(name: string, { line, place }: TemplateLine, reading: Reading): void {
    const text = PART.test(name) ? this.part(name) : undefined
    if (text === undefined)
      throw templateBroken(place, name === '' ? 'include takes the name of a part' : `There is no part ${name}`)
    if (this.parts.includes(name))
      throw templateBroken(place, `The part ${name} includes itself: ${[...this.parts, name].join(', ')}`)
    this.parts.push(name)
    const shift = reading.lines.shift + line.indexOf('#')
    innermost(reading).push(...this.read(new TemplateLines(text, shift)))
    this.parts.pop()
  }

  private expression(text: string, place: TemplatePlace): Expression {
    const expression = parseExpression(text, place)
    this.check(expression.names, place)
    return expression
  }

  private check(names: readonly string[], place: TemplatePlace): void {
    const stranger = names.find((name) => !this.known.has(name))
    if (stranger === undefined) return
    const near = nearest(stranger, this.known)
    const instead = near === undefined ? `there are ${[...this.known].join(', ') || 'none'}` : `did you mean ${near}?`
    throw templateBroken(place, `${stranger} is not known here; ${instead}`)
  }
}

function innermost({ nodes, open }: Reading): Node[] {
  return open.at(-1)?.nodes ?? nodes
}

function orElse(place: TemplatePlace, { open }: Reading): void {
  const last = open.at(-1)
  if (last?.kind !== 'if' || last.hasElse) throw templateBroken(place, 'This else has no if before it')
  last.hasElse = true
  last.nodes = []
  last.branches.push({ condition: undefined, body: last.nodes })
}
