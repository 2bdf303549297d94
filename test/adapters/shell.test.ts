import { EventEmitter } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createShell } from '../../src/adapters/shell.ts'
import { temporaryFolder } from '../support/run-icc.ts'

/** A shell that does what a script says, and the folder that it writes to. */
function shellWith(script: string) {
  const folder = temporaryFolder()
  const SHELL = join(folder, 'shell')
  writeFileSync(SHELL, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const signals = new EventEmitter()
  const env = { PATH: process.env['PATH'], SHELL, FOLDER: folder, KEPT: 'kept' }
  return { folder, signals, shell: createShell({ env, platform: 'linux' }, signals) }
}

const windows = process.platform === 'win32'
const skipped = windows ? ' (skipped: no scripts of sh on Windows)' : ''

test.skipIf(windows)(`the shell of SHELL runs with the changes, whatever it ends with${skipped}`, async () => {
  const { shell, folder } = shellWith('echo "$KEPT $ADDED" > "$FOLDER/said"; exit 7')
  await shell.run({ ADDED: 'added' })
  expect(readFileSync(join(folder, 'said'), 'utf8')).toBe('kept added\n')
})

test.skipIf(windows)(`Ctrl-C is the shell's as long as it runs, and what ends icc ends it${skipped}`, async () => {
  const { shell, signals, folder } = shellWith(
    'trap "touch $FOLDER/ended; exit" HUP; touch "$FOLDER/ready"; while :; do sleep 0.05; done',
  )
  const running = shell.run({})
  await expect.poll(() => existsSync(join(folder, 'ready')), { timeout: 20_000 }).toBe(true)
  expect(signals.listenerCount('SIGINT')).toBe(1)
  signals.emit('SIGTERM')
  await running
  expect(existsSync(join(folder, 'ended'))).toBe(true)
  expect(signals.eventNames()).toEqual([])
})

test('a shell that is not there is told', async () => {
  const shell = createShell(
    { env: { SHELL: join(temporaryFolder(), 'none') }, platform: 'linux' },
    new EventEmitter(),
  )
  await expect(shell.run({})).rejects.toMatchObject({ code: 'shell-not-started' })
})
