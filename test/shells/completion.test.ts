import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LINES, userWithNames } from '../support/completed-lines.ts'
import { noTerminal } from '../support/icc-process.ts'
import { startShell } from '../support/shell-terminal.ts'
import { withoutShell } from '../support/shells.ts'

const TAB = '\t'

/** From source a start takes long: the others are tried with the executable. */
const SOME = LINES.filter((_, nth) => nth % 3 === 0)

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const why = withoutShell(shell) || (noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`)

  test.skipIf(why)(`a line that is completed calls icc with what was meant${why}`, { timeout: 240_000 }, async () => {
    const user = userWithNames()
    const terminal = await startShell(user, shell)
    for (const [typed, called] of SOME)
      expect({ typed, called: await terminal.calls(`${typed}\r`) }).toEqual({ typed, called })
    expect(existsSync(join(user.home, 'ran'))).toBe(false)
  })

  test.skipIf(why)(`where something is wrong TAB shows no error${why}`, { timeout: 60_000 }, async () => {
    const user = userWithNames()
    user.write('.kube/config', 'contexts: [')
    const terminal = await startShell(user, shell)
    expect(await terminal.calls(`icc ctx nam${TAB}\r`)).toEqual(['ctx', 'nam'])
    terminal.type('echo nothing-"else"\r')
    await terminal.shows(/nothing-else\s/u)
    expect(terminal.shown()).not.toMatch(/kubeconfig|icc:/u)
  })
})
