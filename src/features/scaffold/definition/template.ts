import { parseManifest } from '../template/manifest.ts'
import { parseText } from '../template/text.ts'
import type { Input, ManifestTemplate, Template, TemplateText } from '../types.ts'
import { Fields } from './fields.ts'
import { checkNames, expressionOf, readInputs, ROOTS } from './inputs.ts'

/** The files of a template's folder, and what all templates share. */
export type TemplateFolder = {
  kind: string
  origin: Template['origin']
  /** As the user is to see it. */
  folder: string
  /** The text of a file of the folder; undefined where there is none. */
  file(name: string): TemplateText | undefined
  /** The text of a part that all templates share, such as `labels`. */
  part(name: string): TemplateText | undefined
}

const FIELDS = [
  'version',
  'summary',
  'also',
  'file',
  'private',
  'with',
  'manifests',
  'refuse',
  'inputs',
  'facts',
  'next',
]

/** What is known before anything is asked. */
const BEFORE_ALL = ['site', 'kubernetes', 'namespace'] as const

/** What manifests may use besides inputs and facts. */
const IN_MANIFESTS = ['minimal', 'kubernetes'] as const

/**
 * Reads a template: what it asks and what it writes.
 *
 * @throws `template-broken` (exit 1) with the file and line of what is wrong
 */
export function readTemplate(folder: TemplateFolder): Template {
  const fields = Fields.open(folder.file('template.yaml') ?? { file: `${folder.folder}/template.yaml`, text: '' })
  fields.allow(FIELDS)
  const inputs = readInputs(fields.mapping('inputs'), setsOf(fields, folder))
  const facts = readFacts(fields, inputs)
  const known = new Set([...IN_MANIFESTS, ...inputs.map(({ name }) => name), ...facts.map(({ name }) => name)])
  const secrets = new Set(inputs.filter(({ type }) => type === 'secret').map(({ name }) => name))
  const isPrivate = fields.flag('private')
  if (secrets.size > 0 && !isPrivate)
    fields.fail('A template with a secret needs private: true.', 'inputs', [...secrets][0] ?? '')
  return {
    kind: folder.kind,
    version: fields.integer('version') ?? fields.fail('version is missing.'),
    summary: fields.requiredText('summary'),
    also: fields.texts('also'),
    origin: folder.origin,
    folder: folder.folder,
    fileName: fileNameOf(fields, folder.kind),
    private: isPrivate,
    refuse: readSteps(fields, 'refuse', new Set(BEFORE_ALL)),
    inputs,
    facts,
    manifests: readManifestTemplates(fields, folder, known),
    next: readSteps(fields, 'next', new Set([...known, ...ROOTS].filter((name) => !secrets.has(name)))),
  }
}

/** Sets of inputs that several templates share, from the parts. */
function setsOf(fields: Fields, folder: TemplateFolder): Fields[] {
  const wanted = fields.texts('with')
  if (wanted.length === 0) return []
  const text = folder.file('inputs.yaml') ?? folder.part('inputs')
  const sets = text === undefined ? undefined : Fields.open(text)
  return wanted.map(
    (name, index) => sets?.mapping(name) ?? fields.fail(`There is no set of inputs ${name}.`, 'with', index),
  )
}

function readFacts(fields: Fields, inputs: readonly Input[]): Template['facts'] {
  const facts = fields.mapping('facts')
  const known = new Set([
    ...ROOTS.filter((name) => name !== 'file' && name !== 'runs'),
    ...inputs.filter(({ type }) => type !== 'secret').map(({ name }) => name),
  ])
  return (facts?.names ?? []).map((name) => {
    const expression = facts === undefined ? undefined : expressionOf(facts, name, known)
    if (expression === undefined || known.has(name)) return fields.fail(`${name} cannot be a fact.`, 'facts', name)
    known.add(name)
    return { name, expression }
  })
}

function fileNameOf(fields: Fields, kind: string): string {
  const name = fields.text('file') ?? `${kind}.yaml`
  if (/^[\w.-]+\.(?:yaml|yml)$/u.test(name)) return name
  return fields.fail('file must be a name that ends in .yaml, without a folder.', 'file')
}

function readManifestTemplates(
  fields: Fields,
  folder: TemplateFolder,
  known: ReadonlySet<string>,
): ManifestTemplate[] {
  const names = fields.texts('manifests')
  if (names.length === 0) fields.fail('manifests is missing: the files that make the manifest.')
  const part = (name: string): TemplateText | undefined => folder.file(`${name}.yaml`) ?? folder.part(name)
  return names.map((name, index) => {
    const text = /^[\w-]+\.yaml$/u.test(name) && name !== 'template.yaml' ? folder.file(name) : undefined
    if (text === undefined) return fields.fail(`There is no file ${name} in this folder.`, 'manifests', index)
    return parseManifest(text, part, known)
  })
}

/** Sentences, each with what it depends on. */
function readSteps(fields: Fields, name: 'refuse' | 'next', known: ReadonlySet<string>): Template['next'] {
  return fields.mappings(name).map((step) => {
    step.allow(['when', 'text'])
    const text = parseText(step.requiredText('text'), step.place('text'))
    checkNames(text.names, known, step, 'text')
    return { when: expressionOf(step, 'when', known), text }
  })
}
