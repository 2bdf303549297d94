import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { at, listAt, textAt } from '../../../../src/features/manifests/json.ts'
import { checkValues } from '../../../../src/features/scaffold/inputs/check-value.ts'
import { defaultTexts } from '../../../../src/features/scaffold/inputs/default-texts.ts'
import { choicesOf } from '../../../../src/features/scaffold/inputs/texts.ts'
import type { Around } from '../../../../src/features/scaffold/inputs/verdict.ts'
import { evaluate } from '../../../../src/features/scaffold/template/evaluate.ts'
import { isThere } from '../../../../src/features/scaffold/template/functions.ts'
import type { Input, InputType, Template, Values } from '../../../../src/features/scaffold/types.ts'

/** Draws a value, as `fc.gen()` of a property gives it. */
export type Draw = fc.GeneratorValue

/** The files that inputs may name. */
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'settings.ini': '[main]\n  key = value # not a comment\n\tyes\n\n',
  'empty.txt': '',
  'logo.bin': Uint8Array.from([0, 255, 254, 13, 10, 128]),
  'first.env': '# variables\nLEVEL=info\n\nEMPTY=\n',
  'second.env': 'COLOUR=yes\r\nNAME_OF="x y"\r\n',
}

export function writeInputFiles(folder: string): void {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content)
}

/**
 * Words that say a random part of what a template asks, all of it valid: what is required without a default, and some of
 * the rest. What there is to ask follows from the template alone, so that a new kind needs no word here.
 */
export function drawWords(template: Template, { roots, cwd }: { roots: Values; cwd: string }, draw: Draw): string[] {
  const values: Record<string, Json> = { ...roots }
  const words: string[] = []
  for (const input of template.inputs) {
    const around: Around = { values, cwd }
    if (input.type === 'secret' || (input.when !== undefined && !isThere(evaluate(input.when, values)))) continue
    const usual = defaultTexts(input, around)
    const isNeeded = input.required && usual.length === 0
    const isGiven = isNeeded || (mayBeGiven(input, values) && draw(fc.integer, { min: 0, max: 2 }) === 0)
    const texts = isGiven ? draw(() => validTexts(input, around)) : usual
    if (isGiven) words.push(...texts.map((text) => word(input, text)))
    if (texts.length === 0) continue
    const checked = checkValues(input, texts, around)
    if ('refused' in checked) throw new Error(`${input.name}: ${JSON.stringify(checked.refused)}`)
    values[input.name] = checked.value
  }
  return words
}

/** A campus that says it has no GPUs refuses every one. */
function mayBeGiven({ name }: Input, { site = {} }: Values): boolean {
  return name !== 'gpu' || hasGpus(site)
}

/** True for a campus that has GPUs, or does not say. */
export function hasGpus(site: Json): boolean {
  const models = at(site, 'gpu', 'models')
  return models === undefined || listAt(site, 'gpu', 'models').length > 0
}

function word({ name, type }: Input, text: string): string {
  if (type === 'flag') return text === 'true' ? `--${name}` : `--no-${name}`
  return `--${name}=${text}`
}

function validTexts(input: Input, around: Around): fc.Arbitrary<string[]> {
  const one = textsOf(input, around)
  const all = input.list ? fc.uniqueArray(one, { minLength: 1, maxLength: 3 }) : fc.tuple(one)
  return all.filter((texts) => !('refused' in checkValues(input, texts, around)))
}

function textsOf(input: Input, around: Around): fc.Arbitrary<string> {
  const choices = choicesOf(input, around)?.map(({ text }) => text)
  const special = SPECIAL[input.name]?.(around.values)
  if (special !== undefined) return choices === undefined ? special : special.filter((text) => choices.includes(text))
  return choices === undefined ? BY_TYPE[input.type](input) : fc.constantFrom(...choices)
}

const label = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/u)
const anyName = ({ form, longest = 63 }: Input): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: label },
    { weight: 1, arbitrary: fc.constant('x'.repeat(Math.min(longest, 63))) },
    {
      weight: form === 'subdomain' ? 2 : 0,
      arbitrary: fc.tuple(label, label).map((labels) => labels.join('.').slice(0, longest).replace(/\W$/u, 'x')),
    },
  )

