import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createClient, send } from './campus-client.ts'
import { confirmCodePage } from '../../playground/identity-pages.ts'

let campus: Campus

beforeAll(async () => {
  campus = await startCampus()
})
afterAll(() => campus.close())

/** What the sign-in page of a campus shows. */
async function signInPage(own: Campus): Promise<string> {
  const device = await createClient(own).startDevice()
  const opened = await send(own, 'GET', String(device.answer['verification_uri_complete']))
  const cookie = cookies(opened.headers)
  const xsrf = /name="xsrf" value="(\w+)"/.exec(opened.text)?.[1] ?? ''
  const form = new URLSearchParams({ xsrf, user_code: device.userCode, confirm: 'yes' })
  const confirmed = await send(own, 'POST', `${own.issuer}/device`, form, { cookie })
  const next = new URL(String(confirmed.headers['location']), own.issuer).href
  return (await send(own, 'GET', next, undefined, { cookie: cookies(confirmed.headers) })).text
}

function cookies(headers: Record<string, unknown>): string {
  return (headers['set-cookie'] as string[]).map((cookie) => cookie.split(';')[0]).join('; ')
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
