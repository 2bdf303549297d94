import { spawn, type StdioOptions } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { kubectl } from '../tools/kubectl.ts'
import type { Campus } from './campus.ts'
import type { Home } from './home.ts'

export type TourEnd = { exitCode: number }

/** What the tour needs of a campus. `version`: of a real Kubernetes API. */
export type TourCampus = Pick<Campus, 'issuer' | 'apiServer' | 'ca' | 'approve' | 'waitingCodes'> & {
  version?: string
}

const USER = 'infw001'
const PROJECT = 'se2-magic-team'

/**
 * icc's main job before the user's eyes: sign in, who am I, which namespaces, switch, kubectl. With a terminal the user
 * approves the sign-in (or presses Enter and the playground does) and then gets a shell in which all of it goes on.
 */
export async function showTour(campus: TourCampus, home: Home, signal: AbortSignal): Promise<TourEnd> {
  const terminal = process.stdin.isTTY && process.stderr.isTTY
  const kubectlPath = await kubectl()
  const env = { ...process.env, ...home.env }
  if (kubectlPath !== undefined) env['PATH'] = `${home.env['PATH'] ?? ''}${delimiter}${dirname(kubectlPath)}`
  const run = (line: string, command = line.split(' ')) => runCommand(line, command, env, signal)

  say(introduction(campus, terminal))
  const signedIn = run('icc login')
  const approving = approve(campus, signedIn, terminal)
  let exitCode = await signedIn
  await approving
  for (const line of ['icc whoami', 'icc ns', `icc ns ${PROJECT}`, 'icc whoami --offline', 'icc ns -']) {
    if (exitCode === 0) exitCode = await run(line)
  }
  if (exitCode === 0 && kubectlPath !== undefined) {
    exitCode = await run('kubectl get pods', [kubectlPath, 'get', 'pods'])
  } else if (exitCode === 0) {
    say('(kubectl is not on this machine, so its part is left out.)')
  }
  if (exitCode !== 0 || !terminal || signal.aborted) return { exitCode }
  await openShell(env, kubectlPath !== undefined)
  return { exitCode: 0 }
}

function introduction(campus: TourCampus, terminal: boolean): string {
  const api = campus.version === undefined ? 'a Kubernetes API' : `a real Kubernetes API (${campus.version})`
  const lines = [
    `This is a campus cloud on your own machine: an identity provider, ${api}, and icc.`,
    `  identity provider  ${campus.issuer}`,
    `  Kubernetes API     ${campus.apiServer}`,
    'Your own ~/.kube and ~/.config are not touched. Everything is gone when you leave.',
  ]
  if (terminal) {
    lines.push(
      '',
      `When the code appears: press Enter to have the playground approve it for ${USER}, or open the page in a`,
      "browser (it will warn about the playground's own certificate) and choose a user there.",
    )
  }
  return lines.join('\n')
}

/** Approves as soon as there is a code: at once without a terminal, else when the user presses Enter. */
async function approve(campus: TourCampus, signedIn: Promise<number>, terminal: boolean): Promise<void> {
  const over = signedIn.then(() => 'over' as const)
  for (;;) {
    const [code] = campus.waitingCodes()
    if (code !== undefined) {
      if (!terminal || (await Promise.race([enterPressed(), over])) !== 'over') await campus.approve(code, USER)
      break
    }
    if ((await Promise.race([over, pause(100)])) === 'over') break
  }
  process.stdin.pause()
}

function enterPressed(): Promise<'pressed'> {
  return new Promise((resolve) => {
    process.stdin.once('data', () => resolve('pressed'))
  })
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}

/** Shows the line as a shell would, and runs it with nothing on its stdin: it asks for nothing. */
function runCommand(line: string, command: string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  say(`\n$ ${line}`)
  return start(command, env, ['ignore', 'inherit', 'inherit'], signal)
}

async function openShell(env: NodeJS.ProcessEnv, hasKubectl: boolean): Promise<void> {
  const shell = process.platform === 'win32' ? (env['ComSpec'] ?? 'cmd.exe') : (env['SHELL'] ?? '/bin/sh')
  say(
    `\nNow it is yours: a shell with icc${hasKubectl ? ', kubectl' : ''} and KUBECONFIG set. Try icc --help, icc ns, icc ctx, icc logout.`,
  )
  say('Leave it with exit, and the playground ends.\n')
  await start([shell], env, 'inherit', new AbortController().signal)
}

function start(command: string[], env: NodeJS.ProcessEnv, stdio: StdioOptions, signal: AbortSignal): Promise<number> {
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env,
      stdio,
      signal,
      killSignal: 'SIGINT',
      shell: process.platform === 'win32',
    })
    child.once('error', (error) => (signal.aborted ? resolve(130) : reject(error)))
    child.once('close', (code, killedBy) => resolve(code ?? (killedBy === null ? 1 : 130)))
  })
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
