import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureDay, type Programs } from './daily.ts'
import { measureDownloads } from './downloads.ts'
import { bareExecutable, executable } from './executable.ts'
import { CONTEXTS, measureGrowth, switchName } from './growth.ts'
import { measureLint } from './lint.ts'
import { FEW } from './measure.ts'
import { absent, findPeers, versions } from './peers.ts'
import { compared, machine, markdown, plot, type Pair, type Results, type Section } from './report.ts'
import { measureScaffold } from './scaffold.ts'

const BARE = 'executable that does nothing'

/** What the design wants of a day's commands. */
const DAY: readonly Pair[] = [
  { own: 'icc --version', other: BARE, target: 1.3 },
  { own: 'icc token', other: BARE, target: 1.3 },
  { own: 'icc status --prompt', other: BARE, target: 1.3 },
  { own: 'TAB after icc ns', other: BARE, target: 1.3 },
  { own: 'TAB after icc lint --', other: BARE, target: 1.3 },
  { own: 'icc ctx -c', other: BARE, target: 1.3 },
  { own: 'icc ns KNOWN', other: BARE, target: 1.3 },
  { own: 'icc ctx -c', other: 'kubectl config current-context', target: 0.9 },
  { own: 'icc ns KNOWN', other: 'kubectl config set-context --namespace', target: 0.9 },
  { own: 'icc whoami', other: 'kubectl auth whoami', target: 2 },
  { own: 'icc whoami, 20 ms away', other: 'kubectl auth whoami, 20 ms away', target: 1.3 },
  { own: 'icc ctx -c', other: 'kubectx -c' },
  { own: 'icc ns KNOWN', other: 'kubens KNOWN' },
  // One start of a program each, and Go's is done before a runtime like icc's has begun. What icc does about that is to
  // leave no program to be started: the next pair.
  { own: 'icc token', other: 'kubelogin get-token' },
  { own: 'kubectl auth whoami', other: 'kubectl auth whoami, by kubelogin', target: 0.9 },
  { own: 'kubectl auth whoami, by icc token', other: 'kubectl auth whoami, by kubelogin' },
  { own: 'icc ns KNOWN, 20 ms away', other: 'kubens KNOWN, 20 ms away', target: 0.4 },
]

/** And of the switch in a large kubeconfig. */
const GROWTH: readonly Pair[] = CONTEXTS.flatMap((count) => [
  {
    own: switchName('icc ctx', count),
    other: switchName('kubectl config use-context', count),
    target: count === 2_000 ? 0.4 : 0.9,
  },
  // In small files kubectx is done before a runtime like icc's has begun.
  { own: switchName('icc ctx', count), other: switchName('kubectx', count), ...(count >= 2_000 && { target: 1 }) },
])

const FEWER = `Other tools with the largest kubeconfig: ${FEW} starts.`

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    /** How often each command is started. */
    rounds: { type: 'string', default: '15' },
    /** Where the table and the plot go. */
    folder: { type: 'string', default: import.meta.dirname },
  },
})
const ROUNDS = roundsOf(options.rounds)

/** `npm run bench`: the executable beside the bare runtime and other tools, as a table and a plot in this folder. */
async function main(): Promise<void> {
  const unknown = wanted.filter((name) => name !== 'downloads' && !Object.hasOwn(SECTIONS, name))
  if (unknown.length > 0)
    throw new Error(
      `There is nothing to measure called ${unknown.join(', ')}: ${Object.keys(SECTIONS).join(', ')}, downloads.`,
    )
  const folder = mkdtempSync(join(tmpdir(), 'icc-bench-'))
  try {
    const peers = await findPeers()
    const programs = {
      ...peers,
      ...copies(folder, { icc: executable(isWanted('downloads')), bare: bareExecutable(folder) }),
    }
    const build = execFileSync(programs.icc, ['--version'], { encoding: 'utf8' }).trim()
    const circumstances = [build, machine(), [`beside ${versions(peers).join(', ')}`, absent(peers)].join('; ')]
    const sections: Section[] = []
    let results: Results = { circumstances, rounds: ROUNDS, sections, downloads: [] }
    for (const [name, measureSection] of Object.entries(SECTIONS)) {
      if (!isWanted(name)) continue
      sections.push(await measureSection(join(folder, name), programs))
      // After each section: a run takes minutes, and what is measured should not be lost with the rest.
      write(results)
    }
    if (isWanted('downloads')) results = { ...results, downloads: await measureDownloads() }
    write(results)
    console.log(markdown(results))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Copies of both, written in the same way: how a file came into the system's memory (in which pieces it lies there) makes
 * up to a tenth of a start.
 */
function copies<Name extends string>(folder: string, programs: Record<Name, string>): Record<Name, string> {
  const copied = { ...programs }
  for (const name of Object.keys(programs) as Name[]) {
    copied[name] = join(folder, `${name}-copied`)
    copyFileSync(programs[name], copied[name])
  }
  return copied
}

function roundsOf(written: string): number {
  const rounds = Number(written)
  if (Number.isSafeInteger(rounds) && rounds > 0) return rounds
  throw new Error(`--rounds ${written} is no number of rounds: a whole one, and at least 1.`)
}

function isWanted(name: string): boolean {
  return wanted.length === 0 || wanted.includes(name)
}

function write(results: Results): void {
  writeFileSync(join(options.folder, 'RESULTS.md'), markdown(results))
  writeFileSync(join(options.folder, 'results.svg'), plot(results.sections))
}

/** `npm run bench -- day lint` measures these two alone; `downloads` is another name. */
const SECTIONS: Record<string, (folder: string, programs: Programs) => Promise<Section>> = {
  async day(folder, programs) {
    const measured = await measureDay(folder, programs, ROUNDS)
    return { title: 'All day', measured, remarks: compared(measured, DAY) }
  },
  async growth(folder, programs) {
    const measured = await measureGrowth(folder, programs, ROUNDS)
    return { title: 'Large kubeconfigs, many namespaces', measured, remarks: [...compared(measured, GROWTH), FEWER] }
  },
  lint: async (folder, programs) => ({ title: 'Lint', ...(await measureLint(folder, programs, ROUNDS)) }),
  scaffold: async (folder, programs) => ({
    title: 'Scaffold',
    ...(await measureScaffold(folder, programs, ROUNDS)),
  }),
}

await main()
