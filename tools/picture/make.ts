import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createHome } from '../../playground/home.ts'
import { readScreen } from './screen.ts'
import { drawTerminal } from './svg.ts'
import { openTerminal, type Terminal } from './terminal.ts'

// `npm run picture` makes docs/first-hour.svg: what one sees who signs in, changes the namespace and writes a manifest, at
// the playground's campus. Nothing of it is written by hand. It needs tmux.

const COLUMNS = 116
const PICTURE = join(import.meta.dirname, '../../docs/first-hour.svg')

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icc-picture-'))
  const campus = await startCampus({ pollInterval: 1 })
  let terminal: Terminal | undefined
  try {
    const project = join(folder, 'shop')
    mkdirSync(project)
    const home = await createHome(folder, campus)
    terminal = await openTerminal({ columns: COLUMNS, rows: 60, folder: project, env: { HOME: folder, ...home.env } })
    await firstHour(terminal, campus)
    mkdirSync(dirname(PICTURE), { recursive: true })
    writeFileSync(PICTURE, drawTerminal(readScreen(await terminal.screen()), COLUMNS, 'icc login, ns and scaffold'))
    process.stdout.write(`${PICTURE}\n`)
  } finally {
    await terminal?.close()
    await campus.close()
    // The shell may still be writing while it ends.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

async function firstHour(terminal: Terminal, campus: Campus): Promise<void> {
  await terminal.type('icc login')
  await approve(terminal, campus)
  await terminal.ready()
  await terminal.type('icc ns se2-magic-team')
  await terminal.ready()
  await terminal.type(
    'icc scaffold cronjob nightly --image registry.example.org/shop/report:1.2 --schedule "30 5 * * 1-5"',
  )
  await terminal.ready()
  await terminal.type('icc lint')
  await terminal.ready()
}

/** As the person would in a browser, once the sign-in waits. */
async function approve(terminal: Terminal, campus: Campus): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 100) {
    const [code] = campus.waitingCodes()
    if (code !== undefined) {
      // So long that the code is on the screen.
      await sleep(1500)
      return campus.approve(code, 'infw001')
    }
    await sleep(100)
  }
  throw new Error(`no sign-in was begun within 30 s:\n${await terminal.screen()}`)
}

await main()