/** What shells, YAML and templates know, and what people write. */
const line = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...Array.from(` #:-?[]{}&*!|>'"%@\`\\~=<a0._/,$é`)),
    minLength: 1,
    maxLength: 12,
  }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('yes', 'no', 'null', '012', '1e3', '2026-11-21', '- a', 'a: b', '{{ x }}', 'python train.py && ls'),
)

const quantity = (...units: string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.integer({ min: 64, max: 999 }), fc.constantFrom(...units)).map((parts) => parts.join(''))

const variable = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,10}$/u)
const pairOf = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(key, value).map((parts) => parts.join('='))

const minute = fc.oneof(fc.integer({ min: 0, max: 59 }).map(String), fc.constantFrom('*/7', '3,33', '5-9'))
const schedules = fc.oneof(
  fc
    .tuple(
      minute,
      fc.constantFrom('*', '3', '*/6', '9-17'),
      fc.constantFrom('*', '1', '28'),
      fc.constantFrom('*', '2', 'jan-mar'),
      fc.constantFrom('*', '0', 'MON-FRI'),
    )
    .map((fields) => fields.join(' ')),
  fc.constantFrom('@hourly', '@daily', '@weekly', '@every 90m'),
)

const images = fc.oneof(
  fc.stringMatching(/^[a-z]{2,8}\/[a-z]{2,8}:[0-9]\.[0-9]{1,2}(?:-[a-z]{1,4})?$/u),
  fc.stringMatching(/^[a-z]{2,8}\.org:5000\/[a-z]{2,8}@sha256:[0-9a-f]{64}$/u),
  fc.constantFrom('git.haw-hamburg.de:5005/infw001/web:1.4'),
)
const paths = fc.stringMatching(/^(?:\/[a-z0-9_-]{1,6}){0,3}$/u).map((text) => text || '/')

/** What is accepted as each type. */
const BY_TYPE: Readonly<Record<InputType, (input: Input) => fc.Arbitrary<string>>> = {
  text: () => line,
  flag: () => fc.constantFrom('true', 'false'),
  integer: ({ minimum = 0, maximum = 1000 }) => fc.integer({ min: minimum, max: maximum }).map(String),
  choice: () => label,
  name: anyName,
  host: () => fc.tuple(label, label).map(([one, other]) => `${one}.${other}.org`),
  'address-range': () => fc.constantFrom('192.0.2.0/24', '2001:db8::/32', '198.51.100.7'),
  // Programs that do not run as root cannot listen below.
  port: () => fc.integer({ min: 1024, max: 65_535 }).map(String),
  path: () => paths,
  image: () => images,
  cpu: () => fc.oneof(fc.integer({ min: 1, max: 4 }).map(String), quantity('m'), fc.constantFrom('0.5', '1.5')),
  memory: () => quantity('Mi', 'M'),
  size: () => quantity('Gi', 'Mi'),
  schedule: () => schedules,
  'time-zone': () => fc.constantFrom('Europe/Berlin', 'UTC', 'America/New_York', 'Asia/Kolkata'),
  pair: () => pairOf(label, line),
  label: () =>
    pairOf(
      fc.oneof(
        label,
        label.map((name) => `x.org/${name}`),
      ),
      fc.oneof(label, fc.constantFrom('', 'yes', '1')),
    ),
  environment: () => pairOf(variable, fc.oneof(line, fc.constant(''))),
  setting: () => pairOf(label, line),
  file: () => fc.constantFrom('settings.ini', 'empty.txt', 'logo.bin', 'second=settings.ini'),
  'env-file': () => fc.constantFrom('first.env', 'second.env'),
  secret: () => label,
}

