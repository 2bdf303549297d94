import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, rmSync } from 'node:fs'

// A process of its own between the playground and the servers of a real cluster. It reads one line of JSON, starts what
// that says, and ends it all, with the folder, when its stdin ends: that happens however the playground ends, also by a
// crash or kill -9. It is in a session of its own, so that Ctrl-C in a terminal reaches the playground alone, which
// then decides.

/** What the guard is told. */
export type Guarded = { folder: string; programs: { path: string; args: string[]; log: string }[] }

if (import.meta.main) await guard()

async function guard(): Promise<void> {
  const lines: string[] = []
  process.stdin.setEncoding('utf8')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.stdin.destroy())
  // Nobody may be there any more to be told.
  for (const stream of [process.stdin, process.stdout]) stream.on('error', () => undefined)
  let children: ReturnType<typeof start>[] = []
  let guarded: Guarded | undefined
  process.stdin.on('data', (piece: string) => {
    lines.push(piece)
    if (guarded !== undefined || !piece.includes('\n')) return
    guarded = JSON.parse(lines.join('')) as Guarded
    children = guarded.programs.map(start)
  })
  await once(process.stdin, 'close')
  // Nothing of it is kept, so nothing needs to be written to the end.
  for (const child of children) child.kill('SIGKILL')
  for (const child of children) if ((child.exitCode ?? child.signalCode) === null) await once(child, 'close')
  if (guarded) rmSync(guarded.folder, { recursive: true, force: true })
}

/** Says on stdout which program ended before it should. */
function start({ path, args, log }: Guarded['programs'][number]) {
  const file = openSync(log, 'a')
  const child = spawn(path, args, { stdio: ['ignore', file, file] })
  const tell = (how: string): void => void process.stdout.write(`${path} ended: ${how}\n`)
  child.once('error', (error) => tell(error.message))
  child.once('exit', (code, signal) => tell(String(code ?? signal)))
  return child
}
