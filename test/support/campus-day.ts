import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import type { Campus, CampusOptions } from '../../playground/campus.ts'
import { createCertificateAuthority, type ServerCertificate } from '../../playground/certificates.ts'
import type { Clock } from '../../src/context.ts'
import type { JsonObject } from '../../src/features/manifests/document.ts'
import { textAt } from '../../src/features/manifests/json.ts'
import { loadSite } from '../../src/features/sites/load.ts'
import type { Profile } from '../../src/features/sites/schema.ts'
import { kubectl } from '../../tools/kubectl.ts'
import { campusForTest } from './campus.ts'
import { clusterOf, type Unpublished } from './campus-of.ts'
import { OTHERS } from './other-kubeconfig.ts'
import { patientClock } from './patient-clock.ts'
import { createTestContext, type Given, type Ran } from './run-icc.ts'
import { userOf, type User } from './scripted-idp-run.ts'

const kubectlPath = await kubectl()

/** For the name of a test that leaves kubectl's part out, aloud. */
export const withoutKubectl = kubectlPath === undefined ? ' (without kubectl, which is not here)' : ''

type Finding = { rule: string; severity: string; file: string; line: number; message: string }

/** Somebody's day at a campus: a home with another cluster in its kubeconfig, and a project folder. */
export type Day = {
  campus: Campus
  profile: Profile
  user: User
  /** Runs `icc` in the project; what fails throws. */
  icc: (argv: readonly string[], given?: Given) => Promise<Ran>
  /** Runs it and returns how it ended. */
  tryIcc: (argv: readonly string[], given?: Given) => Promise<Ran>
  /** Runs `icc ... -o json` and returns the value. */
  json: (...argv: string[]) => Promise<Record<string, unknown>>
  /** Runs `icc scaffold KIND ...`, which must say nothing wrong, and returns the objects of its file by kind. */
  scaffold: (kind: string, ...argv: string[]) => Promise<Record<string, JsonObject>>
  /** What `icc lint` finds in the project. */
  findings: (...paths: string[]) => Promise<Finding[]>
  /** What `kubectl apply` says of the project; undefined without a kubectl. */
  apply: (...paths: string[]) => Promise<string[] | undefined>
  /** Puts examples into a folder of the project, and mends them. */
  mend: (folder: string, examples: readonly string[], choices?: string) => Promise<Finding[]>
  /** Lets `icc lint --fix` mend a folder, also where the named rules leave a choice, and returns what it then finds. */
  mendFolder: (folder: string, choices?: string) => Promise<Finding[]>
  read: (path: string) => string
  /** Fills in what a person fills in: every `from` of a file becomes `to`. */
  fillIn: (path: string, texts: Readonly<Record<string, string>>) => void
  write: (path: string, text: string) => void
  kubeconfig: () => string
  certificateFor: (username: string, groups?: readonly string[]) => Promise<ServerCertificate>
}

export type DayOptions = {
  /** What the user's own profile says besides what the built-in one leaves out. */
  own?: (campus: Campus, user: User) => object | Promise<object>
  campus?: CampusOptions
  /** The campus as it was: a key of the profile's `generations`, and nothing else. */
  generation?: string
}

const realClock: Clock = {
  now: Date.now,
  async sleep(milliseconds, signal) {
    const { setTimeout } = await import('node:timers/promises')
    await setTimeout(milliseconds, undefined, { signal })
  },
}

/** A campus whose cluster is as the profile says it, and one of its people, who has not signed in yet. */
export async function dayAt(site: string, unpublished: Unpublished, options: DayOptions = {}): Promise<Day> {
  const profile = profileOf(site, options.generation)
  const authority = await createCertificateAuthority()
  const cluster = clusterOf(profile, unpublished)
  const campus = await campusForTest({ pollInterval: 1, authority, cluster, ...options.campus })
  const user = await userOf(campus, 'icc', realClock)
  const { folder } = user.home
  const project = join(folder, 'project')
  mkdirSync(project)
  const api = { server: campus.apiServer, ca: campus.ca }
  const base = options.generation === undefined ? { id: site, extends: site } : profile
  const own = stringify({ ...base, api, ...(await options.own?.(campus, user)) })
  writeFileSync(join(folder, 'config', 'sites', `${site}.yaml`), own)
  writeFileSync(join(folder, 'config', 'config.yaml'), stringify({ site, secrets: 'file' }))
  writeFileSync(user.home.kubeconfig, OTHERS, { mode: 0o600 })
  const launcher = () => ({ command: join(folder, 'bin', 'icc'), args: [] })
  const tryIcc: Day['tryIcc'] = (argv, given = {}) =>
    user.icc(argv, {
      cwd: project,
      launcher,
      // What the cluster has only makes better offers: icc gives it a second.
      ...(argv[0] === 'scaffold' && { clock: patientClock() }),
      ...given,
    })
  return {
    campus,
    profile,
    user,
    tryIcc,
    ...commands(tryIcc, project),
    apply: (...paths) => apply(user, project, paths),
    read: (path) => readFileSync(join(project, path), 'utf8'),
    fillIn(path, texts) {
      const file = join(project, path)
      const filled = Object.entries(texts).reduce(
        (text, [from, to]) => text.replaceAll(from, to),
        readFileSync(file, 'utf8'),
      )
      writeFileSync(file, filled)
    },
    write(path, text) {
      mkdirSync(join(project, path, '..'), { recursive: true })
      writeFileSync(join(project, path), text)
    },
    kubeconfig: () => readFileSync(user.home.kubeconfig, 'utf8'),
    certificateFor: (username, groups = []) => authority.issueTo(username, groups),
  }
}

