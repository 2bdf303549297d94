import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasVariable } from '../../../../src/features/manifests/variable.ts'
import { checkValue } from '../../../../src/features/scaffold/inputs/check-value.ts'
import type { Input } from '../../../../src/features/scaffold/types.ts'
import { lintTexts } from '../../../support/lint.ts'
import { hosts, images, labels, names, ports, quantities, schedules, variables, zones } from './generated-texts.ts'
import { inputOf } from './input.ts'

/** A place in a manifest, and the rules that look at it. */
type Place = {
  title: string
  input: Partial<Input>
  texts: fc.Arbitrary<string>
  /** The manifest with the text at the place. */
  manifest: (text: string) => string
  rules: readonly string[]
  /** Where scaffold wants more than lint does: sizes that are zero, or hardly meant. */
  isStricter?: true
}

const around = { values: {}, cwd: '/' }

const PLACES: Place[] = [
  ...(
    [
      ['subdomain', undefined, (text) => configMap({ name: text })],
      ['letter-first label', undefined, service],
      ['label', undefined, (text) => pod({ name: text })],
      ['subdomain', 52, (text) => cronJob({ name: text })],
    ] satisfies [Input['form'], number | undefined, (text: string) => string][]
  ).map(([form, longest, manifest]): Place => ({
    title: `name (${form}, ${longest ?? 'usual'} length)`,
    input: { type: 'name', form, longest },
    texts: names,
    manifest,
    rules: ['name-invalid', 'name-too-long', 'placeholder'],
  })),
  {
    title: 'host',
    input: { type: 'host' },
    // To lint no host at all is a matter of another rule.
    texts: hosts.filter((text) => text !== ''),
    manifest: ingress,
    rules: ['host-invalid', 'placeholder'],
  },
  {
    title: 'port',
    input: { type: 'port' },
    texts: ports,
    manifest: (text) => pod({ ports: [{ containerPort: Number(text) }] }),
    rules: ['port-range'],
  },
  {
    title: 'image',
    input: { type: 'image' },
    texts: images,
    manifest: (text) => pod({ image: text }),
    rules: ['image-reference', 'image-tag', 'placeholder'],
  },
  {
    title: 'schedule',
    input: { type: 'schedule' },
    texts: schedules,
    manifest: (text) => cronJob({ schedule: text }),
    rules: ['cron-schedule', 'cron-never'],
  },
  {
    title: 'time zone',
    input: { type: 'time-zone' },
    texts: zones,
    manifest: (text) => cronJob({ timeZone: text }),
    rules: ['cron-time-zone'],
  },
  {
    title: 'label',
    input: { type: 'label' },
    texts: labels,
    manifest: (text) => configMap({ name: 'web', labels: Object.fromEntries([splitPair(text)]) }),
    rules: ['label-invalid', 'placeholder'],
  },
  {
    title: 'cpu',
    input: { type: 'cpu' },
    texts: quantities,
    manifest: (text) => pod({ resources: { limits: { cpu: text } } }),
    rules: ['quantity-invalid', 'quantity-unit'],
    isStricter: true,
  },
  {
    title: 'memory',
    input: { type: 'memory' },
    texts: quantities,
    manifest: (text) => pod({ resources: { limits: { memory: text } } }),
    rules: ['quantity-invalid', 'quantity-unit'],
    isStricter: true,
  },
  {
    title: 'size',
    input: { type: 'size' },
    texts: quantities,
    manifest: claim,
    rules: ['quantity-invalid', 'quantity-unit', 'storage-size'],
    isStricter: true,
  },
  {
    title: 'environment',
    input: { type: 'environment' },
    texts: variables,
    manifest: (text) => {
      const [name, value] = splitPair(text)
      return pod({ env: [{ name, value }] })
    },
    rules: ['secret-plain-text', 'placeholder'],
  },
]

test.each(PLACES)('scaffold and lint agree on $title', (place) => {
  fc.assert(
    fc.property(place.texts, (text) => {
      expect(disagreement(place, text)).toBeUndefined()
    }),
    { numRuns: 400 },
  )
})

/** Where lint faults what was accepted, or has no fault to find where something was refused. */
function disagreement({ input: given, manifest, rules, isStricter }: Place, text: string): string | undefined {
  const input = inputOf(given)
  const verdict = checkValue(input, text, around)
  if ('value' in verdict) {
    const faults = faultsOf(manifest(asWritten(given, text, verdict.value)), rules)
    return faults.length === 0 ? undefined : `accepted, and lint finds ${faults.join()}`
  }
  const { rule, example } = verdict
  if (!('value' in checkValue(input, example, around))) return `the example ${example} is refused too`
  // What another program fills in later lint leaves alone.
  if (hasVariable(text) || rule === undefined || isStricter === true) return undefined
  return faultsOf(manifest(text), rules).includes(rule) ? undefined : `refused by ${rule}, and lint does not`
}

/** Amounts are written without the blanks around them. */
function asWritten({ type }: Partial<Input>, text: string, value: unknown): string {
  return type === 'cpu' || type === 'memory' || type === 'size' ? String(value) : text
}

/** The rules of those asked for that fault a manifest. */
function faultsOf(manifest: string, rules: readonly string[]): string[] {
  const { findings } = lintTexts({ 'a.yaml': manifest })
  const syntax = findings.find(({ rule }) => rule === 'yaml-syntax')
  if (syntax !== undefined) throw new Error(`the test writes no YAML: ${manifest}`)
  return findings.map(({ rule }) => rule).filter((rule) => rules.includes(rule))
}

function splitPair(text: string): [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}

function configMap(metadata: object): string {
  return yaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } })
}

function service(name: string): string {
  const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] }
  return yaml({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec })
}

const CONTAINER = { name: 'web', image: 'nginx:1.29.3' }

function pod(container: object): string {
  const spec = { containers: [{ ...CONTAINER, ...container }] }
  return yaml({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec })
}

function cronJob({ name = 'web', ...spec }: { name?: string; schedule?: string; timeZone?: string }): string {
  const template = { spec: { restartPolicy: 'Never', containers: [CONTAINER] } }
  const jobTemplate = { spec: { template } }
  const full = { schedule: '17 3 * * *', timeZone: 'Europe/Berlin', ...spec, jobTemplate }
  return yaml({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name }, spec: full })
}

function ingress(host: string): string {
  const backend = { service: { name: 'web', port: { name: 'http' } } }
  const rules = [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }]
  return yaml({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' }, spec: { rules } })
}

function claim(storage: string): string {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } }
  return yaml({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'web' }, spec })
}

/** JSON is YAML; what YAML 1.1 holds only escaped is escaped. */
function yaml(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^\t\n\r -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
