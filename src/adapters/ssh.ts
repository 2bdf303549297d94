import { spawn, type ChildProcess } from 'node:child_process'
import type { Context, Ssh, SshAnswer, SshCommand, SshDestination } from '../context.ts'
import { IccError, systemCode } from '../errors.ts'
import { sshFailure } from './ssh-failure.ts'

type SshContext = Pick<Context, 'env' | 'platform' | 'output'>

/** Bytes that a command may print. */
const MOST_OUTPUT = 4 * 1024 * 1024

/** Characters of what ssh itself says that are kept, the last ones, and how many it may say before it is ended. */
const MOST_REMARKS = 64 * 1024
const MOST_TALK = 256 * 1024

/** Milliseconds that ssh has to end by itself, after which it is killed. */
const GRACE = 2000

/**
 * The `ssh` of the user's PATH, with the user's own configuration, keys, agent and known hosts. It is started without
 * a shell. What it asks, it asks on the terminal, past standard input.
 */
export function createSsh(ctx: SshContext): Ssh {
  return {
    typed,
    async run(wanted) {
      wanted.signal.throwIfAborted()
      const started = performance.now()
      const ended = await ssh(ctx, wanted)
      ctx.output.debug(
        `ssh ${wanted.host} ${ended.exitCode ?? ended.killedBy} ${Math.round(performance.now() - started)} ms`,
      )
      wanted.signal.throwIfAborted()
      return answerOf(wanted, ended)
    },
  }
}

/** What ssh was told, and how it ended. */
type Ended = {
  exitCode: number | null
  killedBy: NodeJS.Signals | null
  stdout: string
  tooMuch: boolean
  remarks: string
  tooTalkative: boolean
}

function answerOf(wanted: SshCommand, ended: Ended): SshAnswer {
  const { exitCode, killedBy, stdout, remarks } = ended
  if (ended.tooTalkative)
    throw new IccError(
      'ssh-failed',
      `ssh to ${wanted.host} said more than ${MOST_TALK / 1024} KiB besides the answer. Nothing was changed.`,
      { hint: `try: ${typed(wanted)}` },
    )
  if (ended.tooMuch)
    throw new IccError(
      'ssh-failed',
      `${wanted.host} printed more than ${MOST_OUTPUT / 1024 ** 2} MiB. Nothing was changed.`,
      { hint: `see what it prints: ${typed(wanted)}` },
    )
  // 255 is ssh's own failure; of a command that ends with it ssh has nothing to say.
  if (exitCode === null || exitCode === 255) {
    const failure = sshFailure(wanted, {
      typed: typed(wanted),
      remarks,
      ran: stdout !== '',
      killedBy: killedBy ?? undefined,
    })
    if (failure) throw failure
  }
  return { exitCode: exitCode ?? 255, stdout }
}

function ssh(ctx: SshContext, wanted: SshCommand): Promise<Ended> {
  const child = spawn('ssh', argumentsOf(wanted), {
    env: { ...ctx.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: !wanted.mayAsk,
  })
  const output = collectOutput(child)
  const remarks = collectRemarks(child, wanted)
  const stop = (): void => end(child)
  wanted.signal.addEventListener('abort', stop, { once: true })
  return new Promise<Ended>((resolve, reject) => {
    child.once('error', (error) => reject(cannotStart(ctx, error)))
    child.once('close', (exitCode, killedBy) => resolve({ exitCode, killedBy, ...output(), ...remarks() }))
  }).finally(() => wanted.signal.removeEventListener('abort', stop))
}

/**
 * The user's configuration holds, but for what would do more than run one command: no forwarding of ports, agent or
 * display, no pseudo-terminal, no connection that stays open. One that is open already is used.
 */
function argumentsOf(wanted: SshCommand): string[] {
  const { host, user, jumpHost, command, mayAsk } = wanted
  const options = [
    'ClearAllForwardings=yes',
    'RemoteCommand=none',
    'PermitLocalCommand=no',
    'ControlMaster=no',
    // What is said of a failure must be there to be read.
    'LogLevel=INFO',
    ...(mayAsk ? [] : ['BatchMode=yes']),
    // Through another host the user may have to type meanwhile.
    ...(jumpHost === undefined ? ['ConnectTimeout=30'] : []),
  ]
  return [
    '-T',
    '-a',
    '-x',
    ...options.flatMap((option) => ['-o', option]),
    ...way(wanted),
    ...(user === undefined ? [] : ['-l', user]),
    '--',
    host,
    command,
  ]
}

function way({ port, user, jumpHost }: SshDestination): string[] {
  // One name on both, as campuses give it; without it the user's configuration says which.
  const jump = jumpHost === undefined || user === undefined ? jumpHost : `${user}@${jumpHost}`
  return [...(port === undefined ? [] : ['-p', String(port)]), ...(jump === undefined ? [] : ['-J', jump])]
}

function typed(destination: SshDestination): string {
  const { host, user } = destination
  return ['ssh', ...way(destination), user === undefined ? host : `${user}@${host}`].join(' ')
}

/** One that is asking for a passphrase gives the terminal back as it was when it is ended by this signal. */
function end(child: ChildProcess): void {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE)
  child.once('close', () => clearTimeout(timer))
}

function collectOutput(child: ChildProcess): () => { stdout: string; tooMuch: boolean } {
  const chunks: Buffer[] = []
  let size = 0
  child.stdout?.on('data', (chunk: Buffer) => {
    const before = size
    size += chunk.length
    if (size <= MOST_OUTPUT) chunks.push(chunk)
    else if (before <= MOST_OUTPUT) end(child)
  })
  return () => ({ stdout: Buffer.concat(chunks).toString('utf8'), tooMuch: size > MOST_OUTPUT })
}

/** What ssh says on standard error, kept and told line by line: a banner, what a second factor wants. */
function collectRemarks(
  child: ChildProcess,
  { onRemark }: SshCommand,
): () => { remarks: string; tooTalkative: boolean } {
  let all = ''
  let line = ''
  let size = 0
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (size > MOST_TALK) return
    size += text.length
    if (size > MOST_TALK) end(child)
    all = (all + text).slice(-MOST_REMARKS)
    const lines = (line + text).slice(-MOST_REMARKS).split('\n')
    line = lines.pop() ?? ''
    for (const whole of lines) onRemark(whole)
  })
  return () => ({ remarks: all, tooTalkative: size > MOST_TALK })
}

function cannotStart(ctx: SshContext, cause: Error): IccError {
  const where = ctx.platform === 'win32' ? 'Settings, System, Optional features: OpenSSH Client' : 'OpenSSH client'
  const missing = systemCode(cause) === 'ENOENT'
  return new IccError(
    missing ? 'ssh-missing' : 'ssh-failed',
    missing
      ? 'This campus signs in by ssh, and there is no program ssh on your PATH. Nothing was changed.'
      : `The program ssh could not be started (${systemCode(cause) ?? cause.message}). Nothing was changed.`,
    { hint: missing ? `install it (${where}), then type the same again` : 'see what it says itself: ssh -V', cause },
  )
}
