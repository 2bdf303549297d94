import { isDeepStrictEqual } from 'node:util'
import type { Json, JsonObject, Path, Range, ReadFault } from './document.ts'
import { isMerge, keyText } from './key-text.ts'
import { rangeOf } from './node.ts'
import type { AliasNode, MappingNode, ScalarNode, YamlNode } from './node.ts'
import { readElsewhere, readPlain } from './plain-scalar.ts'
import type { Primitive } from './plain-scalar.ts'
import { readTagged } from './tagged-scalar.ts'

/** The content of a document: what kubectl sends to the server. */
export type DocumentValue = { value: Json; ambiguous: boolean; duplicates: ReadFault[] }

/** A document that is YAML, and yet no manifest. */
export class Unreadable extends Error {
  readonly kind: ReadFault['kind']
  readonly range: Range
  constructor(kind: ReadFault['kind'], message: string, range: Range) {
    super(message)
    this.kind = kind
    this.range = rangeOf(range)
  }
}

/**
 * Makes the value of a tree as kubectl does: aliases and merge keys expanded, the last of equal keys kept. Equal
 * aliases give one and the same object, so that the value needs no more memory than the text. `index` is the
 * document's, for faults. Throws `Unreadable`.
 */
export function valueOf(root: YamlNode, index: number): DocumentValue {
  const decoder = new Decoder(index)
  const value = decoder.decode(root, [])
  return { value, ambiguous: decoder.ambiguous, duplicates: decoder.duplicates }
}

class Decoder {
  ambiguous = false
  readonly duplicates: ReadFault[] = []
  private readonly index: number
  private readonly budget = new AliasBudget()
  private readonly targets = new Map<YamlNode, { value: Json } & Amount>()

  constructor(index: number) {
    this.index = index
  }

  decode(node: YamlNode, path: Path): Json {
    this.budget.count()
    if (node.kind === 'alias') return this.alias(node)
    if (node.anchor === undefined) return this.own(node, path)
    const { nodes, characters } = this.budget
    const value = this.own(node, path)
    this.remember(node, value, { nodes, characters })
    return value
  }

  private remember(node: YamlNode, value: Json, before: Amount): void {
    const { nodes, characters } = this.budget
    this.targets.set(node, { value, nodes: nodes - before.nodes + 1, characters: characters - before.characters })
  }

  private own(node: Exclude<YamlNode, AliasNode>, path: Path): Json {
    if (node.kind === 'scalar') return this.scalar(node)
    if (node.kind === 'mapping') return this.mapping(node, path)
    return node.items.map((item, index) => this.decode(item.node, [...path, index]))
  }

  private alias(node: AliasNode): Json {
    const known = node.target === undefined ? undefined : this.targets.get(node.target)
    if (known === undefined)
      throw new Unreadable('syntax', `The alias *${node.name} stands for nothing before it.`, node)
    this.budget.countAlias(known, node)
    return known.value
  }

  private scalar(node: ScalarNode): Json {
    this.budget.characters += node.text.length
    const value = this.primitive(node)
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new Unreadable('syntax', `JSON has no number ${node.text}, so kubectl refuses the document.`, node)
    return value
  }

  private primitive(node: ScalarNode): Primitive {
    if (node.tag !== undefined) {
      const value = readTagged(node.tag, node.text)
      if (value !== undefined) return value
      throw new Unreadable('syntax', 'This is not what the tag (!) before it says.', node)
    }
    if (node.style !== 'plain') return node.text
    this.ambiguous ||= readElsewhere(node.text) !== undefined
    return readPlain(node.text)
  }

  private mapping(node: MappingNode, path: Path): JsonObject {
    const value: JsonObject = {}
    const seen = new Map<string, Entry[]>()
    for (const pair of node.pairs) {
      if (isMerge(pair)) {
        this.merge(pair.value, value, path)
        continue
      }
      const key = this.key(pair.key)
      const entry = { key: pair.key, value: this.decode(pair.value, [...path, key]) }
      put(value, key, entry.value)
      const equal = seen.get(key)
      if (equal === undefined) seen.set(key, [entry])
      else equal.push(entry)
    }
    if (seen.size < node.pairs.length) this.noteDuplicates(seen, path)
    return value
  }

