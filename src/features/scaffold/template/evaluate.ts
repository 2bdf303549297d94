import type { Code, Expression, Piece, TemplatePlace, TextTemplate, Values } from '../types.ts'
import { templateBroken } from './broken.ts'
import { areEqual, asText, type Fail, FUNCTIONS, held, isThere, type Worth } from './functions.ts'

/**
 * What an expression is worth where names stand for values; undefined where there is nothing.
 *
 * @throws `template-broken` (exit 1) for what only values show, such as a list within a text
 */
export function evaluate({ code, place }: Expression, values: Values): Worth {
  return new Evaluation(values, failAt(place)).worth(code)
}

/**
 * A text with the worth of its placeholders. Where one has no value, nothing is put in.
 *
 * @throws `template-broken` for a list or mapping within the text
 */
export function renderText({ lines }: TextTemplate, values: Values): string {
  return lines.map(({ pieces, place }) => putTogether(pieces, values, failAt(place))).join('\n')
}

class Evaluation {
  private readonly values: Values
  private readonly fail: Fail

  constructor(values: Values, fail: Fail) {
    this.values = values
    this.fail = fail
  }

  worth(code: Code): Worth {
    switch (code.kind) {
      case 'constant':
        return code.value
      case 'name':
        return Object.hasOwn(this.values, code.name) ? (this.values[code.name] ?? undefined) : undefined
      case 'key':
        return follow(this.worth(code.of), code.key)
      case 'not':
        return !isThere(this.worth(code.of))
      case 'call':
        return this.call(code)
      case 'text':
        return renderText(code.text, this.values)
      case 'or':
      case 'and':
      case 'equal':
      case 'unequal':
      case 'less':
        return this.both(code)
    }
  }

  private both({ kind, left, right }: Extract<Code, { left: Code }>): Worth {
    const value = this.worth(left)
    switch (kind) {
      case 'or':
        return isThere(value) ? value : this.worth(right)
      case 'and':
        return isThere(value) ? this.worth(right) : value
      case 'equal':
        return areEqual(value, this.worth(right))
      case 'unequal':
        return !areEqual(value, this.worth(right))
      case 'less':
        return this.isLess(value, this.worth(right))
    }
  }

  /** Nothing is neither less nor more than anything. */
  private isLess(less: Worth, more: Worth): boolean {
    if (less === undefined || more === undefined) return false
    if (typeof less === 'number' && typeof more === 'number') return less < more
    if (typeof less === 'string' && typeof more === 'string') return less < more
    return this.fail('< and > take two numbers or two texts')
  }

  private call({ name, given }: Extract<Code, { kind: 'call' }>): Worth {
    const called = FUNCTIONS.get(name) ?? this.fail(`There is no function ${name}`)
    return called.apply(this.fail, ...given.map((code) => this.worth(code))) ?? undefined
  }
}

/** What stands under a key; of a list, the values of all its items, lists among them joined. */
function follow(value: Worth, key: string): Worth {
  if (!Array.isArray(value)) return held(value, key)
  return value.flatMap((item) => {
    const found = follow(item, key)
    return found === undefined ? [] : found
  })
}

function putTogether(pieces: readonly Piece[], values: Values, fail: Fail): string {
  const texts = pieces.map((piece) => {
    if (typeof piece === 'string') return piece
    const value = evaluate(piece, values)
    return value === undefined ? '' : asText(value, fail)
  })
  return texts.join('')
}

function failAt(place: TemplatePlace): Fail {
  return (message) => {
    throw templateBroken(place, message)
  }
}
