import type { Json } from '../manifests/document.ts'

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

/** An expression that was read: what it is worth where names stand for values. Undefined where there is nothing. */
export type Expression = {
  evaluate(values: Values): Json | undefined
  /** The names it begins from, such as `site` and `name`. */
  readonly names: readonly string[]
}

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
}

/** A text with placeholders, outside YAML: one of the next steps. */
export type TextTemplate = { render(values: Values): string; readonly names: readonly string[] }

/** A manifest with placeholders. */
export type ManifestTemplate = {
  /** The file's name in the template's folder, such as `service.yaml`. */
  file: string
  render(values: Values, options: { comments: boolean }): RenderedLine[]
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
  inputs: readonly Input[]
  facts: readonly { name: string; expression: Expression }[]
  manifests: readonly ManifestTemplate[]
  next: readonly { when: Expression | undefined; text: TextTemplate }[]
}
