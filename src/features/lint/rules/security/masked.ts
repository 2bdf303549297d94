import type { Range, Source } from '../../../manifests/document.ts'

const STARS = '***'

/** A file with stars in place of some of its pieces; everything else keeps its line and column. */
export function masked({ name, text }: Source, ranges: readonly Range[]): Source {
  const parts: string[] = []
  let done = 0
  for (const { start, end } of ranges.toSorted((one, other) => one.start - other.start)) {
    if (end <= done) continue
    const from = Math.max(start, done)
    parts.push(text.slice(done, from), hide(text.slice(from, end)))
    done = end
  }
  return { name, text: parts.join('') + text.slice(done) }
}

/** How long it is does not show either. */
function hide(secret: string): string {
  const blank = secret.replaceAll(/[^\r\n]/gu, (character) => ' '.repeat(character.length))
  const stars = STARS.slice(0, blank.search(/[\r\n]|$/u))
  return stars + blank.slice(stars.length)
}