  private key(node: YamlNode): string {
    const key = keyText(node)
    if (key === undefined) throw new Unreadable('syntax', 'A key must be a text.', node)
    if (node.kind === 'alias') this.alias(node)
    else if (node.kind === 'scalar') {
      const { nodes, characters } = this.budget
      this.budget.characters += node.text.length
      if (node.anchor !== undefined) this.remember(node, this.primitive(node), { nodes, characters })
    }
    this.budget.count()
    return key
  }

  /** Pairs count in order, and a merge key counts at its place: kubectl lets it win over keys before it. */
  private merge(node: YamlNode, into: JsonObject, path: Path): void {
    const sources = node.kind === 'sequence' ? node.items.map((item) => item.node).toReversed() : [node]
    for (const source of sources) {
      const target = source.kind === 'alias' ? source.target : source
      if (target !== undefined && target.kind !== 'mapping')
        throw new Unreadable('syntax', 'A merge key (<<) takes a mapping or a list of mappings.', source)
      const value = this.decode(source, path) as JsonObject
      for (const [key, inherited] of Object.entries(value)) put(into, key, inherited)
    }
  }

  private noteDuplicates(seen: ReadonlyMap<string, Entry[]>, mapping: Path): void {
    for (const [key, entries] of seen) {
      const [first, ...others] = entries
      if (first === undefined) continue
      const sameValue = others.every(({ value }) => isDeepStrictEqual(value, first.value))
      for (const [index, { key: node }] of others.slice(0, MOST_DUPLICATES - this.duplicates.length).entries())
        this.duplicates.push({
          kind: 'duplicate-key',
          message: `The key "${key}" stands here ${entries.length === 2 ? 'twice' : `${entries.length} times`}.`,
          range: rangeOf(node),
          index: this.index,
          duplicate: { mapping, key, occurrence: index + 1, first: rangeOf(first.key), sameValue },
        })
    }
  }
}

/** What a person can still read. */
const MOST_DUPLICATES = 100

type Entry = { key: YamlNode; value: Json }

/** A plain assignment, but for the one key that JavaScript takes for something else. */
function put(object: JsonObject, key: string, value: Json): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true })
}

/** What stands in a document, aliases expanded. */
type Amount = { nodes: number; characters: number }

/** No API server takes a twentieth of it. What no alias brings is as long as the file. */
const MOST_CHARACTERS = 64 * 1024 * 1024

const FEW_NODES = 400_000
const MANY_NODES = 4_000_000

/**
 * How much may come from aliases: nearly all of a small document, a tenth of a large one. These are the limits of
 * kubectl's reader, so that what it takes is taken.
 *
 * @see go-yaml 2.4, decode.go, allowedAliasRatio
 */
class AliasBudget {
  nodes = 0
  characters = 0
  private fromAliases = 0

  /** Counts a node where it stands. */
  count(): void {
    this.nodes += 1
  }

  /** Counts what an alias stands for. */
  countAlias({ nodes, characters }: Amount, alias: Range): void {
    this.characters += characters
    if (characters > 0 && this.characters > MOST_CHARACTERS)
      throw new Unreadable('too-large', 'Its aliases expand to more than any API server takes.', alias)
    this.nodes += nodes
    this.fromAliases += nodes
    if (this.fromAliases <= 100 || this.nodes <= 1000) return
    const part = Math.min(1, Math.max(0, (this.nodes - FEW_NODES) / (MANY_NODES - FEW_NODES)))
    if (this.fromAliases / this.nodes > 0.99 - 0.89 * part)
      throw new Unreadable('too-large', 'Its aliases expand beyond all measure, so kubectl refuses it.', alias)
  }
}
