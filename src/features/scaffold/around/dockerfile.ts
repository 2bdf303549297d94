import { join } from 'node:path'
import type { JsonObject } from '../../manifests/document.ts'
import { isPortNumber } from '../../manifests/port.ts'
import { MOST_BYTES, readFile, textIn } from '../inputs/read-file.ts'

/** As Docker and Podman look for it. */
const NAMES = ['Dockerfile', 'Containerfile'] as const

/** A process that is not root cannot listen on a lower one. */
const LEAST_FREE_PORT = 1024

/** The highest id that Kubernetes takes. */
const MOST_UID = 2_147_483_647

/**
 * What the Dockerfile of a folder says of the image that is made there, for templates: `port`, the first that it exposes and
 * that needs no root, else `lowPort`; `uid`, or where it gives a name instead, `user`. Undefined without one, and what it
 * leaves to variables is left out.
 */
export function dockerfileFacts(folder: string): JsonObject | undefined {
  for (const name of NAMES) {
    const bytes = readFile(join(folder, name), MOST_BYTES)
    const text = 'fault' in bytes ? undefined : textIn(bytes)
    if (text !== undefined) return factsIn(text)
  }
  return undefined
}

function factsIn(text: string): JsonObject {
  const { ports, user } = lastStage(text)
  const port = ports.find((one) => one >= LEAST_FREE_PORT)
  const [lowPort] = port === undefined ? ports : []
  const [name = ''] = user?.split(':') ?? []
  const isNumber = /^\d{1,10}$/u.test(name) && Number(name) > 0 && Number(name) <= MOST_UID
  const isName = /^[a-z_][\w-]*$/iu.test(name) && name !== 'root'
  return {
    ...(port === undefined ? {} : { port }),
    ...(lowPort === undefined ? {} : { lowPort }),
    ...(isNumber ? { uid: Number(name) } : {}),
    ...(isName ? { user: name } : {}),
  }
}

type Stage = { name: string | undefined; ports: number[]; user: string | undefined }

/** The stage that becomes the image, with what it has from an earlier one that it begins from. */
function lastStage(text: string): Stage {
  const stages: Stage[] = [{ name: undefined, ports: [], user: undefined }]
  for (const { instruction, rest } of instructionsIn(text)) {
    const stage = stages.at(-1)
    if (instruction === 'FROM') stages.push(stageFrom(rest, stages))
    else if (instruction === 'EXPOSE') stage?.ports.push(...rest.split(/\s+/u).flatMap(portOf))
    else if (instruction === 'USER' && stage !== undefined) stage.user = rest
  }
  return stages.at(-1) ?? { name: undefined, ports: [], user: undefined }
}

/** `FROM [--platform=X] IMAGE [AS NAME]` */
function stageFrom(rest: string, stages: readonly Stage[]): Stage {
  const [image, as, name] = rest.split(/\s+/u).filter((word) => !word.startsWith('--'))
  const from = stages.find((stage) => stage.name !== undefined && stage.name === image?.toLowerCase())
  const isNamed = as?.toLowerCase() === 'as'
  return { name: isNamed ? name?.toLowerCase() : undefined, ports: [...(from?.ports ?? [])], user: from?.user }
}

/** `8080` or `8080/tcp`; ranges and variables are none that could be offered. */
function portOf(word: string): number[] {
  const { port } = /^(?<port>\d{1,5})(?:\/tcp)?$/iu.exec(word)?.groups ?? {}
  return port !== undefined && isPortNumber(Number(port)) ? [Number(port)] : []
}

/**
 * The instructions with what follows them on their line, and on those that a backslash joins to it. What stands in
 * here-documents is no instruction.
 *
 * @see https://docs.docker.com/reference/dockerfile/
 */
function instructionsIn(text: string): { instruction: string; rest: string }[] {
  const lines = text.split(/\r?\n/u).values()
  const found: { instruction: string; rest: string }[] = []
  for (const first of lines) {
    let line = first.trim()
    if (line.startsWith('#')) continue
    while (line.endsWith('\\')) {
      const { value = '' } = lines.next()
      // Comments may stand between lines that belong together.
      line = `${line.slice(0, -1)} ${value.trim().startsWith('#') ? '\\' : value.trim()}`
      if (value === '') break
    }
    const { word = '', rest = '' } = /^(?<word>[a-z]+)\s+(?<rest>.*)$/iu.exec(line)?.groups ?? {}
    const instruction = word.toUpperCase()
    if (HOLD_DOCUMENTS.has(instruction)) for (const [, end] of rest.matchAll(DOCUMENT)) skipTo(lines, end)
    found.push({ instruction, rest: rest.trim() })
  }
  return found
}

const HOLD_DOCUMENTS: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD'])

/** `<<EOF`, and not `<<<` or a number that is shifted. */
const DOCUMENT = /(?<!<)<<-?["']?([A-Za-z_]\w*)/gu

function skipTo(lines: Iterator<string>, end: string | undefined): void {
  for (let line = lines.next(); line.done !== true && line.value.trim() !== end;) line = lines.next()
}
