import type { Json } from '../manifests/document.ts'
import type { Node } from './template/nodes.ts'

/** The name of an input, of a fact, or of a root such as `site`, with what stands for it. What is not there has no entry. */
export type Values = { readonly [name: string]: Json }

/** A text of a template, `file` as the user is to see it. */
export type TemplateText = { file: string; text: string }

/** Where in a template something stands; lines from 1. */
export type TemplatePlace = { file: string; line: number }

/** What the types of inputs are. */
export const INPUT_TYPES = [
  'text',
  'flag',
  'integer',
  'choice',
  'name',
  'host',
  'address-range',
  'port',
  'path',
  'image',
  'cpu',
  'memory',
  'size',
  'schedule',
  'time-zone',
  'pair',
  'label',
  'environment',
  'setting',
  'file',
  'env-file',
  'secret',
] as const

export type InputType = (typeof INPUT_TYPES)[number]

// A template that was read is data through and through, so that a build can keep it.

/** An expression that was read; `template/evaluate.ts` tells what it is worth. */
export type Expression = {
  readonly code: Code
  /** The names it begins from, such as `site` and `name`. */
  readonly names: readonly string[]
  readonly place: TemplatePlace
}

/** What an expression is made of. */
export type Code =
  | { kind: 'constant'; value: Json }
  | { kind: 'name'; name: string }
  | { kind: 'key'; of: Code; key: string }
  | { kind: 'not'; of: Code }
  | { kind: 'and' | 'or' | 'equal' | 'unequal' | 'less'; left: Code; right: Code }
  | { kind: 'call'; name: string; given: readonly Code[] }
  | { kind: 'text'; text: TextTemplate }

/** A piece of a text: itself, or an expression whose worth is put in its place. */
export type Piece = string | Expression

/** One thing that a template wants to know. */
export type Input = {
  name: string
  type: InputType
  help: string
  required: boolean
  argument: boolean
  list: boolean
  default: Expression | undefined
  offers: Expression | undefined
  choices: Expression | undefined
  when: Expression | undefined
  minimum: number | undefined
  maximum: number | undefined
  form: 'label' | 'letter-first label' | 'subdomain'
  longest: number | undefined
  /** The rule of `icc lint` whose finding it answers. */
  answers: string | undefined
}

/** A text with placeholders, outside YAML: one of the next steps. */
export type TextTemplate = {
  readonly lines: readonly { pieces: readonly Piece[]; place: TemplatePlace }[]
  readonly names: readonly string[]
}

/** A manifest with placeholders. */
export type ManifestTemplate = {
  /** The file's name in the template's folder, such as `service.yaml`. */
  file: string
  nodes: readonly Node[]
  /** Its beginning, where it is said that too much would come out. */
  place: TemplatePlace
}

/** A line of the output without its line break; `names` are those of the values that were put into it. */
export type RenderedLine = { text: string; names: readonly string[] }

/** A kind as its folder says it. */
export type Template = {
  kind: string
  version: number
  summary: string
  /** What people call it too, and look for. */
  also: readonly string[]
  /** Where it was found. */
  origin: 'project' | 'user' | 'icc'
  folder: string
  /** What the file is called where nobody says otherwise. */
  fileName: string
  /** What it makes holds a secret, which is for no repository. */
  private: boolean
  /** Why nothing can be made here; the first whose `when` holds. */
  refuse: readonly { when: Expression | undefined; text: TextTemplate }[]
  inputs: readonly Input[]
  facts: readonly { name: string; expression: Expression }[]
  manifests: readonly ManifestTemplate[]
  next: readonly { when: Expression | undefined; text: TextTemplate }[]
}
