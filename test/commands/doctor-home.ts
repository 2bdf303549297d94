import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { createKube } from '../../src/adapters/kube.ts'
import { createProbe } from '../../src/adapters/probe.ts'
import type { Doctor } from '../../src/commands/doctor.ts'
import { IccError } from '../../src/errors.ts'
import { createTestContext, runIcc, temporaryFolder, type Given, type Ran } from '../support/run-icc.ts'
import type { User } from '../support/scripted-idp-run.ts'

export type Told = Doctor['checks'][number]

/** What `icc doctor -o json` said, its lines by id. */
export type Look = Ran & Doctor & { of(id: string): Told | undefined; wrong: string[] }

export type Patient = {
  folder: string
  file(name: string): string
  /** Writes a file, its folder with it. */
  put(name: string, text: string, mode?: number): string
  read(name: string): string
  icc(argv: readonly string[], given?: Given): Promise<Ran>
  doctor(argv?: readonly string[], given?: Given): Promise<Look>
}

/** Nobody's home: real files and a real network, no keyring, and no program on PATH but those in `bin`. */
export function patient(changes: Record<string, string> = {}): Patient {
  const folder = temporaryFolder()
  return patientIn(folder, { HOME: folder, PATH: join(folder, 'bin'), ...changes })
}

/** Somebody who has signed in; PATH as it is. */
export function patientOf({ home }: User, changes: Record<string, string> = {}): Patient {
  return patientIn(home.folder, { HOME: home.folder, ...home.env, ...changes })
}

/** Somebody in the middle of something: the home, and the rest, are those of the environment. */
export function patientAt(env: Readonly<Record<string, string>>): Patient {
  return patientIn(env['HOME'] ?? '', { PATH: '', ...env })
}

function patientIn(folder: string, env: Record<string, string>): Patient {
  const file = (name: string): string => join(folder, name)
  const run = (argv: readonly string[], given: Given = {}): Promise<Ran> =>
    runIcc(argv, { ...realAdapters(env), home: folder, env, ...given })
  return {
    folder,
    file,
    put(name, text, mode = 0o600) {
      mkdirSync(dirname(file(name)), { recursive: true, mode: 0o700 })
      writeFileSync(file(name), text)
      chmodSync(file(name), mode)
      return file(name)
    },
    read: (name) => readFileSync(file(name), 'utf8'),
    icc: run,
    async doctor(argv = [], given = {}) {
      const ran = await run(['doctor', ...argv, '-o', 'json'], given)
      const told = JSON.parse(ran.stdout) as Doctor
      return {
        ...ran,
        ...told,
        of: (id) => told.checks.find((one) => one.id === id),
        wrong: told.checks.filter(({ status }) => status === 'problem').map(({ id }) => id),
      }
    },
  }
}

function realAdapters(env: Record<string, string>): Given {
  const ctx = createTestContext({}, { env })
  return {
    probe: async () => createProbe(ctx),
    kube: (target, signal) => createKube(target, { ...ctx, signal: signal ?? ctx.signal }),
    keyring: () => Promise.reject(new IccError('keyring-unusable', 'The keyring of this computer cannot be used.')),
  }
}

/** A program on PATH that prints something. */
export function putProgram(home: Patient, name: string, prints = ''): string {
  return home.put(join('bin', name), `#!/bin/sh\nprintf '%s\\n' '${prints}'\n`, 0o755)
}

/** A kubectl that says its version. */
export function putKubectl(home: Patient, version: string): string {
  return putProgram(home, 'kubectl', JSON.stringify({ clientVersion: { gitVersion: `v${version}` } }))
}

/** Several files as `KUBECONFIG` names them. */
export function listOf(...files: string[]): string {
  return files.join(delimiter)
}

/** A kubeconfig whose contexts, clusters and users have the given names; of `NAME@CLUSTER` each part counts. */
export function kubeconfigOf(
  contexts: readonly string[],
  more: { current?: string; server?: string; user?: object } = {},
): string {
  const parts = contexts.map((name) => ({
    name,
    user: name.split('@')[0] ?? '',
    cluster: name.split('@')[1] ?? name,
  }))
  const { current = contexts[0] ?? '', server = 'https://127.0.0.1:1', user = { token: 'not-a-token' } } = more
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': current,
      clusters: unique(parts.map((one) => one.cluster)).map((name) => ({ name, cluster: { server } })),
      contexts: parts.map(({ name, ...context }) => ({ name, context })),
      users: unique(parts.map((one) => one.user)).map((name) => ({ name, user })),
    },
    null,
    1,
  )
}

function unique(names: string[]): string[] {
  return [...new Set(names)]
}
