import { ExitCode, IccError } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { nearestNames } from '../../nearest-names.ts'
import type { Site } from './profile.ts'
import type { Profile } from './schema.ts'

/** A page of a site for people. `about` says where the profile names it. */
export type Page = { name: string; url: string; about: string }

/** The pages that a profile names, those of its `docs` first under their own names; no name and no address twice. */
export function pagesOf({ docs = {}, login, ci, contacts = [] }: Profile): Page[] {
  const named: (Page | undefined)[] = [
    ...Object.entries(docs).map(([name, url]) => ({ name, url, about: 'documentation' })),
    page('portal', login.portal?.url, 'where sign-in hands out a kubeconfig'),
    page('console', login.openshift?.console, 'console of OpenShift'),
    page('rancher', login.rancher?.url, 'Rancher'),
    page('gitlab', ci?.gitlab, 'GitLab of the campus'),
    ...contacts.map(({ url, topic = 'whom to ask' }, at) => page(at === 0 ? 'help' : `help-${at + 1}`, url, topic)),
  ]
  const pages: Page[] = []
  for (const one of named) {
    const isNew = one && !pages.some(({ name, url }) => name === one.name || url === one.url)
    if (isNew) pages.push(one)
  }
  return pages
}

function page(name: string, url: string | undefined, about: string): Page | undefined {
  return url === undefined ? undefined : { name, url, about }
}

/**
 * One page of a site. `docs` is the first of the documentation where no page is called so.
 *
 * @throws `page-unknown` (exit 2) with the nearest name, or whom to ask where the site has no such page
 */
export function findPage({ id, profile }: Pick<Site, 'id' | 'profile'>, wanted: string): Page {
  const pages = pagesOf(profile)
  const found = pages.find(({ name }) => name === wanted)
  const docs = wanted === 'docs' ? pages.find(({ about }) => about === 'documentation') : undefined
  const one = found ?? docs
  if (one) return one
  const names = pages.map(({ name }) => name)
  const [near] = nearestNames(wanted, names)
  const mails = (profile.contacts ?? []).flatMap(({ mail }) => mail ?? [])
  const text = [
    `The profile ${id} names no page "${oneLine(wanted)}".`,
    ...(near === undefined ? [] : [`Did you mean ${near}?`]),
    names.length === 0 ? 'It names none at all.' : `There are: ${names.join(', ')}.`,
    ...(mails.length === 0 ? [] : [`Whom to ask: ${mails.join(', ')}.`]),
  ]
  throw new IccError('page-unknown', text.join(' '), {
    exitCode: ExitCode.usage,
    hint: near === undefined ? 'icc open' : `icc open ${near}`,
  })
}
