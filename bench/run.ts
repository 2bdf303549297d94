import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureDay, type Programs } from './daily.ts'
import { bareExecutable, executable } from './executable.ts'
import { measureGrowth } from './growth.ts'
import { measureLint } from './lint.ts'
import { absent, findPeers } from './peers.ts'
import { compared, markdown, plot, type Pair, type Section } from './report.ts'
import { measureScaffold } from './scaffold.ts'

const ROUNDS = 15

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
  { own: 'icc ns KNOWN, 20 ms away', other: 'kubens KNOWN, 20 ms away', target: 0.4 },
]

/** And of the switch in a large kubeconfig. */
const GROWTH: readonly Pair[] = ['10', '200', '2,000', '57,143'].flatMap((count) => [
  {
    own: `icc ctx NAME, ${count} contexts`,
    other: `kubectl config use-context NAME, ${count} contexts`,
    target: 0.9,
  },
  { own: `icc ctx NAME, ${count} contexts`, other: `kubectx NAME, ${count} contexts`, target: 1 },
])
const LARGE = {
  own: 'icc ctx NAME, 2,000 contexts',
  other: 'kubectl config use-context NAME, 2,000 contexts',
  target: 0.4,
}

/** `npm run bench`: the executable beside the bare runtime and other tools, as a table and a plot in this folder. */
async function main(wanted: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icc-bench-'))
  const sections: Section[] = []
  try {
    const peers = await findPeers()
    const programs = { ...peers, icc: executable(), bare: bareExecutable(folder) }
    const build = execFileSync(programs.icc, ['--version'], { encoding: 'utf8' }).trim()
    for (const [name, measureSection] of Object.entries(SECTIONS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      sections.push(await measureSection(join(folder, name), programs))
      // After each section: a run takes minutes, and what is measured should not be lost with the rest.
      writeFileSync(join(import.meta.dirname, 'RESULTS.md'), markdown(sections, ROUNDS, build))
      writeFileSync(join(import.meta.dirname, 'results.svg'), plot(sections))
    }
    console.log(markdown(sections, ROUNDS, build))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `npm run bench -- day lint` measures these two alone. */
const SECTIONS: Record<string, (folder: string, programs: Programs) => Promise<Section>> = {
  async day(folder, programs) {
    const measured = await measureDay(folder, programs, ROUNDS)
    return { title: 'All day', measured, remarks: [...compared(measured, DAY), absent(programs)] }
  },
  async growth(folder, programs) {
    const measured = await measureGrowth(folder, programs, ROUNDS)
    return { title: 'Large kubeconfigs, many namespaces', measured, remarks: compared(measured, [...GROWTH, LARGE]) }
  },
  lint: async (folder) => ({ title: 'Lint, bundled with a compile cache', ...(await measureLint(folder, ROUNDS)) }),
  scaffold: async (folder, programs) => ({
    title: 'Scaffold',
    ...(await measureScaffold(folder, programs, ROUNDS)),
  }),
}

await main(process.argv.slice(2))
