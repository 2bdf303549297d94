/** A stretch of text of one look. `colour` is one of the eight names of ANSI, or a colour as CSS writes it. */
export type Run = { text: string; bold: boolean; faint: boolean; inverse: boolean; colour: string | undefined }

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
const PLAIN: Omit<Run, 'text'> = { bold: false, faint: false, inverse: false, colour: undefined }

/**
 * The lines of a captured screen (`tmux capture-pane -e`): text, and SGR sequences that change its look.
 *
 * @see ECMA-48 section 8.3.117 (SGR)
 */
export function readScreen(captured: string): Run[][] {
  let look = PLAIN
  return captured
    .trimEnd()
    .split('\n')
    .map((line) => {
      const runs: Run[] = []
      // oxlint-disable-next-line no-control-regex -- these are the sequences to find
      for (const part of line.split(/(\u001B\[[0-9;]*m)/u)) {
        // oxlint-disable-next-line no-control-regex -- as above
        const sequence = /^\u001B\[([0-9;]*)m$/u.exec(part)
        if (sequence) look = changed(look, (sequence[1] ?? '').split(';').map(Number))
        else if (part !== '') runs.push({ text: part, ...look })
      }
      return runs
    })
}

function changed(look: Omit<Run, 'text'>, codes: readonly number[]): Omit<Run, 'text'> {
  let next = look
  for (const code of codes) {
    if (code === 0) next = PLAIN
    else if (code === 1) next = { ...next, bold: true }
    else if (code === 2) next = { ...next, faint: true }
    else if (code === 7) next = { ...next, inverse: true }
    else if (code === 22) next = { ...next, bold: false, faint: false }
    else if (code === 27) next = { ...next, inverse: false }
    else if (code === 39) next = { ...next, colour: undefined }
    else if (code >= 30 && code <= 37) next = { ...next, colour: NAMES[code - 30] }
    else if (code >= 90 && code <= 97) next = { ...next, colour: NAMES[code - 90] }
  }
  return next
}
