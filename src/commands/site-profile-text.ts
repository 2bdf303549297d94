import type { Style } from '../output.ts'
import type { Missing } from '../features/sites/missing.ts'
import { contactLine } from '../features/sites/contact-line.ts'
import type { Site } from '../features/sites/profile.ts'
import type { Profile } from '../features/sites/schema.ts'
import { gpuTable, storageTable } from './site-tables.ts'

/** The JSON contract of `icc site show`. */
export type ShownSite = Pick<Site, 'origin' | 'file' | 'basedOn' | 'profile'> & { missing: Missing[] }

type Styler = (style: Style, text: string) => string

/** The groups in the order a student asks about them, with the heading of each. */
const GROUPS = [
  ['contacts', 'Whom to ask'],
  ['docs', 'Pages'],
  ['login', 'Sign-in'],
  ['api', 'API server'],
  ['kubeconfig', 'Names in the kubeconfig'],
  ['network', 'Network'],
  ['namespace', 'Namespaces'],
  ['resources', 'Requests, limits, quota'],
  ['rules', 'Rules'],
  ['security', 'Pod security'],
  ['lifecycle', 'How long things live'],
  ['legal', 'Legal'],
  ['ingress', 'Ingress'],
  ['loadBalancer', 'Services of type LoadBalancer'],
  ['nodePort', 'Services of type NodePort'],
  ['storage', 'Storage'],
  ['gpu', 'GPUs'],
  ['registry', 'Images'],
  ['ci', 'CI'],
  ['smtp', 'Mail'],
  ['sources', 'Where these facts come from'],
  ['unconfirmed', 'What no operator vouches for'],
] as const satisfies readonly (readonly [keyof Profile, string])[]

/**
 * A profile for people to read: what it says by groups, then what it does not say. How the site was earlier is told only
 * where that is wanted.
 */
export function profileText(shown: ShownSite, style: Styler, { earlier }: { earlier: boolean }): string {
  const { profile, origin, file, basedOn } = shown
  const base = basedOn.length > 0 ? `, on top of ${basedOn.join(', ')}` : ''
  const head = [
    `${style('bold', profile.id)}  ${profile.title}`,
    `${origin} profile ${file}${base}${validity(profile)}`,
  ]
  const groups = GROUPS.flatMap(([key, heading]) => {
    const lines = linesOf(profile[key], '  ', key)
    return lines.length > 0 ? [['', style('bold', heading), ...lines]] : []
  })
  return [...head, ...groups.flat(), ...earlierLines(profile, style, earlier), ...unsaidLines(shown, style)].join(
    '\n',
  )
}

function earlierLines({ id, generations = {} }: Profile, style: Styler, wanted: boolean): string[] {
  const years = Object.keys(generations)
  if (years.length === 0) return []
  const heading = ['', style('bold', 'Earlier, for old course material')]
  if (wanted) return [...heading, ...linesOf(generations, '  ', 'generations')]
  return [...heading, `  ${years.join(', ')}: icc site show ${id} --earlier`]
}

function unsaidLines({ profile, missing }: ShownSite, style: Styler): string[] {
  if (missing.length === 0) return []
  const lines = missing.map(
    ({ path, what, needed }) => `  ${what} (${path})${needed === true ? ', without which nobody can sign in' : ''}`,
  )
  const ask = `  Who knows it: ${contactLine(profile)}. To write it down: icc site set KEY=VALUE --site ${profile.id}`
  return ['', style('bold', 'What this profile does not say'), ...lines, ask]
}

function validity({ validFrom, validTo, languages, timeZone }: Profile): string {
  const from = validFrom === undefined ? '' : `, holds from ${validFrom}`
  const to = validTo === undefined ? '' : `, until ${validTo}`
  const spoken = languages ? `, languages: ${languages.join(', ')}` : ''
  return `${from}${to}${spoken}${timeZone === undefined ? '' : `, time zone: ${timeZone}`}`
}

/** Width of the column of names. */
const NAMES = 20

/** Lists of texts become dashes where they are sentences (`notes` and the like), else one line. */
const SENTENCES = new Set(['notes', 'legal', 'sources'])

/** Mappings that are amounts, labels and the like: one line does. */
const PAIRS = new Set([
  'quota',
  'solverNeeds',
  'containerMin',
  'containerMax',
  'requests',
  'limits',
  'podLabels',
  'annotations',
])

