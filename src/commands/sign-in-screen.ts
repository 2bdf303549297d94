import type { Context } from '../context.ts'
import type { CodeToShow, PortalToShow, SignInScreen } from '../features/session/methods/method.ts'
import { oneLine } from '../output.ts'
import { countdownText } from './time-text.ts'

/** What a person sees while signing in: who asks, the page, the code, a QR code, the time left. All on stderr. */
export function createSignInScreen(ctx: Pick<Context, 'output' | 'terminal'>): SignInScreen {
  let enterOpens = false
  return {
    async showCode(code) {
      ;({ enterOpens } = code)
      ctx.output.notice(codeText(code))
      const square = await qrCode(ctx, code)
      if (square !== undefined) ctx.output.notice(square)
    },
    tick(left, trouble) {
      const doing = trouble === undefined ? 'Waiting for your approval' : `${oneLine(trouble)} Still trying`
      const action = enterOpens ? ' (Enter opens the page)' : ''
      ctx.output.progress(`${doing}, ${countdownText(left)} left${action}`.slice(0, (ctx.terminal.columns ?? 80) - 1))
    },
    notOpened(reason) {
      ctx.output.progress('')
      ctx.output.warn(
        `No browser was opened here (${WHY[reason] ?? oneLine(reason)}). Open the page yourself, on any device.`,
      )
    },
    expired() {
      ctx.output.progress('')
      ctx.output.notice('The code has expired. Press n for a new one, q to stop.')
    },
    showPortal(portal) {
      ctx.output.notice(portalText(portal))
    },
    showProgram(command) {
      ctx.output.notice(
        `The file makes kubectl run this program on your computer, as you, at each call:\n\n  ${oneLine(command)}\n\nAllow it only if your campus told you to expect it.`,
      )
    },
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
  if (code.problem !== undefined) {
    lines.push(
      `Careful: this address looks wrong: ${oneLine(code.problem)}. Do not sign in there unless your campus told you to.`,
    )
  }
  lines.push('Approve it only if you started this sign-in yourself.')
  return lines.join('\n')
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
