/** Tells whether a pattern is found in a text, in time proportional to both. */
export type Pattern = (text: string) => boolean

/**
 * Compiles a pattern of RE2, which API servers match with. JavaScript's own expressions differ from it, and may take
 * for ever where these are linear: so the states of an automaton are followed side by side.
 *
 * @returns undefined for what is rare and not known here: flags, named classes, borders of words, codes of characters
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function compilePattern(source: string): Pattern | undefined {
  try {
    const states: State[] = []
    const first = new Parser(Array.from(source), states).whole()
    return (text) => isFound(Array.from(text), first, states.length)
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}

class Unknown extends Error {}

/** One character, a choice, the start or end of the text, or the end of the pattern. */
type State = { id: number } & (
  | { kind: 'one'; fits: Fits; next: State }
  | { kind: 'either'; next: State | undefined; other: State | undefined }
  | { kind: 'edge'; of: 'start' | 'end'; next: State }
  | { kind: 'found' }
)
type Fits = (character: string) => boolean

/** Makes the states of an expression that goes on with `next`: repeated ones are made several times. */
type Expression = (next: State) => State

/** RE2 takes no more repetitions than 1000; a pattern of more states than this is none that somebody wrote. */
const MOST_STATES = 20_000

const CLASSES: Readonly<Record<string, RegExp>> = { d: /^[0-9]$/u, w: /^[0-9A-Za-z_]$/u, s: /^[\t\n\f\r ]$/u }
const ESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' }

class Parser {
  private readonly characters: readonly string[]
  private readonly states: State[]
  private position = 0

  constructor(characters: readonly string[], states: State[]) {
    this.characters = characters
    this.states = states
  }

  whole(): State {
    const expression = this.choice()
    if (this.position < this.characters.length) throw new Unknown()
    return expression(this.add({ kind: 'found' }))
  }

  private choice(): Expression {
    const parts = [this.sequence()]
    while (this.take('|')) parts.push(this.sequence())
    return (next) => parts.map((part) => part(next)).reduceRight((other, one) => this.either(one, other))
  }

  private sequence(): Expression {
    const parts: Expression[] = []
    while (this.position < this.characters.length && !'|)'.includes(this.peek())) parts.push(this.repeated())
    return (next) => parts.reduceRight((following, part) => part(following), next)
  }

  private repeated(): Expression {
    const one = this.one()
    const times = this.times()
    if (times === undefined) return one
    this.take('?')
    if (this.times() !== undefined) throw new Unknown()
    const [least, most] = times
    return (next) => {
      const optional = (following: State): State => this.either(one(following), next)
      let rest = most === Infinity ? this.loop(one, next) : next
      if (most !== Infinity) for (let count = least; count < most; count += 1) rest = optional(rest)
      for (let count = 0; count < least; count += 1) rest = one(rest)
      return rest
    }
  }

  private loop(one: Expression, next: State): State {
    const loop = this.add({ kind: 'either', next: undefined, other: next })
    if (loop.kind === 'either') loop.next = one(loop)
    return loop
  }

  /** A brace that begins no repetition is a brace. */
  private times(): [least: number, most: number] | undefined {
    if (this.take('*')) return [0, Infinity]
    if (this.take('+')) return [1, Infinity]
    if (this.take('?')) return [0, 1]
    const rest = this.characters.slice(this.position, this.position + 12).join('')
    const [all, least = '', comma, most = ''] = /^\{(\d{1,4})(,?)(\d{0,4})\}/u.exec(rest) ?? []
    if (all === undefined || (comma === '' && most !== '')) return undefined
    this.position += all.length
    return [Number(least), comma === '' ? Number(least) : most === '' ? Infinity : Number(most)]
  }

