import { IccError } from '../../../errors.ts'
import type { TemplatePlace } from '../types.ts'

/** Parts that come with icc: what is wrong in one is mostly missing in the template that includes it. */
const SHARED = 'templates/parts/'

/**
 * What is wrong with a template, with its place: `template-broken`, exit 1. `message` is a sentence; a point is added
 * where it has no end.
 */
export function templateBroken(place: TemplatePlace, message: string): IccError {
  const sentence = /[.?!]$/u.test(message) ? message : `${message}.`
  const isShared = place.file.startsWith(SHARED)
  return new IccError('template-broken', `${place.file}:${place.line}: ${sentence} Nothing was written.`, {
    hint: isShared
      ? "have the template that includes this part say what it wants: docs/templates.md, What icc's own kinds share"
      : `correct ${place.file}, or move its folder away`,
  })
}
