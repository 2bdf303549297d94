import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Campus, CampusOptions } from '../../playground/campus.ts'
import { createHome } from '../../playground/home.ts'
import { campusForTest } from '../support/campus.ts'
import { startIcc } from '../support/icc-process.ts'
import { temporaryFolder, type Ran } from '../support/run-icc.ts'
import { snapshot } from '../support/scripted-idp-run.ts'
import { spawnedPrograms } from '../support/secret-watch.ts'
import { collectSecrets, isIn, type SecretKind } from '../support/secrets.ts'

/** Where secrets were found: `id token in state/tokens/playground.json (600)`, sorted. */
export type Finds = string[]

export type WatchedRun = {
  campus: Campus
  /** Runs icc at the highest verbosity to its end; `approve` lets a device in as that user, `deny` refuses it. */
  icc(argv: readonly string[], visit?: { approve: string } | { deny: string }): Promise<Ran>
  /** How many different secrets of a kind the provider has issued or seen. */
  count(kind: SecretKind): number
  /** In everything printed so far: `id token on stdout of icc token`. */
  printed(): Finds
  /** In every file of the home folder and the folder for temporary files. */
  onDisk(): Finds
  /** The command lines of all programs that icc has started, with their environments. */
  spawned(): string[]
  /** In these command lines and environments. */
  inSpawned(): Finds
  kubeconfig(): string
  /** Makes the cached token one that must not be handed out any more. */
  expire(): void
}

/** A user at a campus that remembers every secret, in folders where nothing but icc writes. */
export async function watchedRun(clientId: 'icc' | 'icc-short', options: CampusOptions = {}): Promise<WatchedRun> {
  const secrets = new Map<string, SecretKind>()
  const campus = await campusForTest({
    pollInterval: 0.2,
    ...options,
    watchExchanges(sent, answered) {
      for (const fields of [sent, answered]) collectSecrets(secrets, fields)
    },
  })
  const root = temporaryFolder()
  const home = await createHome(join(root, 'home'), campus, clientId)
  const temp = join(root, 'temp')
  mkdirSync(temp)
  const printed: { where: string; text: string }[] = []
  return {
    campus,
    async icc(argv, visit) {
      const running = startIcc(home, [...argv, '-v'], { TMPDIR: temp })
      if (visit) {
        const [code] = await running.prints(/\b[A-Z]{4}-[A-Z]{4}\b/u)
        await ('approve' in visit ? campus.approve(code, visit.approve) : campus.deny(code, visit.deny))
      }
      const ran = await running.done
      printed.push({ where: `on stdout of icc ${argv[0]}`, text: ran.stdout })
      printed.push({ where: `on stderr of icc ${argv[0]}`, text: ran.stderr })
      return ran
    },
    count: (kind) => [...secrets.values()].filter((one) => one === kind).length,
    printed: () => finds(secrets, printed),
    onDisk: () => finds(secrets, filesIn(root)),
    spawned: spawnedPrograms,
    inSpawned: () => finds(secrets, [{ where: 'in a command line', text: spawnedPrograms().join('\n') }]),
    kubeconfig: () => readFileSync(home.kubeconfig, 'utf8'),
    expire() {
      const path = join(home.folder, 'state/tokens/playground.json')
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), usableUntil: 1 }))
    },
  }
}

function filesIn(root: string): { where: string; text: string }[] {
  return Object.entries(snapshot(root, ['home', 'temp'])).map(([path, text]) => {
    const mode = statSync(join(root, path), { throwIfNoEntry: false })?.mode ?? 0
    return { where: `in ${path} (${mode.toString(8).slice(-3)})`, text }
  })
}

function finds(secrets: ReadonlyMap<string, SecretKind>, places: readonly { where: string; text: string }[]): Finds {
  const found = places.flatMap(({ where, text }) =>
    [...secrets].flatMap(([secret, kind]) => (isIn(secret, text) ? [`${kind} ${where}`] : [])),
  )
  return [...new Set(found)].toSorted()
}
