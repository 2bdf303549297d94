import { defineCommand, type AnyCommand, type Options } from '../command.ts'
import type { Context } from '../context.ts'
import { flowText } from '../features/manifests/flow-text.ts'
import type { OwnFlag } from '../features/scaffold/definition/inputs.ts'
import { evaluate } from '../features/scaffold/template/evaluate.ts'
import type { Input, Template } from '../features/scaffold/types.ts'

/** An option that no input may be named like, as templates are checked for. */
type OwnOptions = Partial<Record<OwnFlag, Options[string]>>

const OWN_OPTIONS = {
  out: { type: 'value', placeholder: 'FILE', description: 'write to this file, folder (FOLDER/), or stdout (-)' },
  'dry-run': { type: 'flag', description: 'say what would be written, with the difference, and write nothing' },
  force: { type: 'flag', description: 'overwrite what is there' },
  set: {
    type: 'value',
    repeatable: true,
    placeholder: 'KEY=VALUE',
    offers: 'input',
    description: 'another way to say --KEY VALUE',
  },
  values: { type: 'value', placeholder: 'FILE', description: 'a YAML file with the values of flags' },
  namespace: {
    type: 'value',
    short: 'n',
    placeholder: 'NS',
    description: 'write this namespace into the manifest; without one it fits all of yours',
  },
  'kube-version': { type: 'value', placeholder: '1.NN', description: 'the version of the cluster' },
  'no-comments': { type: 'flag', description: 'without the explanations' },
  minimal: { type: 'flag', description: 'without what is optional' },
  offline: { type: 'flag', description: 'do not ask the cluster what it has' },
  list: { type: 'flag', description: 'list the kinds' },
} as const satisfies OwnOptions

/** Of templates whose manifest holds a secret. */
const PRIVATE_OPTIONS = {
  apply: { type: 'flag', description: 'send it to the cluster of the current context instead of writing a file' },
} as const satisfies OwnOptions

/** `icc scaffold`: which flags there are depends on the kind that the line names. */
export async function scaffold(ctx: Context, argv: readonly string[]): Promise<AnyCommand> {
  const { findTemplate, listKinds } = await import('../features/scaffold/find.ts')
  const kinds = listKinds(ctx).map(({ kind }) => kind)
  const at = argv.indexOf('scaffold')
  const kind = at < 0 ? undefined : argv.slice(at + 1).find((word) => kinds.includes(word))
  const template = kind === undefined ? undefined : await findTemplate(ctx, kind)
  return commandFor(template, kinds)
}

function commandFor(template: Template | undefined, kinds: readonly string[]): AnyCommand {
  const options: Options = {
    ...Object.fromEntries((template?.inputs ?? []).map(optionOf)),
    ...OWN_OPTIONS,
    ...(template?.private === true ? PRIVATE_OPTIONS : {}),
  }
  return defineCommand({
    name: 'scaffold',
    summary: 'write a manifest that this campus accepts',
    description: describe(template, kinds),
    arguments: ['[KIND]', '[NAME]'],
    argumentOffers: ['kind'],
    ...(template === undefined ? {} : { usage: usageOf(template) }),
    options,
    instead: INSTEAD,
    examples: examplesOf(template),
    async run(call, { args, options: given }) {
      const { runScaffold } = await import('./scaffold-run.ts')
      await runScaffold(call, { template, args, options: given })
    },
  })
}

function usageOf({ kind, inputs }: Template): string {
  return [kind, ...(inputs.some(({ argument }) => argument) ? ['[NAME]'] : []), '[options]'].join(' ')
}

const FILE = 'The file is named by --out FILE.'

/** What kubectl and other tools call so. */
const INSTEAD = {
  '-f': FILE,
  '--file': FILE,
  '--filename': FILE,
  '--output-file': FILE,
}

function examplesOf(template: Template | undefined): AnyCommand['examples'] {
  if (template === undefined)
    return [
      ['icc scaffold ingress', 'asks what it needs to know, and writes ingress.yaml'],
      ['icc scaffold pvc data --size 5Gi --out -', 'only prints it'],
      ['icc scaffold ingress --help', 'what can be said about an Ingress'],
      ['icc scaffold update ingress.yaml', 'to the newest form, with what was changed by hand'],
    ]
  const { kind, fileName } = template
  if (template.private)
    return [
      [`icc scaffold ${kind}`, `asks what it needs to know, and writes ${fileName}, which git must ignore`],
      [`icc scaffold ${kind} --apply`, 'sends it to the cluster, and leaves no file behind'],
    ]
  return [
    [`icc scaffold ${kind}`, `asks what it needs to know, and writes ${fileName}`],
    [`icc scaffold ${kind} --out -`, 'only prints it'],
    [`icc scaffold update ${fileName}`, 'to the newest form, with what was changed by hand'],
  ]
}

function describe(template: Template | undefined, kinds: readonly string[]): string {
  if (template !== undefined)
    return `Write ${template.summary}. icc lint is asked first: what it would fault is not written`
  return `Write a manifest that this campus accepts. icc scaffold KIND --help says what can be given. Kinds: ${kinds.join(', ')}`
}

function optionOf(input: Input): [string, Options[string]] {
  const { name, type, list } = input
  const description = `${input.help}${note(input)}`
  if (type === 'flag') return [name, { type: 'flag', description, negated: `the contrary of --${name}` }]
  const placeholder = PLACEHOLDERS[type] ?? type.toUpperCase()
  const offers = knownChoices(input)
  return [
    name,
    {
      type: 'value',
      placeholder,
      description,
      ...(offers === undefined ? {} : { offers }),
      ...(list ? { repeatable: true } : {}),
    },
  ]
}

/** Those that are written in the template, and none for paths, which are not of this computer. Lint's own rules check what is given, so that a shell may offer them only. */
function knownChoices({ type, choices }: Input): string[] | undefined {
  if (type === 'path') return []
  const known = choices?.names.length === 0 ? evaluate(choices, {}) : undefined
  return Array.isArray(known) ? known.map(String) : undefined
}

/** What is known without looking at campus and folder: choices and defaults that are written in the template. */
function note({ type, required, choices, default: usual, argument }: Input): string {
  if (type === 'secret') return ' (asked for unseen, or the first line of standard input; never a flag)'
  const words = [
    ...(argument ? ['also as NAME'] : []),
    ...(required && usual === undefined ? ['required'] : []),
    ...(choices?.names.length === 0 ? [flowText(evaluate(choices, {}) ?? null).replace(/^\[|\]$/gu, '')] : []),
    ...(usual?.names.length === 0 ? [`default ${flowText(evaluate(usual, {}) ?? null)}`] : []),
  ]
  return words.length === 0 ? '' : ` (${words.join('; ')})`
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  pair: 'KEY=VALUE',
  label: 'KEY=VALUE',
  environment: 'NAME=VALUE',
  setting: 'KEY=VALUE',
  integer: 'NUMBER',
  file: '[KEY=]PATH',
  'env-file': 'PATH',
  'time-zone': 'ZONE',
}
