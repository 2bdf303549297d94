const HALF = /^[\uFF61-\uFFDC]/u
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]|\p{Emoji}\uFE0F/u
const MARKS = /[\p{Mark}\p{Format}]/gu
/** Where neither marks nor wide characters begin yet: most lines hold no others, and a segmenter costs 10 ms at first. */
// oxlint-disable-next-line eslint/no-control-regex -- the question is whether there is anything else
const LATIN = /^[\u0000-\u02FF]*$/u

/** One character as a reader sees it, and how many columns of a terminal it takes: 0, 1, 2 or, in few scripts, more. */
export type Cell = { text: string; width: number }

/** The cells of a text without control characters. */
export function cells(text: string): Cell[] {
  if (LATIN.test(text)) return Array.from(text, (character) => ({ text: character, width: 1 }))
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)
  return Array.from(graphemes, ({ segment }) => ({ text: segment, width: widthOf(segment) }))
}

export function totalWidth(all: readonly Cell[]): number {
  return all.reduce((sum, { width }) => sum + width, 0)
}

/**
 * What most terminals draw: East Asian wide and fullwidth characters and emoji on two columns, marks on none. Characters
 * whose width is ambiguous take one.
 *
 * @see Unicode Standard Annex 11
 */
function widthOf(grapheme: string): number {
  if (!HALF.test(grapheme) && WIDE.test(grapheme)) return 2
  return Array.from(grapheme.replaceAll(MARKS, '')).length
}
