import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Campus, CampusOptions } from '../../playground/campus.ts'
import { createHome } from '../../playground/home.ts'
import { campusForTest } from '../support/campus.ts'
import { startIcc } from '../support/icc-process.ts'
import { temporaryFolder, type Ran } from '../support/run-icc.ts'
import { snapshot } from '../support/scripted-idp-run.ts'

export type SecretKind = 'id token' | 'refresh token' | 'access token' | 'device code' | 'code verifier'

/** Where the identity provider's side sees each kind of secret, in requests and in answers. */
const FIELDS: Record<string, SecretKind> = {
  id_token: 'id token',
  refresh_token: 'refresh token',
  token: 'refresh token',
  access_token: 'access token',
  device_code: 'device code',
  code_verifier: 'code verifier',
}

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

/** Writes down what a program starts, before it starts. Loaded into each icc. */
const SPY = `
  const { ChildProcess } = require('node:child_process')
  const { appendFileSync } = require('node:fs')
  const original = ChildProcess.prototype.spawn
  ChildProcess.prototype.spawn = function (options) {
    appendFileSync(process.env.SPAWN_LOG, JSON.stringify([options.file, options.args, options.envPairs]) + '\\n')
    return original.call(this, options)
  }`

/** A user at a campus that remembers every secret, in folders where nothing but icc writes. */
export async function watchedRun(clientId: 'icc' | 'icc-short', options: CampusOptions = {}): Promise<WatchedRun> {
  const secrets = new Map<string, SecretKind>()
  const campus = await campusForTest({
    pollInterval: 0.2,
    ...options,
    watchExchanges(sent, answered) {
      for (const fields of [sent, answered]) collect(secrets, fields)
    },
  })
  const root = temporaryFolder()
  const home = await createHome(join(root, 'home'), campus, clientId)
  const [temp, spy, log] = ['temp', 'spy.cjs', 'spawned'].map((name) => join(root, name)) as [string, string, string]
  mkdirSync(temp)
  writeFileSync(spy, SPY)
  const env = { TMPDIR: temp, NODE_OPTIONS: `--require=${spy}`, SPAWN_LOG: log }
  const printed: { where: string; text: string }[] = []
  const spawned = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [])
  return {
    campus,
    async icc(argv, visit) {
      const running = startIcc(home, [...argv, '-v'], env)
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
    spawned,
    inSpawned: () => finds(secrets, [{ where: 'in a command line', text: spawned().join('\n') }]),
    kubeconfig: () => readFileSync(home.kubeconfig, 'utf8'),
    expire() {
      const path = join(home.folder, 'state/tokens/playground.json')
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), usableUntil: 1 }))
    },
  }
}

function collect(secrets: Map<string, SecretKind>, fields: unknown): void {
  if (typeof fields !== 'object' || fields === null) return
  for (const [name, value] of Object.entries(fields)) {
    const kind = FIELDS[name]
    if (kind !== undefined && typeof value === 'string') secrets.set(value, secrets.get(value) ?? kind)
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

/** As it is, or as other programs might write it: of a signed token the signature is enough, or the text in base64. */
function isIn(secret: string, text: string): boolean {
  const end = secret.split('.').at(-1) ?? secret
  // The last characters of an encoding depend on what follows, the first ones on what comes before.
  const encoded = [0, 1, 2].map((skipped) => Buffer.from(secret.slice(skipped)).toString('base64').slice(0, 40))
  return [end, encodeURIComponent(end), ...encoded].some((form) => text.includes(form))
}
