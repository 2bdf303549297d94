import type { Json, JsonObject, ManifestDocument, Path } from '../../manifests/document.ts'
import { at, isObject } from '../../manifests/json.ts'
import { lineColumn } from '../../manifests/lines.ts'
import { keyRange, nearestPath, valueRange } from '../../manifests/positions.ts'
import { readManifests } from '../../manifests/read.ts'
import { nearest } from '../../../nearest-names.ts'
import { templateBroken } from '../template/broken.ts'
import type { TemplatePlace, TemplateText } from '../types.ts'

/** A mapping of a YAML file that is read field by field; what is wrong is told with its file and line. */
export class Fields {
  private readonly document: ManifestDocument
  private readonly path: Path
  readonly value: JsonObject

  private constructor(document: ManifestDocument, path: Path, value: JsonObject) {
    this.document = document
    this.path = path
    this.value = value
  }

  /** @throws `template-broken` for what is no YAML, or no mapping */
  static open({ file, text }: TemplateText): Fields {
    const source = { name: file, text }
    const { documents, faults } = readManifests(source)
    const [fault] = faults
    if (fault) throw templateBroken({ file, line: lineColumn(source, fault.range.start).line }, fault.message)
    const [document] = documents
    if (document === undefined || documents.length > 1 || !isObject(document.value))
      throw templateBroken({ file, line: 1 }, 'This must be one mapping.')
    return new Fields(document, [], document.value)
  }

  get names(): string[] {
    return Object.keys(this.value)
  }

  has(name: string): boolean {
    return Object.hasOwn(this.value, name)
  }

  /** The line is worked out when it is asked for: nobody wants it of what is right. */
  place(...below: Path): TemplatePlace {
    const { document } = this
    const full = [...this.path, ...below]
    return {
      file: document.source.name,
      get line() {
        const path = nearestPath(document, full)
        const range = keyRange(document, path) ?? valueRange(document, path)
        return lineColumn(document.source, range?.start ?? 0).line
      },
    }
  }

  /** @throws `template-broken` */
  fail(message: string, ...below: Path): never {
    throw templateBroken(this.place(...below), message)
  }

  /** Refuses names that nobody reads: a misspelt one would do nothing in silence. */
  allow(known: readonly string[]): void {
    const stranger = this.names.find((name) => !known.includes(name))
    if (stranger === undefined) return
    const near = nearest(stranger, known)
    const instead = near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`
    this.fail(`There is no field ${stranger}; ${instead}`, stranger)
  }

  text(name: string): string | undefined {
    const found = this.at(name)
    return found === undefined || typeof found === 'string' ? found : this.fail(`${name} must be a text.`, name)
  }

  requiredText(name: string): string {
    return this.text(name) ?? this.fail(`${name} is missing.`)
  }

  flag(name: string): boolean {
    const found = this.at(name) ?? false
    return typeof found === 'boolean' ? found : this.fail(`${name} must be true or false.`, name)
  }

  integer(name: string): number | undefined {
    const found = this.at(name)
    if (found === undefined || (typeof found === 'number' && Number.isInteger(found))) return found
    return this.fail(`${name} must be a whole number.`, name)
  }

  texts(name: string): string[] {
    const found = this.at(name) ?? []
    if (Array.isArray(found) && found.every((one) => typeof one === 'string')) return found
    return this.fail(`${name} must be a list of texts.`, name)
  }

  mapping(name: string): Fields | undefined {
    const found = this.at(name)
    if (found === undefined) return undefined
    if (!isObject(found)) return this.fail(`${name} must be a mapping.`, name)
    return new Fields(this.document, [...this.path, name], found)
  }

  mappings(name: string): Fields[] {
    const found = this.at(name) ?? []
    if (!Array.isArray(found)) return this.fail(`${name} must be a list.`, name)
    return found.map((item, index) =>
      isObject(item)
        ? new Fields(this.document, [...this.path, name, index], item)
        : this.fail(`${name} must be a list of mappings.`, name, index),
    )
  }

  /** Any value; null counts as nothing. */
  at(name: string): Json | undefined {
    return at(this.value, name) ?? undefined
  }
}
