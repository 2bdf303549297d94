import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'

const folder = join(import.meta.dirname, '../../../fixtures/lint-formats')

/** Checks a value against one of the schemas in test/fixtures/lint-formats; tells what is wrong, or nothing. */
export function schemaCheck(name: string): (value: unknown) => string[] {
  const schema: Record<string, unknown> = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  // SARIF's schema says draft-04; of what differs from draft-07 it uses the two keywords that name the schema, and no more.
  delete schema['$schema']
  delete schema['id']
  const formats = { uri: isUri, 'uri-reference': isUriReference, 'date-time': isDateTime }
  const validate = new Ajv({ strict: false, allErrors: true, formats }).compile(schema)
  return (value) => {
    if (validate(value)) return []
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

/** RFC 3986 sections 2 and 3: no other characters, every percent sign followed by two digits. */
const CHARACTERS = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/u

function isUri(text: string): boolean {
  return CHARACTERS.test(text) && URL.canParse(text)
}

/** RFC 3986 section 4.2: the first part of a relative reference holds no colon. */
function isUriReference(text: string): boolean {
  return isUri(text) || (CHARACTERS.test(text) && !/^[^/?#]*:/u.test(text) && URL.canParse(text, 'file:///'))
}

function isDateTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text))
}
