import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startCampus, type Campus } from '../playground/campus.ts'
import { createHome } from '../playground/home.ts'
import { delayed } from './delayed.ts'
import { kubeconfigOf, kubeloginArguments } from './kubelogin.ts'
import { measure, type Measured, type Subject } from './measure.ts'
import type { Peers } from './peers.ts'

export type Programs = Peers & { icc: string; bare: string }

/** A person who is signed in at a campus whose API server is so many milliseconds away. */
type Person = { env: NodeJS.ProcessEnv; campus: Campus; leave(): Promise<void> }

/** What people and kubectl do all day, beside what kubectl, kubectx and kubens do for the same, all in turn. */
export async function measureDay(folder: string, programs: Programs, rounds: number): Promise<Measured[]> {
  const people: Person[] = []
  const signIn = async (name: string, distance: number, ...flags: string[]): Promise<Person> => {
    const person = await signedIn(join(folder, name), programs.icc, distance, flags)
    people.push(person)
    return person
  }
  try {
    // With a token in the kubeconfig on both sides, so that what is compared is the question and not the credential.
    const near = await signIn('near', 0)
    const far = await signIn('far', 20)
    // And with none there: what kubectl waits for at each of its calls.
    const asking = await signIn('asking', 0, '--credential', 'exec')
    const old = await kubeloginSubjects(join(folder, 'kubelogin'), programs, near)
    const subjects = [
      ...local(programs, near.env, asking.env),
      ...old.token,
      ...network(programs, near.env, far.env),
      ...peer('kubectl auth whoami, by icc token', programs.kubectl, asking.env, () => ['auth', 'whoami']),
      ...old.question,
    ]
    return await measure(subjects, rounds)
  } finally {
    for (const person of people) await person.leave()
  }
}

/** kubelogin with a token that is still good in its cache, alone and called by kubectl. */
async function kubeloginSubjects(
  folder: string,
  { kubelogin, kubectl }: Programs,
  { campus, env }: Person,
): Promise<Record<'token' | 'question', Subject[]>> {
  if (kubelogin === undefined) return { token: [], question: [] }
  const argv = await kubeloginArguments(kubelogin, folder, campus, 'infw001')
  const KUBECONFIG = join(folder, 'kubeconfig')
  writeFileSync(KUBECONFIG, kubeconfigOf(campus, kubelogin, argv), { mode: 0o600 })
  const question: Subject[] =
    kubectl === undefined
      ? []
      : [
          {
            name: 'kubectl auth whoami, by kubelogin',
            command: [kubectl, 'auth', 'whoami'],
            env: { ...env, KUBECONFIG },
          },
        ]
  return { token: [{ name: 'kubelogin get-token', command: [kubelogin, ...argv], env }], question }
}

/** There and back, from round to round. */
function switched(round: number): string {
  return round % 2 === 0 ? 'w001-default' : 'se2-magic-team'
}

/** `COMP_WORDBREAKS` of a bash that nobody has changed. */
const BREAKS = ' \t\n"\'@><=;|&(:'

function local(programs: Programs, env: NodeJS.ProcessEnv, asking: NodeJS.ProcessEnv): Subject[] {
  const { icc, bare, kubectl, kubectx, kubens, kubelogin } = programs
  const setNamespace = ['config', 'set-context', '--current', '--namespace']
  return [
    { name: 'executable that does nothing', command: [bare], env },
    { name: 'runtime that does nothing', command: [process.execPath, '-e', ''], env },
    { name: 'icc --version', command: [icc, '--version'], env },
    ...peer('kubectl version --client', kubectl, env, () => ['version', '--client']),
    ...peer('kubelogin --version', kubelogin, env, () => ['--version']),
    { name: 'icc token', command: [icc, 'token', '--site', 'playground'], env: asking },
    { name: 'icc status --prompt', command: [icc, 'status', '--prompt'], env },
    { name: 'TAB after icc ns', command: [icc, '__complete', 'bash', 'icc ns ', BREAKS], env },
    { name: 'TAB after icc lint --', command: [icc, '__complete', 'bash', 'icc lint --', BREAKS], env },
    { name: 'icc ctx -c', command: [icc, 'ctx', '-c'], env },
    ...peer('kubectl config current-context', kubectl, env, () => ['config', 'current-context']),
    ...peer('kubectx -c', kubectx, env, () => ['-c']),
    { name: 'icc ns KNOWN', command: (round) => [icc, 'ns', switched(round)], env },
    ...peer('kubectl config set-context --namespace', kubectl, env, (round) => [...setNamespace, switched(round)]),
    ...peer('kubens KNOWN', kubens, env, (round) => [switched(round)]),
  ]
}

function network({ icc, kubectl, kubens }: Programs, near: NodeJS.ProcessEnv, far: NodeJS.ProcessEnv): Subject[] {
  return [
    { name: 'icc whoami', command: [icc, 'whoami'], env: near },
    ...peer('kubectl auth whoami', kubectl, near, () => ['auth', 'whoami']),
    { name: 'icc whoami, 20 ms away', command: [icc, 'whoami'], env: far },
    ...peer('kubectl auth whoami, 20 ms away', kubectl, far, () => ['auth', 'whoami']),
    { name: 'icc ns KNOWN, 20 ms away', command: (round) => [icc, 'ns', switched(round)], env: far },
    ...peer('kubens KNOWN, 20 ms away', kubens, far, (round) => [switched(round)]),
  ]
}

/** Each with a kubeconfig of its own: who comes second would find the work done. */
function peer(
  name: string,
  program: string | undefined,
  env: NodeJS.ProcessEnv,
  argv: (round: number) => string[],
): Subject[] {
  if (program === undefined) return []
  const original = env['KUBECONFIG'] ?? ''
  const KUBECONFIG = `${original}-${basename(program)}`
  copyFileSync(original, KUBECONFIG)
  return [{ name, command: (round) => [program, ...argv(round)], env: { ...env, KUBECONFIG } }]
}

async function signedIn(folder: string, icc: string, distance: number, flags: string[]): Promise<Person> {
  mkdirSync(folder, { recursive: true })
  const campus = await startCampus()
  const proxy = await delayed(campus.apiServer, distance)
  const { issuer, ca } = campus
  const home = await createHome(folder, { issuer, ca, apiServer: distance === 0 ? campus.apiServer : proxy.url })
  const env = { ...process.env, HOME: folder, ...home.env }
  await login(campus, [icc, 'login', ...flags], env)
  await run(icc, ['ns', 'se2-magic-team'], env)
  return {
    env,
    campus,
    async leave() {
      await proxy.close()
      await campus.close()
    },
  }
}

async function login(campus: Campus, [icc = '', ...argv]: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const done = run(icc, argv, env)
  const ended = done.then(
    () => true,
    () => true,
  )
  while (campus.waitingCodes().length === 0 && !(await Promise.race([ended, pause()]))) continue
  const [code] = campus.waitingCodes()
  if (code !== undefined) await campus.approve(code, 'infw001')
  await done
}

function pause(): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), 50)
  })
}

async function run(program: string, argv: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, argv, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const said = text(child.stderr)
  const status = await new Promise((resolve) => {
    child.once('close', resolve)
  })
  if (status !== 0) throw new Error(`${program} ${argv.join(' ')} ended with ${String(status)}: ${await said}`)
}
