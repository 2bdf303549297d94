import { nearest } from '../../../nearest-names.ts'
import type { Code, Expression, TemplatePlace } from '../types.ts'
import { templateBroken } from './broken.ts'
import { type Fail, FUNCTIONS } from './functions.ts'
import { type Token, tokensOf } from './tokens.ts'

/**
 * Reads an expression of a template: `first(site.ingress.issuers) or "none"`.
 *
 * @throws `template-broken` (exit 1)
 */
export function parseExpression(text: string, place: TemplatePlace): Expression {
  const parser = new ExpressionParser(text, place)
  const code = parser.read()
  return { code, names: [...parser.names], place }
}

/** Beyond this, nobody can follow the parentheses. */
const MOST_LEVELS = 20

const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not'])

class ExpressionParser {
  readonly names = new Set<string>()
  private readonly place: TemplatePlace
  private readonly tokens: readonly Token[]
  private position = 0
  private level = 0

  constructor(text: string, place: TemplatePlace) {
    this.place = place
    this.tokens = tokensOf(text, place)
  }

  private readonly fail: Fail = (message) => {
    throw templateBroken(this.place, message)
  }

  read(): Code {
    if (this.peek().kind === 'end') return this.fail('An expression is missing')
    const code = this.either()
    const rest = this.peek()
    return rest.kind === 'end' ? code : this.fail(`${rest.text} cannot follow in an expression`)
  }

  private either(): Code {
    this.level += 1
    if (this.level > MOST_LEVELS) this.fail(`An expression has at most ${MOST_LEVELS} levels`)
    let left = this.both()
    while (this.take('or')) left = { kind: 'or', left, right: this.both() }
    this.level -= 1
    return left
  }

  private both(): Code {
    let left = this.negation()
    while (this.take('and')) left = { kind: 'and', left, right: this.negation() }
    return left
  }

  private negation(): Code {
    let times = 0
    while (this.take('not')) times += 1
    let code = this.comparison()
    // Two that follow each other still make true or false of a value.
    for (let left = times > 2 ? 2 - (times % 2) : times; left > 0; left -= 1) code = { kind: 'not', of: code }
    return code
  }

  private comparison(): Code {
    const left = this.path()
    const sign = ['==', '!=', '<', '>'].find((one) => this.take(one))
    if (sign === undefined) return left
    const right = this.path()
    if (sign === '==') return { kind: 'equal', left, right }
    if (sign === '!=') return { kind: 'unequal', left, right }
    return sign === '<' ? { kind: 'less', left, right } : { kind: 'less', left: right, right: left }
  }

  /** What stands alone, and the keys that lead into it. */
  private path(): Code {
    let value = this.primary()
    while (this.take('.')) {
      const key = this.next()
      if (key.kind !== 'name') return this.fail(`${key.text} is no key: after a point stands one`)
      value = { kind: 'key', of: value, key: key.text }
    }
    return value
  }

  private primary(): Code {
    const token = this.next()
    if (token.kind === 'constant') return { kind: 'constant', value: token.value }
    if (token.kind === 'name' && !WORDS.has(token.text)) return this.take('(') ? this.call(token) : this.name(token)
    if (token.text !== '(') return this.fail(`${token.text} stands where a value should`)
    const value = this.either()
    this.expect(')')
    return value
  }

  private name({ text: name }: Token): Code {
    this.names.add(name)
    return { kind: 'name', name }
  }

  private call({ text: name }: Token): Code {
    const called = FUNCTIONS.get(name)
    if (called === undefined) return this.fail(noFunction(name))
    const given: Code[] = []
    if (!this.take(')')) {
      do given.push(this.either())
      while (this.take(','))
      this.expect(')')
    }
    const { parameters } = called
    if (given.length !== parameters.length)
      return this.fail(
        `${name}(${parameters.join(', ')}) takes ${parameters.length}, and ${given.length} stand there`,
      )
    return { kind: 'call', name, given }
  }

  private peek(): Token {
    return this.tokens[this.position] ?? { kind: 'end', text: 'the end' }
  }

  private next(): Token {
    const token = this.peek()
    this.position += 1
    return token
  }

  /** Goes over a sign or word if it is next. */
  private take(text: string): boolean {
    const token = this.peek()
    if (token.kind === 'constant' || token.kind === 'end' || token.text !== text) return false
    this.position += 1
    return true
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail(`${this.peek().text} stands where ${text} should`)
  }
}

function noFunction(name: string): string {
  const near = nearest(name, FUNCTIONS.keys())
  const instead = near === undefined ? `there are ${[...FUNCTIONS.keys()].join(', ')}` : `did you mean ${near}?`
  return `There is no function ${name}; ${instead}`
}
