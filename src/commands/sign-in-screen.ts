import type { Context } from '../context.ts'
import type {
  CodeToShow,
  PageToShow,
  PortalToShow,
  RancherPage,
  SignInScreen,
  TokenPage,
} from '../features/session/methods/method.ts'
import { oneLine } from '../output.ts'
import { countdownText } from '../time-text.ts'

/** What a person sees while signing in: who asks, the page, the code, a QR code, the time left. All on stderr. */
export function createSignInScreen(ctx: Pick<Context, 'output' | 'terminal'>): SignInScreen {
  let enterOpens = false
  let strayTold = false
  let where = 'on any device'
  return {
    async showCode(code) {
      ;({ enterOpens } = code)
      ctx.output.notice(codeText(code))
      const square = await qrCode(ctx, code)
      if (square !== undefined) ctx.output.verbatim(square)
    },
    tick(left, trouble) {
      const doing = trouble === undefined ? 'Waiting for your approval' : `${oneLine(trouble)} Still trying`
      const action = enterOpens ? ' (Enter opens the page)' : ''
      ctx.output.progress(`${doing}, ${countdownText(left)} left${action}`.slice(0, (ctx.terminal.columns ?? 80) - 1))
    },
    notOpened(reason) {
      ctx.output.progress('')
      ctx.output.warn(
        `No browser was opened here (${WHY[reason] ?? oneLine(reason)}). Open the page yourself, ${where}.`,
      )
    },
    expired() {
      ctx.output.progress('')
      ctx.output.notice('The code has expired. Press n for a new one, q to stop.')
    },
    showPage(page) {
      ;({ enterOpens } = page)
      where = 'in a browser on this computer'
      ctx.output.notice(pageText(page))
    },
    strayAnswer() {
      if (strayTold) return
      strayTold = true
      ctx.output.progress('')
      ctx.output.warn(
        'A page came back that does not belong to this sign-in (state). It was ignored; icc goes on waiting.',
      )
    },
    showPortal: (portal) => ctx.output.notice(portalText(portal)),
    showTokenPage: (page) => ctx.output.notice(tokenPageText(page)),
    showRancherPage(page) {
      ;({ enterOpens } = page)
      ctx.output.notice(rancherPageText(page))
    },
    showProgram: (command) => ctx.output.notice(programText(command)),
  }
}

const WHY: Readonly<Record<string, string>> = {
  ssh: 'you are connected by SSH',
  container: 'this is a container',
  'no-display': 'there is no display',
}

/** The code stands here even when the address holds it: the user compares the two (RFC 8628 section 3.3.1). */
function codeText(code: CodeToShow): string {
  const page = oneLine(code.url)
  const lines = [
    `Signing in to ${oneLine(code.title)} (${code.site}), identity provider ${code.issuer}`,
    '',
    `  Open  ${page}`,
    `  Code  ${oneLine(code.userCode)}`,
    '',
  ]
  if (code.urlWithCode !== undefined && code.urlWithCode !== code.url) {
    lines.splice(4, 0, `  or    ${oneLine(code.urlWithCode)}`, '        and check that it shows this code')
  }
  if (code.problem !== undefined) lines.push(carefulText(code.problem))
  lines.push('Approve it only if you started this sign-in yourself.')
  return lines.join('\n')
}

function carefulText(problem: string): string {
  return `Careful: this address looks wrong: ${oneLine(problem)}. Do not sign in there unless your campus told you to.`
}

/** The answer comes back to this computer, so a browser elsewhere needs a way there. */
function pageText({ site, title, issuer, url, problem, port, elsewhere, offersDevice }: PageToShow): string {
  const lines = [
    `Signing in to ${oneLine(title)} (${site}), identity provider ${issuer}`,
    '',
    `  Open  ${oneLine(url)}`,
    '',
  ]
  if (problem !== undefined) lines.push(carefulText(problem))
  if (elsewhere !== undefined) lines.push(...FORWARD[elsewhere](port))
  if (elsewhere !== undefined && offersDevice)
    lines.push(`Or sign in with a code, from any device: icc login --site ${site} --method device`)
  lines.push('Approve it only if you started this sign-in yourself.')
  return lines.join('\n')
}

/** What to do where the user's browser is perhaps not on this computer. */
const FORWARD: Readonly<Record<NonNullable<PageToShow['elsewhere']>, (port: number) => string[]>> = {
  ssh: (port) => [
    'You are connected by SSH, and your browser is on another computer. Lead its way back here first; type there:',
    `  ssh -N -L ${port}:127.0.0.1:${port} HOST      (HOST as you connect to this computer)`,
  ],
  container: (port) => [
    `This is a container: a browser outside of it comes back to port ${port} only if that leads here. Better sign in outside.`,
  ],
  'no-display': (port) => [
    `There is no display here. A browser on another computer needs port ${port} of it to lead here; type there:`,
    `  ssh -N -L ${port}:127.0.0.1:${port} HOST      (HOST as you connect to this computer)`,
  ],
}

/** It can be phished like a device code: whoever sends somebody this address gets that person's token. */
function rancherPageText({ site, title, url, id }: RancherPage): string {
  return [
    `Signing in to ${oneLine(title)} (${site}) at its Rancher`,
    '',
    `  Open  ${oneLine(url)}`,
    '',
    `Finish it only if you started this sign-in yourself, and the address there holds this request: ${id}`,
  ].join('\n')
}

function tokenPageText({ site, title, url, notes }: TokenPage): string {
  return [
    `Signing in to ${oneLine(title)} (${site}) with a token that you copy from a page`,
    '',
    ...(url === undefined ? [] : [`  Open  ${oneLine(url)}`]),
    ...notes.map((note) => `        ${oneLine(note)}`),
    '',
  ].join('\n')
}

function programText(command: string): string {
  return `The file makes kubectl run this program on your computer, as you, at each call:\n\n  ${oneLine(command)}\n\nAllow it only if your campus told you to expect it.`
}

function portalText({ site, title, url, fileName, notes, enterOpens }: PortalToShow): string {
  const file = fileName === undefined ? 'the file' : oneLine(fileName)
  return [
    `Signing in to ${oneLine(title)} (${site}), which hands out a kubeconfig file in the browser`,
    '',
    `  Open  ${oneLine(url)}`,
    ...notes.map((note) => `        ${oneLine(note)}`),
    '',
    `Press d when ${file} is downloaded (${enterOpens ? 'Enter opens the page, ' : ''}q stops).`,
  ].join('\n')
}

/** On a terminal that is wide enough, and only for an address that may be opened: a phone asks nothing before it. */
async function qrCode(ctx: Pick<Context, 'terminal'>, code: CodeToShow): Promise<string | undefined> {
  const { columns } = ctx.terminal
  if (columns === undefined || code.problem !== undefined) return undefined
  const { renderUnicodeCompact } = await import('uqr')
  const square = renderUnicodeCompact(code.urlWithCode ?? code.url, { border: 1 })
  const width = Math.max(...square.split('\n').map((line) => line.length))
  return width < columns ? square : undefined
}
