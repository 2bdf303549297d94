import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, constantFrom, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { readRenewal, renewalCommand, type Renewal } from '../../../src/features/session/methods/ssh-script.ts'
import { temporaryFolder } from '../../support/run-icc.ts'

// What sshd does with a command: hands it to the login shell of the user, which may be any of these.
const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'fish', 'tcsh', 'busybox sh']

function run(shell: string, home: string, command: string, kubeconfig = '~/.kube/config'): Renewal {
  const [program = '', ...args] = shell.split(' ')
  const { stdout } = spawnSync(program, [...args, '-c', renewalCommand(command, kubeconfig)], {
    env: { HOME: home, PATH: `${join(home, 'bin')}:/usr/bin:/bin` },
    encoding: 'utf8',
  })
  return readRenewal(stdout)
}

/** A home on an access node without kubectl. */
function homeWith(kubeconfig: string | Uint8Array): string {
  const home = temporaryFolder()
  for (const folder of ['bin', '.kube']) mkdirSync(join(home, folder))
  writeFileSync(join(home, 'bin', 'kubectl'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  writeFileSync(join(home, '.kube', 'config'), kubeconfig)
  return home
}

for (const shell of SHELLS) {
  const [program = ''] = shell.split(' ')
  // Not to run anything: fish would make its folder in the home of whoever tests.
  const isHere = spawnSync(program, ['--version']).error === undefined
  const why = isHere ? '' : ` (skipped: no ${program} here)`
  test.skipIf(process.platform === 'win32' || !isHere)(`the command line means the same to ${shell}${why}`, () => {
    const home = homeWith('apiVersion: v1\n')
    const quotes = `echo "it's" '!' 'a  b' $HOME; exit 3`
    expect(run(shell, home, quotes)).toEqual({ kind: 'failed', exitCode: 3, printed: `it's ! a  b ${home}\n` })
    expect(run(shell, home, 'true')).toEqual({ kind: 'renewed', kubeconfig: 'apiVersion: v1\n' })
    expect(run(shell, home, 'true', `${home}/.kube/config`)).toMatchObject({ kind: 'renewed' })
    expect(run(shell, home, 'true', '.kube/config')).toMatchObject({ kind: 'renewed' })
    expect(run(shell, home, 'true', "~/it's $(touch ran)")).toEqual({ kind: 'no-kubeconfig' })
    expect(run(shell, home, 'no-such-command')).toMatchObject({ kind: 'failed', exitCode: 127 })
  })
}

test.skipIf(process.platform === 'win32')('a command that only a login knows is found', () => {
  const home = homeWith('a')
  mkdirSync(join(home, 'tools'))
  writeFileSync(join(home, 'tools', 'renew'), '#!/bin/sh\n', { mode: 0o755 })
  expect(run('sh', home, 'renew')).toMatchObject({ exitCode: 127 })
  writeFileSync(join(home, '.profile'), 'PATH=$HOME/tools:$PATH\n')
  expect(run('sh', home, 'renew --long')).toEqual({ kind: 'renewed', kubeconfig: 'a' })
})

test.skipIf(process.platform === 'win32')('any kubeconfig comes as it is, whatever the command prints', () => {
  const home = homeWith('')
  const text = string({ unit: constantFrom('a', '\n', '\r', ' ', 'ü', "'", '--- icc: end', '--- icc: begin') })
  assert(
    property(text, text, (kubeconfig, noise) => {
      writeFileSync(join(home, '.kube', 'config'), kubeconfig)
      writeFileSync(join(home, 'noise'), noise)
      expect(run('sh', home, 'cat ~/noise')).toEqual({ kind: 'renewed', kubeconfig })
    }),
    { numRuns: 30 },
  )
})

test.skipIf(process.platform === 'win32')('an answer that breaks off anywhere is no kubeconfig', () => {
  const home = homeWith('apiVersion: v1\nkind: Config\n')
  const { stdout } = spawnSync('sh', ['-c', renewalCommand('echo renewed', '~/.kube/config')], {
    env: { HOME: home, PATH: `${join(home, 'bin')}:/usr/bin:/bin` },
    encoding: 'utf8',
  })
  expect(readRenewal(stdout)).toMatchObject({ kind: 'renewed' })
  for (let length = 0; length < stdout.length; length++)
    expect(['not-run', 'cut-off', 'no-kubeconfig']).toContain(readRenewal(stdout.slice(0, length)).kind)
})
