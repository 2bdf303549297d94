import type { Profile } from './schema.ts'

/** What a profile lets icc do on its user's computer: whom it talks to, what it runs, which pages it opens. */
export type Reach = {
  /** Servers, by what they are for; some of them get a token or password of the user. */
  talksTo: { field: string; where: string }[]
  /** Command lines that are run. */
  runs: string[]
  opens: { field: string; where: string }[]
  /** Fields with certificates that are trusted. */
  trusts: string[]
}

/** Where credentials and requests go. */
const TALKS = ['login', 'api', 'network'] as const

/** Pages for people. */
const OPENS = ['docs', 'contacts'] as const

const PAGES = new Set(['login.portal.url', 'login.openshift.console'])

/**
 * All of it, found by the form of the values: a field that somebody adds to profiles later is told as well.
 *
 * @returns fields by their dotted paths
 */
export function reachOf(profile: Profile): Reach {
  const texts = TALKS.flatMap((group) => textsIn(profile[group], group))
  const addresses = texts.filter(([, text]) => isAddress(text))
  const hosts = texts.filter(([field]) => /(?:^|\.)(?:\w*[hH]osts?|tlsServerName)(?:\[\d+\])?$/u.test(field))
  const pages = OPENS.flatMap((group) => textsIn(profile[group], group)).filter(([, text]) => isAddress(text))
  return {
    talksTo: [...addresses.filter((one) => !isPage(one)), ...hosts].map(place),
    runs: commandsOf(profile),
    opens: [...addresses.filter(isPage), ...pages].map(place),
    trusts: texts.filter(([, text]) => text.includes('-----BEGIN CERTIFICATE-----')).map(([field]) => field),
  }
}

function commandsOf({ login: { ssh }, network }: Profile): string[] {
  if (ssh === undefined) return []
  const jump = network?.jumpHost === undefined ? '' : `-J ${network.jumpHost} `
  const port = ssh.port === undefined ? '' : `-p ${ssh.port} `
  return [`ssh ${jump}${port}${ssh.host} ${ssh.command}`]
}

type Text = readonly [field: string, text: string]

function place([field, where]: Text): { field: string; where: string } {
  return { field, where }
}

function isPage([field]: Text): boolean {
  return PAGES.has(field)
}

function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/\S+$/iu.test(text)
}

function textsIn(value: unknown, field: string): Text[] {
  if (typeof value === 'string') return [[field, value]]
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => textsIn(item, `${field}[${index}]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) => textsIn(member, `${field}.${key}`))
}
