import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { at, isObject, textAt } from '../../../../src/features/manifests/json.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { runIcc, temporaryFolder } from '../../../support/run-icc.ts'

export type Scaffolded = {
  exitCode: number
  /** What was written. */
  text: string
  /** What was said: the next steps, or why nothing was written. */
  said: string
  /** The object of a kind; an error where there is none. */
  object: (kind: string) => Json
  /** The kinds of all objects, in their order. */
  kinds: string[]
}

/** A campus that has more to say than the built-in ones. */
export const TIGHT = `id: tight
title: Tight
extends: generic
ingress: {podLabels: {www: 'true'}}
security: {preset: openshift}
resources:
  required: [requests.cpu, requests.memory, limits.cpu, limits.memory]
  defaults: {requests: {cpu: 100m, memory: 500Mi}, limits: {cpu: 500m, memory: 1Gi}}
  maxRatio: 5
storage:
  classes:
    - {name: standard-csi, modes: [ReadWriteOnce], default: true, expandable: true, sizeStep: 8Gi, maxSize: 100Gi}
    - {name: nfs, modes: [ReadWriteMany], minSize: 10Gi}
  backup: There is none.
registry: {hosts: [registry.example.org], pullSecretStyle: api-token}
rules: {portForward: false}
`

/**
 * Runs `icc scaffold WORDS` in a folder `shop` with these files, writes what it prints as `out.yaml` there, and asks
 * lint about the whole folder: what it finds in `out.yaml` is an error.
 */
export async function scaffolded(
  words: readonly string[],
  { files = {}, site = 'generic' }: { files?: Record<string, string>; site?: string } = {},
): Promise<Scaffolded> {
  const home = temporaryFolder()
  const folder = join(home, 'shop')
  for (const [name, text] of Object.entries({ [join(home, '.config/icc/sites/tight.yaml')]: TIGHT, ...files })) {
    const path = name.startsWith('/') ? name : join(folder, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
  }
  mkdirSync(folder, { recursive: true })
  const given = { home, cwd: folder }
  const { stderr, exitCode } = await runIcc(['scaffold', ...words, '--site', site, '--out', 'out.yaml'], given)
  const text = exitCode === 0 ? readFileSync(join(folder, 'out.yaml'), 'utf8') : ''
  if (exitCode === 0) await refuseFindings(given, site)
  const objects = readManifests({ name: 'out.yaml', text }).documents.map(({ value }) => value)
  const kinds = objects.flatMap((value) => (isObject(value) ? (textAt(value, 'kind') ?? []) : []))
  const object = (kind: string): Json => {
    const found = objects.find((value) => at(value, 'kind') === kind)
    if (found === undefined) throw new Error(`there is no ${kind} in ${text}${stderr}`)
    return found
  }
  return { exitCode, text, said: stripVTControlCharacters(stderr), object, kinds }
}

/** Lint is asked about the file alone: what else the project needs may come later. */
async function refuseFindings(given: { home: string; cwd: string }, site: string): Promise<void> {
  const { stdout, exitCode } = await runIcc(['lint', 'out.yaml', '--site', site, '--fail-on', 'info'], given)
  if (exitCode !== 0) throw new Error(`lint finds fault: ${stdout}`)
}
