import { nearest } from '../../sites/nearest.ts'
import type { Expression, TemplatePlace, Values } from '../types.ts'
import { templateBroken } from './broken.ts'
import { areEqual, type Fail, FUNCTIONS, held, isThere, type Worth } from './functions.ts'
import { type Token, tokensOf } from './tokens.ts'

/**
 * Reads an expression of a template: `first(site.ingress.issuers) or "none"`.
 *
 * @throws `template-broken` (exit 1); evaluating throws it too, for what cannot be known before, such as a list
 *   within a text
 */
export function parseExpression(text: string, place: TemplatePlace): Expression {
  const parser = new ExpressionParser(text, place)
  const evaluate = parser.read()
  return { evaluate, names: [...parser.names] }
}

type Evaluate = (values: Values) => Worth

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

  read(): Evaluate {
    if (this.peek().kind === 'end') return this.fail('An expression is missing')
    const evaluate = this.either()
    const rest = this.peek()
    return rest.kind === 'end' ? evaluate : this.fail(`${rest.text} cannot follow in an expression`)
  }

  private either(): Evaluate {
    this.level += 1
    if (this.level > MOST_LEVELS) this.fail(`An expression has at most ${MOST_LEVELS} levels`)
    let left = this.both()
    while (this.take('or')) {
      const [one, other] = [left, this.both()]
      left = (values) => {
        const value = one(values)
        return isThere(value) ? value : other(values)
      }
    }
    this.level -= 1
    return left
  }

  private both(): Evaluate {
    let left = this.negation()
    while (this.take('and')) {
      const [one, other] = [left, this.negation()]
      left = (values) => {
        const value = one(values)
        return isThere(value) ? other(values) : value
      }
    }
    return left
  }

  private negation(): Evaluate {
    let times = 0
    while (this.take('not')) times += 1
    const value = this.comparison()
    if (times === 0) return value
    return (values) => isThere(value(values)) === (times % 2 === 0)
  }

  private comparison(): Evaluate {
    const left = this.path()
    const sign = ['==', '!=', '<', '>'].find((one) => this.take(one))
    if (sign === undefined) return left
    const right = this.path()
    if (sign === '==') return (values) => areEqual(left(values), right(values))
    if (sign === '!=') return (values) => !areEqual(left(values), right(values))
    const [less, more] = sign === '<' ? [left, right] : [right, left]
    return (values) => this.isLess(less(values), more(values))
  }

  /** Nothing is neither less nor more than anything. */
  private isLess(less: Worth, more: Worth): boolean {
    if (less === undefined || more === undefined) return false
    if (typeof less === 'number' && typeof more === 'number') return less < more
    if (typeof less === 'string' && typeof more === 'string') return less < more
    return this.fail('< and > take two numbers or two texts')
  }

  /** What stands alone, and the keys that lead into it. */
  private path(): Evaluate {
    let value = this.primary()
    while (this.take('.')) {
      const holder = value
      const key = this.next()
      if (key.kind !== 'name') return this.fail(`${key.text} is no key: after a point stands one`)
      value = (values) => follow(holder(values), key.text)
    }
    return value
  }

  private primary(): Evaluate {
    const token = this.next()
    if (token.kind === 'constant') return () => token.value
    if (token.kind === 'name' && !WORDS.has(token.text)) return this.take('(') ? this.call(token) : this.name(token)
    if (token.text !== '(') return this.fail(`${token.text} stands where a value should`)
    const value = this.either()
    this.expect(')')
    return value
  }

  private name({ text: name }: Token): Evaluate {
    this.names.add(name)
    return (values) => (Object.hasOwn(values, name) ? (values[name] ?? undefined) : undefined)
  }

  private call({ text: name }: Token): Evaluate {
    const called = FUNCTIONS.get(name)
    if (called === undefined) return this.fail(noFunction(name))
    const given: Evaluate[] = []
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
    return (values) => called.apply(this.fail, ...given.map((value) => value(values))) ?? undefined
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

/** What stands under a key; of a list, the values of all its items, lists among them joined. */
function follow(value: Worth, key: string): Worth {
  if (!Array.isArray(value)) return held(value, key)
  return value.flatMap((item) => {
    const found = follow(item, key)
    return found === undefined ? [] : found
  })
}