/** What is accepted under a name, where its type says less than the campus or the other inputs do. */
const SPECIAL: Readonly<Record<string, (values: Values) => fc.Arbitrary<string>>> = {
  host: ({ site }) => {
    const zones = listAt(site, 'ingress', 'wildcardDomains').filter((zone) => typeof zone === 'string')
    return fc
      .tuple(label, fc.constantFrom(...(zones.length > 0 ? zones : ['example.org'])))
      .map((parts) => parts.join('.'))
  },
  class: ({ site }) => fc.constantFrom(textAt(site, 'ingress', 'class') ?? 'nginx'),
  issuer: ({ site }) => {
    const issuers = listAt(site, 'ingress', 'issuers').filter((issuer) => typeof issuer === 'string')
    return fc.constantFrom(...(issuers.length > 0 ? issuers : ['letsencrypt']))
  },
  // What is exact on / leads nowhere else.
  'path-type': ({ path }) => fc.constantFrom('Prefix', 'ImplementationSpecific', ...(path === '/' ? [] : ['Exact'])),
  'tls-secret': ({ site, host }) =>
    textAt(site, 'ingress', 'secretNameForm') === 'host-tls' && typeof host === 'string'
      ? fc.constant(`${host.replaceAll('.', '-')}-tls`)
      : label,
  'storage-class': ({ site }) => {
    const names = listAt(site, 'storage', 'classes').flatMap((one) => textAt(one, 'name') ?? [])
    return names.length > 0 ? fc.constantFrom(...names) : label
  },
  mode: ({ site, 'storage-class': name }) => {
    const found = listAt(site, 'storage', 'classes').find((one) => textAt(one, 'name') === name)
    const modes = listAt(found, 'modes').filter((mode) => typeof mode === 'string')
    const shared = at(site, 'storage', 'oneNode') === true ? [] : ['ReadWriteMany']
    return fc.constantFrom(...(modes.length > 0 ? modes : ['ReadWriteOnce', 'ReadWriteOncePod', ...shared]))
  },
  'cpu-limit': ({ cpu = '1', site }) =>
    // What a campus allows is around what is asked for.
    at(site, 'resources', 'maxRatio') === undefined
      ? fc.constantFrom('4', '4500m', '6').filter((limit) => limit !== cpu)
      : fc.constant(typeof cpu === 'string' ? cpu : JSON.stringify(cpu)),
  // All of it together must fit into the quota of the campus.
  replicas: ({ site }) => fc.integer({ min: 1, max: hasQuota(site) ? 2 : 100 }).map(String),
  parallelism: ({ site }) => fc.integer({ min: 1, max: hasQuota(site) ? 2 : 100 }).map(String),
  cpu: ({ site }) => fc.constantFrom('100m', '0.5', '1500m', ...(hasQuota(site) ? [] : ['4'])),
  size: ({ site, 'storage-class': name }) => {
    const found = listAt(site, 'storage', 'classes').find((one) => textAt(one, 'name') === name)
    return at(found, 'sizeStep') === undefined ? quantity('Gi', 'Mi') : fc.constantFrom('8Gi', '16Gi', '40Gi')
  },
  type: ({ site }) =>
    fc.constantFrom(
      'ClusterIP',
      ...(isGranted(site, 'nodePort') ? ['NodePort'] : []),
      ...(isGranted(site, 'loadBalancer') ? ['LoadBalancer'] : []),
    ),
  'node-port': () => fc.integer({ min: 30_000, max: 32_767 }).map(String),
  'mount-path': () => fc.constantFrom('/data', '/var/lib/files', '/srv/a b'),
  // These stand in scripts of a shell.
  manifests: () => fc.constantFrom('k8s', 'deploy/web'),
  'workload-file': () => fc.constantFrom('web.yaml', 'deployment.yml'),
  dockerfile: () => fc.constantFrom('Dockerfile', 'docker/Dockerfile.web'),
  environment: () => label,
  agent: () => fc.tuple(label, label, label).map(([group, project, name]) => `${group}/${project}:${name}`),
  // In the units of what else counts as memory there.
  shm: () => quantity('Mi'),
  restart: () => fc.constantFrom('Never', 'OnFailure'),
  gpu: () => fc.constantFrom('any', 'mig-10gb', 'a100', 'v100', 'v100s', 'Tesla-T4', 'NVIDIA-A100-SXM4-80GB'),
  'gpu-resource': ({ site }) =>
    fc.constantFrom('nvidia.com/gpu', ...(listAt(site, 'gpu', 'models').length > 0 ? [] : ['amd.com/gpu'])),
}

function hasQuota(site: Json | undefined): boolean {
  return at(site, 'resources', 'quota') !== undefined
}

function isGranted(site: Json | undefined, group: 'nodePort' | 'loadBalancer'): boolean {
  return [undefined, true].includes(at(site, group, 'allowed') as undefined)
}
