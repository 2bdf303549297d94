import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createHome } from '../../playground/home.ts'
import { readScreen } from './screen.ts'
import { drawTerminal } from './svg.ts'
import { openTerminal, type Terminal } from './terminal.ts'

// `npm run picture` makes the pictures in docs/: what one sees who signs in, changes the namespace and writes a manifest, and
// who has a manifest checked and mended, at the playground's campus. Nothing of it is written by hand. It needs tmux.

const COLUMNS = 116
const ROOT = join(import.meta.dirname, '../..')
const EXAMPLE = join(ROOT, 'test', 'fixtures', 'lint-readme', 'train.yaml')

type Story = {
  picture: string
  title: string
  tell: (terminal: Terminal, campus: Campus, project: string) => Promise<void>
}

const STORIES: readonly Story[] = [
  { picture: 'first-hour.svg', title: 'icc login, ns and scaffold', tell: firstHour },
  { picture: 'lint.svg', title: 'icc lint finds what is wrong, and fixes it', tell: mending },
]

async function draw({ picture, title, tell }: Story): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icc-picture-'))
  const campus = await startCampus({ pollInterval: 1 })
  let terminal: Terminal | undefined
  try {
    const project = join(folder, 'shop')
    mkdirSync(project)
    const home = await createHome(folder, campus)
    terminal = await openTerminal({ columns: COLUMNS, rows: 80, folder: project, env: { HOME: folder, ...home.env } })
    await tell(terminal, campus, project)
    const path = join(ROOT, 'docs', picture)
    writeFileSync(path, drawTerminal(readScreen(await terminal.screen()), COLUMNS, title))
    process.stdout.write(`${path}\n`)
  } finally {
    await terminal?.close()
    await campus.close()
    // The shell may still be writing while it ends.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

async function mending(terminal: Terminal, _campus: Campus, project: string): Promise<void> {
  copyFileSync(EXAMPLE, join(project, 'train.yaml'))
  await terminal.type('icc lint --site haw-icc')
  await terminal.ready()
  await terminal.type('icc lint --site haw-icc --fix')
  await terminal.shows(/\(y\/n\)|\([yY]\/[nN]\)/u)
  await terminal.type('y')
  await terminal.ready()
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

for (const story of STORIES) await draw(story)
