import { oneLine } from '../../../output.ts'

/** As much of a server's sentence is shown: Pod Security names every control with every container. */
const LONGEST = 600

/**
 * A sentence of the server without its full stop, to be quoted in one of ours: one line, cut, and without what Go prints
 * of values where it could not read them.
 */
export function quoted(message: string): string {
  const text = withoutDumps(oneLine(message.trim().split('\n')[0] ?? ''))
    .replace(/\s+/gu, ' ')
    .replace(/[.\s]+$/u, '')
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/** `map[spec:map[replicas:two]]`, `&value.valueUnstructured{Value:17}`: whole objects, with all that is in them. */
function withoutDumps(text: string): string {
  return text
    .replaceAll(/&?value\.valueUnstructured\{.*?\}+(?=$|\s)/gu, 'something else')
    .replaceAll(/Invalid value: "(?:map\[|\{\\")(?:[^"\\]|\\.)*"(?:: )?/gu, '')
    .replaceAll(/\bmap\[.*\]/gu, 'it')
}

/** Without what an admission says first: `pods "web" is forbidden: `, `Deployment.apps "web" is invalid: `. */
export function withoutSubject(message: string): string {
  return message.replace(/^\s*[\w.-]* ?"[^"]*" is (?:forbidden|invalid): /u, '')
}

/** What the API server means by a reason of a field, for where its own sentence may quote a secret. */
const FIELD_REASONS: Readonly<Record<string, string>> = {
  FieldValueNotFound: 'what it names is not there',
  FieldValueRequired: 'it must be given',
  FieldValueDuplicate: 'it is there twice',
  FieldValueInvalid: 'its value is not valid',
  FieldValueNotSupported: 'its value is none of those that are taken',
  FieldValueForbidden: 'it must not be given or changed',
  FieldValueTooLong: 'it is too long',
  FieldValueTooMany: 'there are too many of them',
  FieldValueTypeInvalid: 'its value is of the wrong type',
}

/** @param reason such as `FieldValueInvalid` */
export function fieldReason(reason: string): string {
  return FIELD_REASONS[reason] ?? 'it is not as it should be'
}
