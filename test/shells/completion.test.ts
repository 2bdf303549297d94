import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LINES, userWithNames } from '../support/completed-lines.ts'
import { noTerminal } from '../support/icc-process.ts'
import { startShell } from '../support/shell-terminal.ts'
import { withoutShell } from '../support/shells.ts'

const TAB = '\t'

const completions = join(import.meta.dirname, '..', '..', 'completions')

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

const zsh = withoutShell('zsh') || (noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`)
const fish = withoutShell('fish') || (noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`)
const bash = withoutShell('bash') || (noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`)

test.skipIf(zsh).each([
  ['where nobody has called compinit', 'eval "$(icc completion zsh)"'],
  [
    'from a folder of $fpath',
    'icc completion zsh > ~/functions/_icc; fpath=(~/functions $fpath); autoload -Uz compinit; compinit -u -D',
  ],
])(`zsh completes %s${zsh}`, { timeout: 60_000 }, async (_, setUp) => {
  const user = userWithNames()
  user.write('functions/empty', '')
  const terminal = await startShell(user, 'zsh', { command: 'zsh -f -i', setUp: `${setUp}; PS1='> '` })
  expect(await terminal.calls(`icc ctx my${TAB}\r`)).toEqual(['ctx', 'my cluster'])
})

test.skipIf(fish)(`fish completes from its folder of completions${fish}`, { timeout: 60_000 }, async () => {
  const user = userWithNames()
  user.write('.config/fish/completions/icc.fish', readFileSync(join(completions, 'icc.fish'), 'utf8'))
  const terminal = await startShell(user, 'fish', {
    command: 'fish -i',
    setUp: "function fish_prompt; echo '> '; end",
  })
  expect(await terminal.calls(`icc ctx my${TAB}\r`)).toEqual(['ctx', 'my cluster'])
})

test.skipIf(bash)(`bash completes an alias that stands for icc from source${bash}`, { timeout: 60_000 }, async () => {
  const user = userWithNames()
  const terminal = await startShell(user, 'bash', {
    command: 'bash --norc --noprofile -i',
    setUp: `alias icc="$HOME/bin/icc"; PATH=/usr/bin:/bin; eval "$(icc completion bash)"; set -u`,
  })
  expect(await terminal.calls(`icc ctx my${TAB}\r`)).toEqual(['ctx', 'my cluster'])
})
