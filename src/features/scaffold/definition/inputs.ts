import { GLOBAL_OPTIONS } from '../../../command.ts'
import { parseExpression } from '../template/expression.ts'
import { parseText } from '../template/text.ts'
import { INPUT_TYPES, type Expression, type Input, type InputType } from '../types.ts'
import type { Fields } from './fields.ts'

/** Flags of the command itself; an input of the same name could never be given. */
const OWN_FLAGS = [
  'out',
  'dry-run',
  'force',
  'set',
  'values',
  'kube-version',
  'namespace',
  'no-comments',
  'minimal',
  'offline',
  'apply',
  'list',
  'help',
  'version',
] as const

export type OwnFlag = (typeof OWN_FLAGS)[number]

const RESERVED: ReadonlySet<string> = new Set([...OWN_FLAGS, ...Object.keys(GLOBAL_OPTIONS), 'true', 'false'])

/** Names that stand for something else in expressions. */
export const ROOTS = ['site', 'kubernetes', 'namespace', 'folder', 'cluster', 'file', 'minimal', 'runs'] as const

const FIELDS = [
  'type',
  'help',
  'required',
  'argument',
  'list',
  'default',
  'offers',
  'choices',
  'when',
  'minimum',
  'maximum',
  'form',
  'longest',
  'answers',
] as const

const FORMS = ['label', 'letter-first label', 'subdomain'] as const

/** What defaults and the like may be made from. */
const KNOWN_WHEN_ASKED = ['site', 'kubernetes', 'namespace', 'folder', 'cluster', 'minimal']

/**
 * The inputs of a template: its own, then those of the sets it names. What it says itself of an input of a set comes
 * instead of what the set says.
 *
 * @throws `template-broken`
 */
export function readInputs(own: Fields | undefined, sets: readonly Fields[]): Input[] {
  const names = new Set([...(own?.names ?? []), ...sets.flatMap((set) => set.names)])
  const known = new Set<string>(KNOWN_WHEN_ASKED)
  const inputs = [...names].map((name) => {
    const layers = [own, ...sets].flatMap((fields) => fields?.mapping(name) ?? [])
    const input = readInput(name, layers, known)
    // What a default is made from is told with it.
    if (input.type !== 'secret') known.add(name)
    return input
  })
  const [, second] = inputs.filter(({ argument }) => argument)
  if (second !== undefined) own?.fail('One input at most can be the argument.', second.name)
  return inputs
}

function readInput(name: string, layers: readonly Fields[], known: ReadonlySet<string>): Input {
  const [first] = layers
  if (first === undefined) throw new Error(`an input ${name} that nobody wrote`)
  for (const layer of layers) layer.allow(FIELDS)
  checkName(name, first)
  const of = (field: string): Fields => layers.find((layer) => layer.has(field)) ?? first
  const expression = (field: string): Expression | undefined => expressionOf(of(field), field, known)
  const offers = of('offers').at('offers')
  const input: Input = {
    name,
    type: typeOf(of('type')),
    help: of('help').requiredText('help'),
    required: of('required').flag('required'),
    argument: of('argument').flag('argument'),
    list: of('list').flag('list'),
    default: valueOf(of('default'), 'default', known),
    offers:
      typeof offers === 'string' && offers.includes('{{')
        ? valueOf(of('offers'), 'offers', known)
        : expression('offers'),
    choices: Array.isArray(of('choices').at('choices')) ? constant(of('choices'), 'choices') : expression('choices'),
    when: expression('when'),
    minimum: of('minimum').integer('minimum'),
    maximum: of('maximum').integer('maximum'),
    form: formOf(of('form')),
    longest: of('longest').integer('longest'),
    answers: of('answers').text('answers'),
  }
  if (input.type === 'choice' && input.choices === undefined) first.fail('A choice needs choices.', 'type')
  return input
}

function checkName(name: string, fields: Fields): void {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(name))
    fields.fail(`The name of an input is made of small letters, digits and "-": ${name} is not.`)
  if (RESERVED.has(name) || name.startsWith('no-')) fields.fail(`--${name} is a flag of icc itself.`)
  if (ROOTS.some((root) => root === name)) fields.fail(`${name} means something else in expressions.`)
}

function typeOf(fields: Fields): InputType {
  const written = fields.requiredText('type')
  const type = INPUT_TYPES.find((one) => one === written)
  return type ?? fields.fail(`There is no type ${written}; there are ${INPUT_TYPES.join(', ')}.`, 'type')
}

function formOf(fields: Fields): Input['form'] {
  const written = fields.text('form') ?? 'label'
  const form = FORMS.find((one) => one === written)
  return form ?? fields.fail(`There is no form ${written}; there are ${FORMS.join(', ')}.`, 'form')
}

/** @throws `template-broken` for what is no expression, or begins from a name that is not known there */
export function expressionOf(fields: Fields, field: string, known: ReadonlySet<string>): Expression | undefined {
  const text = fields.at(field)
  if (text === undefined) return undefined
  if (typeof text === 'boolean' || typeof text === 'number') return constant(fields, field)
  const expression = parseExpression(fields.text(field) ?? '', fields.place(field))
  checkNames(expression.names, known, fields, field)
  return expression
}

export function checkNames(
  names: readonly string[],
  known: ReadonlySet<string>,
  fields: Fields,
  field: string,
): void {
  const stranger = names.find((name) => !known.has(name))
  if (stranger !== undefined) fields.fail(`${stranger} is not known here; there are ${[...known].join(', ')}.`, field)
}

/** A value as it stands there, or the worth of an expression in `{{ }}`. */
function valueOf(fields: Fields, field: string, known: ReadonlySet<string>): Expression | undefined {
  const written = fields.at(field)
  if (typeof written !== 'string' || !written.includes('{{')) return constant(fields, field)
  const whole = /^\{\{(?<inner>(?:(?!\}\}).)*)\}\}$/su.exec(written.trim())?.groups?.['inner']
  if (whole !== undefined) {
    const expression = parseExpression(whole.trim(), fields.place(field))
    checkNames(expression.names, known, fields, field)
    return expression
  }
  const text = parseText(written, fields.place(field))
  checkNames(text.names, known, fields, field)
  return { code: { kind: 'text', text }, names: text.names, place: fields.place(field) }
}

function constant(fields: Fields, field: string): Expression | undefined {
  const value = fields.at(field)
  return value === undefined
    ? undefined
    : { code: { kind: 'constant', value }, names: [], place: fields.place(field) }
}
