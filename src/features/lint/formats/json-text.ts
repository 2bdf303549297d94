/** Characters that are legal in JSON and could steer a terminal or reorder text; as in `src/output.ts`. */
const STEERING = /[\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu

/** A value as indented JSON without line feed at the end. Steering characters are escaped: a parser gives them back. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
