import type { StoredObject } from './kubernetes-objects.ts'
import { StatusError } from './kubernetes-status.ts'

type Test = (object: StoredObject) => boolean

/**
 * The objects that a list request's `labelSelector` and `fieldSelector` leave: equality, inequality and existence of
 * labels; name and namespace of fields. Others are refused, because ignoring them would answer another question.
 */
export function select(objects: readonly StoredObject[], query: URLSearchParams): readonly StoredObject[] {
  const labels = parts(query.get('labelSelector')).map(labelTest)
  const fields = parts(query.get('fieldSelector')).map(fieldTest)
  const tests = [...labels, ...fields]
  return tests.length === 0 ? objects : objects.filter((object) => tests.every((test) => test(object)))
}

function parts(selector: string | null): string[] {
  return (selector ?? '').split(',').filter((part) => part !== '')
}

function labelTest(part: string): Test {
  const [, key = '', operator, value = ''] = /^([\w./-]+?)(?:(==?|!=)([\w.-]*))?$/.exec(part) ?? []
  if (key === '') throw new StatusError('BadRequest', `unable to parse requirement: ${part}`)
  if (operator === undefined) return ({ metadata }) => key in metadata.labels
  const equal: Test = ({ metadata }) => metadata.labels[key] === value
  return operator === '!=' ? (object) => !equal(object) : equal
}

function fieldTest(part: string): Test {
  const [, key = '', operator, value = ''] = /^([\w.]+)(==?|!=)(.*)$/.exec(part) ?? []
  if (key !== 'metadata.name' && key !== 'metadata.namespace') {
    throw new StatusError('BadRequest', `field label not supported: ${key === '' ? part : key}`)
  }
  const field = key === 'metadata.name' ? 'name' : 'namespace'
  const equal: Test = ({ metadata }) => metadata[field] === value
  return operator === '!=' ? (object) => !equal(object) : equal
}
