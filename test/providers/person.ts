import { get } from 'node:http'
import { once } from 'node:events'
import { createBrowser, type Browser, type Page } from '../../playground/visitor.ts'

/** Somebody at the pages of a provider; each has a browser of their own. */
export type Person = {
  /** Opens the address that icc shows, and answers each page until one asks nothing more. */
  signIn(address: string): Promise<Page>
}

/**
 * @param answers what to enter, by the name of the field that the page has; a page without any of them is the last
 * @param links addresses that are chosen where a page offers them, as a pattern of the link
 */
export function createPerson(
  origin: string,
  ca: string,
  answers: readonly Readonly<Record<string, string>>[],
  links?: RegExp,
): Person {
  const browser = createBrowser(origin, ca)
  return {
    async signIn(address) {
      let page = await browser.open(address)
      for (let step = 0; step < 8; step += 1) {
        const next = await answered(browser, page, answers, links)
        if (next === undefined) break
        page = next
      }
      if (page.url.startsWith('http://')) await once(get(page.url, { agent: false }), 'response')
      return page
    },
  }
}

async function answered(
  browser: Browser,
  page: Page,
  answers: readonly Readonly<Record<string, string>>[],
  links: RegExp | undefined,
): Promise<Page | undefined> {
  const link = [...page.body.matchAll(/href="([^"]*)"/gu)].find(([, to = '']) => links?.test(to))?.[1]
  if (link !== undefined) return browser.open(new URL(plain(link), page.url).href)
  for (const form of page.body.matchAll(/<form[^>]*>.*?<\/form>/gsu)) {
    const fields = fieldsOf(form[0])
    const answer = answers.find((one) => Object.keys(one).every((name) => fields.has(name)))
    if (answer === undefined) continue
    const action = attribute(/<form[^>]*>/u.exec(form[0])?.[0] ?? '', 'action') ?? ''
    const filled = new URLSearchParams(
      [...fields].filter(([, { isButton }]) => !isButton).map(([name, { value }]) => [name, value]),
    )
    for (const [name, value] of Object.entries(answer)) filled.set(name, value || (fields.get(name)?.value ?? ''))
    return browser.post(new URL(plain(action), page.url).href, filled)
  }
  return undefined
}

type Field = { value: string; isButton: boolean }

function fieldsOf(form: string): Map<string, Field> {
  const fields = new Map<string, Field>()
  for (const [tag] of form.matchAll(/<(?:input|button)[^>]*>/gu)) {
    const name = attribute(tag, 'name')
    if (name === undefined || fields.has(name)) continue
    const isButton = tag.startsWith('<button') || attribute(tag, 'type') === 'submit'
    fields.set(name, { value: plain(attribute(tag, 'value') ?? ''), isButton })
  }
  return fields
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(tag)?.[1]
}

function plain(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&#43;', '+').replaceAll('&#34;', '"')
}
