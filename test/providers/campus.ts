import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { createCertificateAuthority } from '../../playground/certificates.ts'
import { createHome, type Home } from '../../playground/home.ts'
import { createKubernetesApi } from '../../playground/kubernetes-api.ts'
import { listenOnLoopback } from '../../playground/loopback-server.ts'
import { startIcc } from '../support/icc-process.ts'
import { temporaryFolder, type Ran } from '../support/run-icc.ts'
import type { Person } from './person.ts'

/** A provider that runs, and a Kubernetes API that trusts it. */
export type ProviderCampus = {
  issuer: string
  apiServer: string
  ca: string
  close(): Promise<void>
}

/** Where a provider listens, with its certificate as files in a folder of its own. */
export type Place = { folder: string; port: number; certificateFile: string; keyFile: string }

export type ProviderProgram = {
  /** The issuer, below `https://127.0.0.1:PORT`. */
  issuer(place: Place): string
  /** Where its keys are. */
  keys(issuer: string): string
  usernameClaim: string
  start(place: Place): ChildProcess
  /** What is to be set up once it answers at its port. */
  prepare?(place: Place, ca: string): Promise<void>
  /** An address below its port that answers 200 once it is up. */
  ready: string
}

/** The path that an environment variable names, or why nothing can be tested, to end a test's name. */
export function named(variable: string, file = ''): { path: string; skipped: string } {
  const path = process.env[variable] ?? ''
  if (path === '') return { path, skipped: ` (skipped: ${variable} is not set)` }
  return { path, skipped: existsSync(join(path, file)) ? '' : ` (skipped: ${variable} names nothing that is there)` }
}

export async function startProvider(program: ProviderProgram): Promise<ProviderCampus> {
  const authority = await createCertificateAuthority()
  const certificate = await authority.issue('A provider of others')
  const place = {
    folder: mkdtempSync(join(tmpdir(), 'icc-provider-')),
    port: await freePort(),
    certificateFile: '',
    keyFile: '',
  }
  place.certificateFile = join(place.folder, 'cert.pem')
  place.keyFile = join(place.folder, 'key.pem')
  writeFileSync(place.certificateFile, certificate.cert)
  writeFileSync(place.keyFile, certificate.key, { mode: 0o600 })
  const child = program.start(place)
  const output: string[] = []
  child.stdout?.on('data', (part: Buffer) => output.push(part.toString()))
  child.stderr?.on('data', (part: Buffer) => output.push(part.toString()))
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit')
    rmSync(place.folder, { recursive: true, force: true })
  }
  try {
    await answers(`https://127.0.0.1:${place.port}${program.ready}`, authority.ca, child, output)
    await program.prepare?.(place, authority.ca)
  } catch (error) {
    await end()
    throw error
  }
  const issuer = program.issuer(place)
  const api = await listenOnLoopback(await authority.issue('A cluster'))
  const trust = {
    issuer,
    jwksUri: program.keys(issuer),
    audiences: ['icc'],
    ca: authority.ca,
    usernameClaim: program.usernameClaim,
  }
  api.answerWith(createKubernetesApi(trust, 0).listener)
  const close = async (): Promise<void> => {
    await api.close()
    await end()
  }
  return { issuer, apiServer: api.url, ca: authority.ca, close }
}

/** A student of that campus. @param oidc what the profile says besides the issuer and the client */
export async function studentAt(campus: ProviderCampus, oidc: Record<string, unknown>): Promise<Home> {
  const home = await createHome(temporaryFolder(), campus)
  const path = join(home.folder, 'config/sites/playground.yaml')
  const profile = parse(readFileSync(path, 'utf8'))
  Object.assign(profile.login.oidc, oidc)
  writeFileSync(path, stringify(profile))
  return home
}

/** Signs in, with a person who does what the provider's pages ask, for each address that icc shows. */
export async function signIn(home: Home, person: () => Person, ...options: string[]): Promise<Ran> {
  const login = startIcc(home, ['login', '-o', 'json', ...options])
  const over = login.done.then(() => 'over' as const)
  for (let seen = 0; (await Promise.race([over, setTimeout(100, 'waiting' as const)])) !== 'over';) {
    const shown = [...login.stderr().matchAll(/^\s+(?:or\s+(\S+user_code\S+)|Open\s+(\S+response_type\S+))$/gmu)]
    if (shown.length <= seen) continue
    await person().signIn(shown[seen]?.slice(1).find(Boolean) ?? '')
    seen += 1
  }
  return login.done
}

/** Makes the cached token one that must not be handed out any more. */
export function expireToken(home: Home): void {
  const path = join(home.folder, 'state/tokens/playground.json')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), usableUntil: 1 }))
}

export function startProgram(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  return spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function answers(url: string, ca: string, child: ChildProcess, output: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 2500; tries += 1) {
    if (child.exitCode !== null) break
    if ((await statusOf(url, ca)) === 200) return
    await setTimeout(200)
  }
  throw new Error(`The provider does not answer at ${url}:\n${output.join('').slice(-2000)}`)
}

function statusOf(url: string, ca: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = get(url, { ca, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    // Not up yet.
    asked.on('error', () => resolve(undefined))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
