import { IccError } from '../../../errors.ts'
import type { TemplatePlace } from '../types.ts'

/**
 * What is wrong with a template, with its place: `template-broken`, exit 1. `message` is a sentence; a point is added
 * where it has no end.
 */
export function templateBroken(place: TemplatePlace, message: string): IccError {
  const sentence = /[.?!]$/u.test(message) ? message : `${message}.`
  return new IccError('template-broken', `${place.file}:${place.line}: ${sentence} Nothing was written.`, {
    hint: `mend ${place.file}, or move its folder away`,
  })
}