function linesOf(value: unknown, indent: string, key: string): string[] {
  if (key === 'personal') return personalLines(value, indent)
  if (key === 'contacts') return contactLines(value, indent)
  if (key === 'classes') return storageTable(value as Parameters<typeof storageTable>[0]).map((line) => indent + line)
  if (key === 'models') return gpuTable(value as Parameters<typeof gpuTable>[0]).map((line) => indent + line)
  if (Array.isArray(value)) return value.flatMap((item: unknown) => itemLines(item, indent))
  if (!isMapping(value)) return []
  return Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : memberLines(name, member, indent),
  )
}

/** Tables, which say by their headings what they are. */
const TABLES = new Set(['classes', 'models'])

function memberLines(name: string, member: unknown, indent: string): string[] {
  if (SENTENCES.has(name)) return linesOf(member, indent, name)
  if (TABLES.has(name) && Array.isArray(member) && member.length > 0) return linesOf(member, indent, name)
  const label = words(name)
  const short = oneLineOf(name, member)
  if (short !== undefined) return [`${indent}${label.padEnd(Math.max(NAMES - indent.length, 0))}  ${short}`]
  return [`${indent}${label}`, ...linesOf(member, `${indent}  `, name)]
}

function itemLines(item: unknown, indent: string): string[] {
  if (!isMapping(item)) return [`${indent}- ${scalarText(item)}`]
  const [first = '', ...rest] = linesOf(item, `${indent}  `, '')
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest]
}

/** `infabc` is a made-up account that shows what the rule does. */
function personalLines(value: unknown, indent: string): string[] {
  const rule = value as NonNullable<NonNullable<Profile['namespace']>['personal']>
  const source =
    rule.from === 'username' ? 'your user name' : `the claim ${rule.from.slice('claims.'.length)} of your token`
  const strip = rule.stripPrefix ? `, without "${rule.stripPrefix}" at its beginning` : ''
  const before = rule.prefix ? `"${rule.prefix}", then ` : ''
  const after = rule.suffix ? `, then "${rule.suffix}"` : ''
  const example = `${rule.stripPrefix ?? ''}abc123`
  const result = `${rule.prefix ?? ''}abc123${rule.suffix ?? ''}`
  return [`${indent}${before}${source}${strip}${after} (${example}: ${result})`]
}

function contactLines(value: unknown, indent: string): string[] {
  return ((value as Profile['contacts']) ?? []).map(({ topic, mail, url, note }) => {
    const ways = [mail, url, note].filter((way) => way !== undefined).join(', ')
    return `${indent}${topic === undefined ? '' : `${topic}: `}${ways}`
  })
}

/** A value that fits behind its name; undefined for what needs lines of its own. */
function shortText(value: unknown): string | undefined {
  if (Array.isArray(value) && value.length === 0) return 'none'
  if (Array.isArray(value))
    return value.some((item) => isMapping(item)) ? undefined : value.map(scalarText).join(', ')
  return isMapping(value) ? undefined : scalarText(value)
}

/** What fits behind its name; undefined for what needs lines of its own. */
function oneLineOf(name: string, value: unknown): string | undefined {
  if (PAIRS.has(name)) return pairsText(value)
  if (name === 'portRange') return rangeText(value)
  if (name === 'forbiddenPorts' && Array.isArray(value)) return value.map(rangeText).join(', ')
  return shortText(value)
}

function pairsText(value: unknown): string {
  return Object.entries(value as Record<string, unknown>)
    .map(([name, amount]) => `${name} ${scalarText(amount)}`)
    .join(', ')
}

function rangeText(value: unknown): string {
  const { from, to } = value as { from: number; to: number }
  return `${from} to ${to}`
}

function scalarText(value: unknown): string {
  if (value === true) return 'yes'
  if (value === false) return 'no'
  const text = String(value)
  const certificates = text.match(/-----BEGIN CERTIFICATE-----/gu)?.length
  if (certificates === undefined) return text
  return certificates === 1 ? 'one certificate' : `${certificates} certificates`
}

/** `groupsClaim` as `groups claim`; names with dots, slashes or dashes are somebody else's and stay. */
function words(name: string): string {
  if (!/^[a-z]+([A-Z][a-z]+)*$/u.test(name)) return name
  return name.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
