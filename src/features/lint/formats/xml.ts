import { printable } from '../../../output.ts'

/** Characters that no XML 1.0 document can hold, not even as a reference, beyond those that `printable` takes out. */
const ILLEGAL = /[\uFFFE\uFFFF]/gu
const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/**
 * A text as character data. Control characters are left out, lone surrogates and non-characters become U+FFFD.
 *
 * @see XML 1.0 section 2.2
 */
export function xmlText(text: string): string {
  return printable(text)
    .toWellFormed()
    .replace(ILLEGAL, '\uFFFD')
    .replaceAll(/[&<>"']/gu, (character) => REFERENCES[character] ?? '')
}

export type XmlAttributes = Readonly<Record<string, string | number | undefined>>

/** An element on lines of its own; attributes that are undefined are left out. */
export function element(name: string, attributes: XmlAttributes, content: readonly string[] = []): string {
  const start = [
    name,
    ...Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}="${attributeText(String(value))}"`],
    ),
  ].join(' ')
  return content.length === 0 ? `<${start}/>` : `<${start}>\n${content.join('\n')}\n</${name}>`
}

/** A line feed in an attribute would be read as a space. */
function attributeText(text: string): string {
  return xmlText(text).replaceAll('\n', '&#10;')
}
