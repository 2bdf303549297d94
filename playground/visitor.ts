import { request } from 'node:https'
import type { PageKind } from './identity-pages.ts'

/** A person with a browser. */
export type Visitor = {
  approve(userCode: string, username: string): Promise<void>
  deny(userCode: string, username: string): Promise<void>
  authorize(authorizationUrl: string, username: string, decision?: 'allow' | 'deny'): Promise<string>
}

export type Page = { url: string; status: number; body: string }
export type Browser = {
  open(url: string): Promise<Page>
  post(url: string, form: URLSearchParams): Promise<Page>
  /** Presses the button of the page's form that has this name and value. */
  press(page: Page, name: string, value: string): Promise<Page>
}
type Cookie = { path: string; text: string }

/** Signs in through the identity provider's pages the way people do, one fresh browser for each sign-in. */
export function createVisitor(issuer: string, ca: string): Visitor {
  async function visit(start: string, first: PageKind, username: string, decision: string): Promise<Page> {
    const browser = createBrowser(issuer, ca)
    let page = await browser.open(start)
    if (first === 'confirm-code') page = await browser.press(expectPage(page, first), 'confirm', 'yes')
    page = await browser.press(expectPage(page, 'sign-in'), 'login', username)
    return browser.press(expectPage(page, 'consent'), 'decision', decision)
  }
  const link = (userCode: string): string => `${issuer}/device?user_code=${encodeURIComponent(userCode)}`
  return {
    async approve(userCode, username) {
      expectPage(await visit(link(userCode), 'confirm-code', username, 'allow'), 'success')
    },
    async deny(userCode, username) {
      expectPage(await visit(link(userCode), 'confirm-code', username, 'deny'), 'denied')
    },
    async authorize(authorizationUrl, username, decision = 'allow') {
      const { url } = await visit(authorizationUrl, 'sign-in', username, decision)
      return url
    },
  }
}

function expectPage(page: Page, kind: PageKind): Page {
  if (page.body.includes(`<main id="${kind}">`)) return page
  const text = page.body.replaceAll(/<(style|title)>[^]*?<\/\1>|<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
  throw new Error(`The identity provider did not show its page "${kind}" (status ${page.status}):${text}`)
}

/** A browser without scripts, which keeps cookies and stays at one origin. */
export function createBrowser(origin: string, ca: string): Browser {
  const cookies = new Map<string, Cookie>()

  /** Follows redirects as far as they stay at the provider. */
  async function load(method: string, url: string, form?: URLSearchParams): Promise<Page> {
    const answer = await send(method, url, ca, cookieHeader(cookies, url), form)
    for (const header of answer.setCookie) keepCookie(cookies, header)
    if (answer.location === undefined) return { url, status: answer.status, body: answer.body }
    const next = new URL(answer.location, url)
    if (next.origin !== origin) return { url: next.href, status: answer.status, body: '' }
    return load('GET', next.href)
  }

  return {
    open: (url) => load('GET', url),
    post: (url, form) => load('POST', url, form),
    press(page, name, value) {
      const action = /<form method="post" action="([^"]*)"/.exec(page.body)?.[1]
      if (action === undefined) throw new Error(`There is no form on ${page.url}.`)
      const form = new URLSearchParams()
      for (const [, hidden = '', text = ''] of page.body.matchAll(
        /<input type="hidden" name="([^"]*)" value="([^"]*)"/g,
      ))
        form.set(hidden, text)
      form.set(name, value)
      return load('POST', new URL(action, page.url).href, form)
    },
  }
}

function cookieHeader(cookies: Map<string, Cookie>, url: string): string {
  const { pathname } = new URL(url)
  const matching = [...cookies.values()].filter(({ path }) => pathname.startsWith(path))
  return matching.map(({ text }) => text).join('; ')
}

/** A name is a cookie of its own for each path; one that expired in the past is a removal. @see RFC 6265 section 5.3 */
function keepCookie(cookies: Map<string, Cookie>, header: string): void {
  const [text = '', ...attributes] = header.split(/;\s*/)
  const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/'
  const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8)
  const key = `${path} ${text.slice(0, text.indexOf('='))}`
  if (expires !== undefined && Date.parse(expires) < Date.now()) cookies.delete(key)
  else cookies.set(key, { path, text })
}

type Answer = { status: number; location: string | undefined; setCookie: string[]; body: string }

async function send(
  method: string,
  url: string,
  ca: string,
  cookie: string,
  form: URLSearchParams | undefined,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const headers: Record<string, string> = { accept: 'text/html' }
  if (cookie !== '') headers['cookie'] = cookie
  if (form) headers['content-type'] = 'application/x-www-form-urlencoded'
  const outgoing = request(url, { method, ca, headers, agent: false }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        location: response.headers.location,
        setCookie: response.headers['set-cookie'] ?? [],
        body: Buffer.concat(chunks).toString(),
      }),
    )
  })
  outgoing.on('error', reject)
  outgoing.end(form?.toString())
  return promise
}
