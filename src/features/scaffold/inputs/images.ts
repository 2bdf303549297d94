import { parseImageReference } from '../../manifests/image-reference.ts'
import { contentFault, suggesting, type Fault, type Judge, type TypeCheck, type Verdict } from './verdict.ts'

const USUAL = 'nginx:1.29.3'

/** The full name of an image that stays the same: with a tag that does not move, or a digest. */
export const image: TypeCheck = { check: checkImage, example: () => USUAL }

function checkImage(text: string): Verdict {
  return suggesting(text, judge, (fault) => near(text, fault), USUAL)
}

function near(text: string, { rule }: Fault): (string | undefined)[] {
  const bare = text.trim().replace(/:latest$/u, '')
  if (bare === 'nginx' || rule === 'placeholder') return []
  return [rule === 'image-tag' ? `${bare}:1.4.2` : bare.toLowerCase()]
}

function judge(text: string): ReturnType<Judge> {
  const parsed = parseImageReference(text)
  if ('problem' in parsed)
    return contentFault(text, 'image') ?? { rule: 'image-reference', message: `no image: ${parsed.problem}` }
  if (parsed.digest === undefined && parsed.tag === undefined)
    return { rule: 'image-tag', message: 'without a tag latest is pulled, whatever that is by then' }
  if (parsed.digest === undefined && parsed.tag === 'latest')
    return { rule: 'image-tag', message: 'the tag latest moves: tomorrow it may be another image' }
  return contentFault(text, 'image') ?? { value: text }
}
