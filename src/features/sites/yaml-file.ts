import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type YAMLError } from 'yaml'

/** One thing wrong in a file. Lines and columns count from 1; `field` is empty where the fault is not in one field. */
export type Fault = { file: string; line: number; column: number; field: string; message: string }

/** A field's way from the top: names, and numbers for list items. */
export type FieldPath = readonly (string | number)[]

/** A YAML file that holds one mapping. */
export type YamlFile = {
  file: string
  value: Record<string, unknown>
  /** Where the field (its value) stands; undefined if the file does not hold it. */
  position: (path: FieldPath) => Position | undefined
}

export type Position = { line: number; column: number }

export type YamlResult =
  | { kind: 'mapping'; yaml: YamlFile }
  /** Nothing but comments. */
  | { kind: 'empty'; faults: [Fault] }
  | { kind: 'faulty'; faults: Fault[] }

/** Reads a text as one YAML 1.2 document with a mapping in it; all its syntax faults are told at once. */
export function parseYaml(file: string, text: string): YamlResult {
  const lines = new LineCounter()
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const fault = (offset: number, message: string): Fault => ({ file, ...at(offset), field: '', message })
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  const documents: Document[] = Array.isArray(parsed) ? parsed : []
  const [document, second] = documents
  const empty: YamlResult = { kind: 'empty', faults: [fault(0, 'the file is empty')] }
  if (!document) return empty
  const errors = documents.flatMap((one) => [one.errors, one.warnings].flat())
  const faults = errors.map((error) => fault(error.pos[0], explain(error)))
  if (second)
    faults.push(fault(second.range?.[0] ?? 0, 'a second document begins here ("---"); the file may hold only one'))
  if (faults.length > 0) return { kind: 'faulty', faults }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return empty
  if (!isMap(document.contents))
    return {
      kind: 'faulty',
      faults: [fault(document.contents.range?.[0] ?? 0, 'expected lines such as "id: name" here')],
    }
  return withValue(file, document, (offset) => at(offset), fault)
}

function withValue(
  file: string,
  document: Document,
  at: (offset: number) => Position,
  fault: (offset: number, message: string) => Fault,
): YamlResult {
  try {
    // A profile repeats a certificate at most; many aliases are an attempt to fill the memory.
    const value: unknown = document.toJS({ maxAliasCount: 20 })
    const position = (path: FieldPath): Position | undefined => {
      const offset = offsetOf(document, path)
      return offset === undefined ? undefined : at(offset)
    }
    return { kind: 'mapping', yaml: { file, value: value as Record<string, unknown>, position } }
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return {
      kind: 'faulty',
      faults: [fault(0, 'the file uses too many aliases ("*name") or one that is not defined')],
    }
  }
}

function offsetOf(document: Document, path: FieldPath): number | undefined {
  let node: unknown = document.contents
  let offset = isMap(node) ? node.range?.[0] : undefined
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(key))
      if (!pair) return undefined
      offset = rangeStart(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node) && typeof key === 'number') {
      if (key >= node.items.length) return undefined
      node = node.items[key]
      offset = rangeStart(node) ?? offset
    } else return undefined
  }
  return offset
}

function rangeStart(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined
}

/** Own words for the mistakes people make; for the rest, the library's. */
const EXPLANATIONS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  DUPLICATE_KEY: 'this name stands here a second time',
  TAB_AS_INDENT: 'a tab; YAML is indented with spaces',
  BAD_INDENT: 'the line does not line up with those above (wrong number of spaces)',
}

function explain(error: YAMLError): string {
  return EXPLANATIONS[error.code] ?? `not YAML: ${error.message}`
}
