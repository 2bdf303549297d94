// A field behind a feature gate that is off is dropped by the server without a word. Which gate guards a field says a
// comment in k8s.io/api (`+featureGate=`); whether it is on by default, kube_features.go.

const FIRST_SPEC = /^\t(?:\w+\.)?(\w+): +\{(.*)$/u
const VERSIONED = /Version: version\.MustParse\("1\.(\d+)"\), Default: (true|false)/u
const PLAIN = /^Default: (true|false)/u

/** The gates that are off by default at a minor version, by name. */
export function readGatesOff(features: readonly string[], minor: number): Set<string> {
  const off = new Set<string>()
  for (const text of features) {
    let gate = ''
    for (const line of text.split('\n')) {
      const [, name, rest = ''] = FIRST_SPEC.exec(line) ?? []
      if (name !== undefined) gate = name
      const [, plain] = PLAIN.exec(rest) ?? []
      if (plain !== undefined) setIn(off, gate, plain === 'false')
      const [, since, on] = VERSIONED.exec(line) ?? []
      // Specs stand in the order of their versions: the last that has begun holds.
      if (since !== undefined && Number(since) <= minor) setIn(off, gate, on === 'false')
    }
  }
  return off
}

function setIn(set: Set<string>, name: string, member: boolean): void {
  if (member) set.add(name)
  else set.delete(name)
}

const STRUCT = /^type (\w+) struct \{$/u
const GATE = /^\t\/\/ \+featureGate=(\S+)/u
const JSON_NAME = /^\t\w.*`json:"(\w+)[,"]/u
/** A struct in a struct, whose fields are written as if they were the outer one's: `VolumeSource` in `Volume`. */
const INLINE = /^\t(\w+) `json:",inline"/u

/** The gates of the fields of a `types.go`, by type and field: `PodSpec hostnameOverride`. */
export function readFieldGates(text: string): Map<string, string[]> {
  const structs = new Map<string, Struct>()
  let struct: Struct = { fields: new Map(), inline: [] }
  let gates: string[] = []
  for (const line of text.split('\n')) {
    const [, name] = STRUCT.exec(line) ?? []
    if (name !== undefined) {
      struct = { fields: new Map(), inline: [] }
      structs.set(name, struct)
    }
    gates.push(...(GATE.exec(line)?.[1]?.split(',') ?? []))
    const [, inline] = INLINE.exec(line) ?? []
    if (inline !== undefined) struct.inline.push(inline)
    const [, field] = JSON_NAME.exec(line) ?? []
    if (field !== undefined) struct.fields.set(field, gates)
    // A comment belongs to the line of code below it.
    if (!line.startsWith('\t//')) gates = []
  }
  return new Map(
    [...structs.keys()].flatMap((type) => fieldsOf(structs, type).map(([field, of]) => [`${type} ${field}`, of])),
  )
}

type Struct = { fields: Map<string, string[]>; inline: string[] }

function fieldsOf(structs: ReadonlyMap<string, Struct>, type: string): [string, string[]][] {
  const { fields, inline } = structs.get(type) ?? { fields: new Map<string, string[]>(), inline: [] }
  return [...inline.flatMap((inner) => fieldsOf(structs, inner)), ...fields].filter(([, gates]) => gates.length > 0)
}
