import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createClient, send } from './campus-client.ts'
import { confirmCodePage } from '../../playground/identity-pages.ts'

let campus: Campus

beforeAll(async () => {
  campus = await startCampus()
})
afterAll(() => campus.close())

type Page = { url: string; text: string }

/** A browser that keeps every cookie, follows redirects and has no JavaScript. */
function createBrowser(own: Campus) {
  const cookies = new Map<string, string>()
  async function load(method: string, url: string, form?: URLSearchParams): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const { headers, text } = await send(own, method, url, form, { cookie, accept: 'text/html' })
    for (const header of (headers['set-cookie'] ?? []) as string[]) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      cookies.set(name, value)
    }
    const location = headers['location']
    return typeof location === 'string' ? load('GET', new URL(location, url).href) : { url, text }
  }
  const press = (page: Page, fields: Record<string, string>): Promise<Page> => {
    const action = /<form method="post" action="([^"]*)"/.exec(page.text)?.[1] ?? ''
    const hidden = [...page.text.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    const form = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]))
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    return load('POST', new URL(action, page.url).href, form)
  }
  return { open: (url: string) => load('GET', url), press }
}

/** What the sign-in page of a campus shows. */
async function signInPage(own: Campus): Promise<string> {
  const device = await createClient(own).startDevice()
  const browser = createBrowser(own)
  const page = await browser.open(String(device.answer['verification_uri_complete']))
  return (await browser.press(page, { confirm: 'yes' })).text
}

function offeredBy(page: string): (string | undefined)[] {
  return [...page.matchAll(/name="login" value="([^"]+)"/g)].map((match) => match[1])
}

test('the complete link shows the code to compare and the name of the program, and runs no script', async () => {
  const device = await createClient(campus, 'icc-short').startDevice()
  const page = await send(campus, 'GET', String(device.answer['verification_uri_complete']))
  expect(page.text).toContain('<main id="confirm-code">')
  expect(page.text).toContain(`<p class="code">${device.userCode}</p>`)
  expect(page.text).toContain('<strong>icc (short tokens)</strong>')
  expect(page.text).not.toContain('<script')
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/)
})

test('the plain link asks for the code with a labelled field', async () => {
  const page = await send(campus, 'GET', `${campus.issuer}/device`)
  expect(page.text).toContain('<main id="enter-code">')
  expect(page.text).toContain('<label for="user_code">')
})

test('a code typed by hand, in small letters and without the dash, leads to the comparison and to the end', async () => {
  const device = await createClient(campus).startDevice()
  const browser = createBrowser(campus)
  const typed = device.userCode.toLowerCase().replace('-', ' ')
  const compare = await browser.press(await browser.open(`${campus.issuer}/device`), { user_code: typed })
  expect(compare.text).toContain(`<p class="code">${device.userCode}</p>`)
  const signIn = await browser.press(compare, { confirm: 'yes' })
  const consent = await browser.press(signIn, { login: 'staff01' })
  expect(consent.text).toContain('You are <strong>staff01</strong>')
  const done = await browser.press(consent, { decision: 'allow' })
  expect(done.text).toContain('<main id="success">')
  expect(done.text).toContain('go back to your terminal')
  expect(await createClient(campus).poll(device)).toMatchObject({ status: 200 })
})

test('a wrong code typed by hand asks again', async () => {
  const browser = createBrowser(campus)
  const again = await browser.press(await browser.open(`${campus.issuer}/device`), { user_code: 'AAAA-AAAA' })
  expect(again.text).toContain('<main id="enter-code">')
  expect(again.text).toContain('This code is not known.')
})

test('stopping at the comparison denies the device', async () => {
  const device = await createClient(campus).startDevice()
  const browser = createBrowser(campus)
  const compare = await browser.open(String(device.answer['verification_uri_complete']))
  expect((await browser.press(compare, { abort: 'yes' })).text).toContain('<main id="denied">')
  expect(await createClient(campus).poll(device)).toMatchObject({ json: { error: 'access_denied' } })
})

test('one browser can sign in as one account after the other', async () => {
  const browser = createBrowser(campus)
  for (const username of ['infw001', 'infw002']) {
    const device = await createClient(campus).startDevice()
    const compare = await browser.open(String(device.answer['verification_uri_complete']))
    const consent = await browser.press(await browser.press(compare, { confirm: 'yes' }), { login: username })
    expect((await browser.press(consent, { decision: 'allow' })).text).toContain('<main id="success">')
    const { json } = await createClient(campus).poll(device)
    expect(decodeJwt(String(json['id_token']))).toMatchObject({ preferred_username: username })
  }
})

test('an unknown code in the link asks again and says so', async () => {
  const page = await send(campus, 'GET', `${campus.issuer}/device?user_code=${encodeURIComponent('<b>AAAA')}`)
  expect(page.text).toContain('The code in this link is not known.')
  expect(page.text).not.toContain('<b>AAAA')
})

test('whatever is put into a page is escaped', () => {
  const page = confirmCodePage({ action: '/device', xsrf: '"><script>' }, 'A&B', '<img onerror="x">')
  expect(page).toContain('&lt;img onerror=&quot;x&quot;&gt;')
  expect(page).toContain('A&amp;B')
  expect(page).not.toContain('<script>')
})

test('the sign-in page offers the ordinary accounts, and the faulty ones only when told to', async () => {
  expect(offeredBy(await signInPage(campus))).toEqual(['infw001', 'infw002', 'staff01'])
  const own = await startCampus({ showFaultyUsers: true })
  try {
    expect(offeredBy(await signInPage(own))).toEqual(['infw001', 'infw002', 'staff01', 'ghost', 'INVALID__USER'])
  } finally {
    await own.close()
  }
})

test('a form sent without the cookies of its page is refused', async () => {
  const device = await createClient(campus).startDevice()
  const form = new URLSearchParams({ xsrf: 'guessed', user_code: device.userCode, confirm: 'yes' })
  const answer = await send(campus, 'POST', `${campus.issuer}/device`, form, { accept: 'text/html' })
  expect(answer.text).toContain('<main id="error">')
  expect(await createClient(campus).poll(device)).toMatchObject({ json: { error: 'authorization_pending' } })
})

test('a page of a sign-in that does not exist is an error page', async () => {
  const answer = await send(campus, 'GET', `${campus.issuer}/interaction/unknown`)
  expect(answer).toMatchObject({ status: 400 })
  expect(answer.text).toContain('<main id="error">')
})