  private one(): Expression {
    const character = this.next()
    if (character === '(') return this.group()
    if (character === '[') return this.fitting(this.characterClass())
    if (character === '.') return this.fitting((one) => one !== '\n')
    if (character === '^') return (next) => this.add({ kind: 'edge', of: 'start', next })
    if (character === '$') return (next) => this.add({ kind: 'edge', of: 'end', next })
    if (character === '\\') return this.fitting(this.escape())
    if ('*+?'.includes(character)) throw new Unknown()
    return this.fitting((one) => one === character)
  }

  private group(): Expression {
    if (this.take('?')) {
      const [name] = /^(?::|P?<\w+>)/u.exec(this.characters.slice(this.position, this.position + 80).join('')) ?? []
      if (name === undefined) throw new Unknown()
      this.position += name.length
    }
    const inner = this.choice()
    if (!this.take(')')) throw new Unknown()
    return inner
  }

  private characterClass(): Fits {
    const inverted = this.take('^')
    const fits: Fits[] = []
    do fits.push(this.classItem())
    while (!this.take(']'))
    return (one) => fits.some((fit) => fit(one)) !== inverted
  }

  private classItem(): Fits {
    if (this.peek() === '[' && this.characters[this.position + 1] === ':') throw new Unknown()
    const first = this.classCharacter()
    if (typeof first !== 'string') return first
    if (this.peek() !== '-' || [undefined, ']'].includes(this.characters[this.position + 1]))
      return (one) => one === first
    this.position += 1
    const last = this.classCharacter()
    if (typeof last !== 'string') throw new Unknown()
    const [from, to] = [codeOf(first), codeOf(last)]
    return (one) => codeOf(one) >= from && codeOf(one) <= to
  }

  private classCharacter(): string | Fits {
    const character = this.next()
    if (character !== '\\') return character
    return CLASSES[this.peek().toLowerCase()] === undefined ? this.escapedCharacter() : this.escape()
  }

  private escape(): Fits {
    const character = this.peek()
    const known = CLASSES[character.toLowerCase()]
    if (known === undefined) {
      const escaped = this.escapedCharacter()
      return (one) => one === escaped
    }
    this.position += 1
    const inverted = character !== character.toLowerCase()
    return (one) => known.test(one) !== inverted
  }

  private escapedCharacter(): string {
    const character = this.next()
    const control = ESCAPED[character]
    if (control !== undefined) return control
    if (/^[\w\s]$/u.test(character)) throw new Unknown()
    return character
  }

  private fitting(fits: Fits): Expression {
    return (next) => this.add({ kind: 'one', fits, next })
  }

  private either(next: State, other: State): State {
    return this.add({ kind: 'either', next, other })
  }

  private add(state: DistributiveOmit<State, 'id'>): State {
    if (this.states.length >= MOST_STATES) throw new Unknown()
    const added: State = { id: this.states.length, ...state }
    this.states.push(added)
    return added
  }

  private peek(): string {
    return this.characters[this.position] ?? ''
  }

  private next(): string {
    const character = this.characters[this.position]
    if (character === undefined) throw new Unknown()
    this.position += 1
    return character
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false
    this.position += 1
    return true
  }
}

type DistributiveOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0
}

/** All states that could be reached after each character are followed at once. */
function isFound(characters: readonly string[], first: State, count: number): boolean {
  const seen = new Int32Array(count).fill(-1)
  let waiting: State[] = []
  for (let position = 0; position <= characters.length; position += 1) {
    const after = characters[position]
    const ones: (State & { kind: 'one' })[] = []
    // It may begin anywhere.
    const open = [...waiting, first]
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (seen[state.id] === position) continue
      seen[state.id] = position
      if (state.kind === 'found') return true
      if (state.kind === 'one') ones.push(state)
      else if (state.kind === 'either') open.push(...[state.next, state.other].filter((one) => one !== undefined))
      else if (position === (state.of === 'start' ? 0 : characters.length)) open.push(state.next)
    }
    waiting = after === undefined ? [] : ones.filter(({ fits }) => fits(after)).map(({ next }) => next)
  }
  return false
}
