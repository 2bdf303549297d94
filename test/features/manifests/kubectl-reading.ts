import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '../../../src/features/manifests/document.ts'
import { isObject } from '../../../src/features/manifests/json.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { kubectl } from '../../../tools/kubectl.ts'

/** Real kubectl, or undefined where there is none: then what it judges is skipped. */
export const judge = await kubectl()

/** What was made of a file: its documents up to the first that is refused, and whether one was refused. */
export type Reading = { values: Json[]; refused: boolean }

const MISSING =
  /^(?:error: )?unable to decode "[^"]*\/(\d+)\.yaml": Object '(?:Kind|apiVersion)' is missing in '(.*)'\n?$/s
const NO_MAPPING = /^(?:error: )?unable to decode "[^"]*\/(\d+)\.yaml": json: cannot unmarshal/
const NOT_PARSED = /^(?:error: )?error parsing [^ ]*\/(\d+)\.yaml: /

/**
 * How kubectl reads files, without a server: it names an object without `kind` in its complaint, as the JSON that it
 * made of it. So no text may have a `kind` at its top. What is no mapping is told as such and no more. One run for all,
 * since each takes a while to start.
 */
export async function readByKubectl(files: readonly (string | Uint8Array)[]): Promise<Reading[]> {
  const folder = mkdtempSync(join(tmpdir(), 'icc-kubectl-'))
  try {
    for (const [index, file] of files.entries()) writeFileSync(join(folder, `${index}.yaml`), file)
    const complaints = await complaintsAbout(folder)
    const readings = files.map((): Reading => ({ values: [], refused: false }))
    for (const line of complaints.split(/\n(?=unable to decode "|error parsing )/)) {
      const [, decoded, json] = MISSING.exec(line) ?? []
      const [, other] = NO_MAPPING.exec(line) ?? []
      const [, refused] = NOT_PARSED.exec(line) ?? []
      if (json !== undefined) readings[Number(decoded)]?.values.push(JSON.parse(json, withoutSign) as Json)
      else if (other !== undefined) readings[Number(other)]?.values.push('no mapping')
      else if (refused !== undefined) refuse(readings[Number(refused)])
      else if (line !== '') throw new Error(`kubectl said something unexpected: ${line.slice(0, 500)}`)
    }
    return readings
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function refuse(reading: Reading | undefined): void {
  if (reading !== undefined) reading.refused = true
}

/** The API server has one zero. */
function withoutSign(_: string, value: unknown): unknown {
  return value === 0 ? 0 : value
}

/** What icc makes of a file, in the words of `readByKubectl`. */
export function readByIcc(text: string): Reading {
  const { documents, faults } = readManifests({ name: 'x.yaml', text })
  const refused = faults.filter(({ kind }) => kind !== 'duplicate-key' && kind !== 'ignored-content')
  const first = Math.min(...refused.map(({ index }) => index))
  // kubectl loses what stands before a line that is no separator; icc tells of the line, and looks at that too.
  const lost = new Set(
    refused.filter(({ message }) => message.startsWith('Nothing but a blank')).map(({ range }) => range.start - 3),
  )
  const values = documents
    .filter(({ index, end }) => index < first && !lost.has(end))
    .map(({ value }) => (isObject(value) ? value : 'no mapping'))
  return { values, refused: refused.length > 0 }
}

function complaintsAbout(folder: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const args = ['patch', '--local', '--type=merge', '--patch={}', '--output=json', `--filename=${folder}`]
  const env = { HOME: folder, KUBECONFIG: '/dev/null' }
  execFile(judge ?? '', args, { env, maxBuffer: 1e9 }, (error, stdout, stderr) => {
    if (error === null || stdout !== '')
      reject(new Error(`kubectl found an object where there should be none: ${stdout.slice(0, 500)}`))
    else resolve(stderr)
  })
  return promise
}
