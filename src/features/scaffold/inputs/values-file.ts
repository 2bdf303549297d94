import { resolve } from 'node:path'
import type { Source } from '../../manifests/document.ts'
import { dereference } from '../../manifests/find-node.ts'
import { lineColumn } from '../../manifests/lines.ts'
import { isNothing, type YamlNode } from '../../manifests/node.ts'
import { readManifests } from '../../manifests/read.ts'
import { treeOf } from '../../manifests/tree.ts'
import { MOST_BYTES, readFile, textIn } from './read-file.ts'

/** What a file says of one input, as one would type it: `host: web.example.org`, a list, or a mapping of pairs. */
export type ValuesEntry = { name: string; texts: string[]; line: number }

export type ValuesFile = { entries: ValuesEntry[]; faults: { line: number | undefined; message: string }[] }

/** Reads the file of `--values`: one mapping of YAML. Numbers are taken as they are written, so `1.10` stays so. */
export function readValuesFile(cwd: string, path: string): ValuesFile {
  const bytes = readFile(resolve(cwd, path), MOST_BYTES)
  if ('fault' in bytes) return { entries: [], faults: [{ line: undefined, message: bytes.fault }] }
  const text = textIn(bytes)
  if (text === undefined) return { entries: [], faults: [{ line: undefined, message: 'this is no text in UTF-8' }] }
  return readValues({ name: path, text })
}

const FORM = 'this must be one mapping, such as "host: web.example.org"'

function readValues(source: Source): ValuesFile {
  const { documents, faults } = readManifests(source)
  const lineOf = (offset: number): number => lineColumn(source, offset).line
  const [document, second] = documents
  if (faults.length > 0)
    return {
      entries: [],
      faults: faults.map(({ message, range }) => ({
        line: lineOf(range.start),
        message: message.replace(/\.$/u, ''),
      })),
    }
  // Nothing but comments is nothing said.
  if (document === undefined) return { entries: [], faults: [] }
  const root = dereference(treeOf(document).root)
  const place = second ?? document
  if (second !== undefined || root?.kind !== 'mapping')
    return { entries: [], faults: [{ line: lineOf(place.start), message: FORM }] }
  const values: ValuesFile = { entries: [], faults: [] }
  for (const { key, value } of root.pairs) {
    const line = lineOf(key.start)
    const name = textOf(key)
    const texts = textsOf(value)
    if (name === undefined) values.faults.push({ line, message: FORM })
    else if (texts === undefined) values.faults.push({ line, message: `${name} must be a value or a list of values` })
    else if (!isNothing(value)) values.entries.push({ name, texts, line })
  }
  return values
}

function textOf(node: YamlNode): string | undefined {
  const found = dereference(node)
  return found?.kind === 'scalar' ? found.text : undefined
}

function textsOf(node: YamlNode): string[] | undefined {
  const found = dereference(node)
  if (found === undefined) return undefined
  if (found.kind === 'scalar') return [found.text]
  const texts = found.kind === 'sequence' ? found.items.map((item) => textOf(item.node)) : found.pairs.map(pairText)
  return texts.includes(undefined) ? undefined : texts.filter((text) => text !== undefined)
}

function pairText({ key, value }: { key: YamlNode; value: YamlNode }): string | undefined {
  const [left, right] = [textOf(key), textOf(value)]
  return left === undefined || right === undefined ? undefined : `${left}=${right}`
}
