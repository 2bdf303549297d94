import { html, type Html } from './html.ts'
import type { CampusUser } from './identity-users.ts'

/** What a page is about; the `id` of its `main` element. */
export type PageKind = 'enter-code' | 'confirm-code' | 'sign-in' | 'consent' | 'success' | 'denied' | 'error'

/** What protects a form of the device pages against other sites. */
export type DeviceForm = { action: string; xsrf: string }

/** Headers of every page: no scripts at all, nobody may frame it, nothing of it is kept. */
export const pageHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

const STYLE = `
  :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif }
  body { margin: 0; display: grid; min-height: 100vh; place-items: center }
  main { max-width: 26rem; padding: 1.5rem }
  h1 { font-size: 1.4rem; line-height: 1.2 }
  .code { font: 600 2rem/1.2 ui-monospace, monospace; letter-spacing: .08em }
  .problem { border-left: .25rem solid #b00020; padding-left: .75rem }
  label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
  input { padding: .5rem; margin: .25rem 0 1rem; text-transform: uppercase }
  button { padding: .6rem; margin: 0 0 .6rem; cursor: pointer }
  footer { margin-top: 2rem; font-size: .85rem; opacity: .75 }
`

/** Asks for the code that the terminal shows. */
export function enterCodePage(form: DeviceForm, problem: string | undefined): string {
  return page(
    'enter-code',
    'Connect a device',
    html`${problem === undefined ? '' : html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post" action="${form.action}">
        <input type="hidden" name="xsrf" value="${form.xsrf}" />
        <label for="user_code">The code that your terminal shows</label>
        <input
          id="user_code"
          name="user_code"
          type="text"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          required
          autofocus
        />
        <button type="submit">Continue</button>
      </form>`,
  )
}

/** Shows the code to compare, and who wants to be let in. @see RFC 8628 section 5.4 */
export function confirmCodePage(form: DeviceForm, userCode: string, clientName: string): string {
  return page(
    'confirm-code',
    'Is this your terminal?',
    html`<p><strong>${clientName}</strong> wants to sign in. Your terminal should show this code:</p>
      <p class="code">${userCode}</p>
      <p>If it shows another one, or if you did not start a sign-in yourself, stop here.</p>
      <form method="post" action="${form.action}">
        <input type="hidden" name="xsrf" value="${form.xsrf}" />
        <input type="hidden" name="user_code" value="${userCode}" />
        <button type="submit" name="confirm" value="yes">The codes are equal: continue</button>
        <button type="submit" name="abort" value="yes">Stop</button>
      </form>`,
  )
}

/** A button for each account, in place of a password. */
export function signInPage(action: string, users: readonly CampusUser[], clientName: string): string {
  const buttons = users.map(
    ({ username }) => html`<button type="submit" name="login" value="${username}">Sign in as ${username}</button>`,
  )
  return page(
    'sign-in',
    'Who are you?',
    html`<p>Signing in to <strong>${clientName}</strong>. This playground has no passwords: choose an account.</p>
      <form method="post" action="${action}">${buttons}</form>`,
  )
}

/** The last question before tokens are given out. */
export function consentPage(action: string, username: string, clientName: string): string {
  return page(
    'consent',
    `Let ${clientName} in?`,
    html`<p>
        You are <strong>${username}</strong>. <strong>${clientName}</strong> will learn your name, your mail address
        and your groups, and may use the cluster in your name.
      </p>
      <form method="post" action="${action}">
        <button type="submit" name="decision" value="allow">Allow</button>
        <button type="submit" name="decision" value="deny">Deny</button>
      </form>`,
  )
}

/** The end of a device sign-in. */
export function successPage(clientName: string): string {
  return page(
    'success',
    'Signed in',
    html`<p><strong>${clientName}</strong> is signed in. You can close this page and go back to your terminal.</p>`,
  )
}

/** The user stopped it. */
export function deniedPage(): string {
  return page(
    'denied',
    'Not signed in',
    html`<p>You stopped the sign-in. Nobody was let in. You can close this page and go back to your terminal.</p>`,
  )
}

/** Something went wrong; `problem` is a sentence. */
export function errorPage(problem: string): string {
  return page(
    'error',
    'This did not work',
    html`<p class="problem" role="alert">${problem}</p>
      <p>You can close this page, go back to your terminal and start the sign-in again.</p>`,
  )
}

function page(kind: PageKind, title: string, content: Html): string {
  const document = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title} - Playground Campus</title>
      <style>
        ${{ markup: STYLE }}
      </style>
    </head>
    <body>
      <main id="${kind}">
        <h1>${title}</h1>
        ${content}
        <footer>Playground Campus: everything here ends with the program that serves it.</footer>
      </main>
    </body>
  </html>`
  return `<!doctype html>\n${document.markup}\n`
}