function profileOf(site: string, generation: string | undefined): Profile {
  const { profile } = loadSite(createTestContext(), site)
  if (generation === undefined) return profile
  const { id, title, network, login, generations } = profile
  const then = generations?.[generation]
  return { ...then, id, title, network, login: { ...login, ...then?.login } }
}

const examplesFolder = join(import.meta.dirname, '../fixtures/lint/campus')

function commands(
  tryIcc: Day['tryIcc'],
  project: string,
): Pick<Day, 'icc' | 'json' | 'scaffold' | 'findings' | 'mend' | 'mendFolder'> {
  const icc: Day['icc'] = async (argv, given) => {
    const ran = await tryIcc(argv, given)
    if (ran.exitCode !== 0) throw new Error(`icc ${argv.join(' ')}: ${JSON.stringify(ran)}`)
    return ran
  }
  const findings: Day['findings'] = async (...paths) => {
    const { stdout, stderr } = await tryIcc(['lint', ...paths, '-o', 'json'])
    if (stdout === '') throw new Error(stderr)
    return (JSON.parse(stdout) as { findings: Finding[] }).findings
  }
  const mendFolder: Day['mendFolder'] = async (folder, choices = '') => {
    await tryIcc(['lint', folder, '--fix', '--yes'])
    if (choices !== '') await tryIcc(['lint', folder, `--fix=${choices}`, '--yes'])
    return findings(folder)
  }
  return {
    icc,
    findings,
    json: async (...argv) => JSON.parse((await icc([...argv, '-o', 'json'])).stdout) as Record<string, unknown>,
    async scaffold(kind, ...argv) {
      const { stdout } = await icc(['scaffold', kind, ...argv, '-o', 'json'])
      const { files } = JSON.parse(stdout) as { files: { path: string }[] }
      return Object.fromEntries(files.flatMap(({ path }) => objectsIn(readFileSync(join(project, path), 'utf8'))))
    },
    mendFolder,
    async mend(folder, examples, choices) {
      mkdirSync(join(project, folder), { recursive: true })
      for (const name of examples) cpSync(join(examplesFolder, name), join(project, folder, name))
      return mendFolder(folder, choices)
    },
  }
}

function objectsIn(text: string): [kind: string, object: JsonObject][] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as JsonObject)
    .map((object) => [textAt(object, 'kind') ?? '', object])
}

function apply(user: User, project: string, paths: readonly string[]): Promise<string[] | undefined> {
  if (kubectlPath === undefined) return Promise.resolve(undefined)
  const chosen = paths.length > 0 ? paths : readdirSync(project).filter((name) => name.endsWith('.yaml'))
  const argv = ['apply', ...chosen.map((path) => `--filename=${path}`)]
  const env = { PATH: process.env['PATH'], HOME: user.home.folder, ...user.home.env }
  return new Promise((resolve, reject) => {
    execFile(kubectlPath, argv, { env, cwd: project }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr, { cause: error }))
      else resolve([...stdout.trim().split('\n'), ...stderr.split('\n').filter(Boolean)])
    })
  })
}

/** Signs in by a device code that the person approves in a browser. */
export async function signInByDevice({ campus, icc }: Day, ...argv: string[]): Promise<Ran> {
  const over = new AbortController()
  const signedIn = icc(['login', ...argv]).finally(() => over.abort())
  while (campus.waitingCodes().length === 0 && !over.signal.aborted) await realClock.sleep(50)
  for (const code of campus.waitingCodes()) await campus.approve(code, 'infw001')
  return signedIn
}

/**
 * Holds the project to all that can judge it: `icc lint` finds nothing but advice, and the cluster takes all of it without
 * a warning.
 */
export async function expectTaken(day: Day, ...paths: string[]): Promise<void> {
  expect(serious(await day.findings(...paths))).toEqual([])
  await expectApplied(day, ...paths)
}

/** Holds it to the cluster alone. */
export async function expectApplied(day: Day, ...paths: string[]): Promise<void> {
  const said = await day.apply(...paths)
  expect(said?.filter((line) => !/ (?:created|configured|unchanged)$/u.test(line)) ?? []).toEqual([])
}

/** The rules that found what is refused or wrong, each once: errors and warnings, without advice. */
export function serious(findings: readonly Finding[]): string[] {
  return [...new Set(findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule))].toSorted()
}
