import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Context } from '../../src/context.ts'
import { noTerminal, startIccOnTerminal } from '../support/icc-process.ts'
import { portalFile, portalText, tokenOf } from '../support/portal-file.ts'
import type { Given } from '../support/run-icc.ts'
import { scriptedIdpForTest } from '../support/scripted-idp.ts'
import { userOf, type User } from '../support/scripted-idp-run.ts'

const LOGIN = ['login', '--site', 'haw-icc']

async function student() {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  return { idp, user, token: await tokenOf(idp) }
}

/** Whatever was wrong with a file: nothing was written, and nobody was asked. */
function expectUntouched(user: User, idp: { apiConnections(): number }): void {
  expect(user.files()).toEqual({})
  expect(idp.apiConnections()).toBe(0)
}

function notAsked(): never {
  throw new Error('this question was not expected')
}

/** A kubeconfig with a program that hands out the token of another one, and leaves a trace that it was run. */
function fileWithProgram(user: User, idp: Parameters<typeof portalText>[0], token: string) {
  const ran = join(user.home.folder, 'ran')
  const source = portalFile(user, portalText(idp, { user: { token } }), 'source.yaml')
  const answer = '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}'
  const script = join(user.home.folder, 'helper')
  writeFileSync(script, `#!/bin/sh\ntouch '${ran}'\nprintf '${answer}' "$(sed -n 's/^ *token: //p' '${source}')"\n`, {
    mode: 0o755,
  })
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: './helper',
    args: ['token', '--user', 'u 1'],
    env: [
      { name: 'SERVER', value: 'rancher.example' },
      { name: 'HELPER_TOKEN', value: 'hush-hush' },
    ],
    interactiveMode: 'Never',
    provideClusterInfo: false,
  }
  const shown = `SERVER=rancher.example HELPER_TOKEN=[hidden] ${script} token --user "u 1"`
  return { ran, script, exec, shown, file: portalFile(user, portalText(idp, { user: { exec } })) }
}

function terminal(prompt: Partial<Awaited<ReturnType<Context['prompt']>>>, given: Given = {}): Given {
  return {
    terminal: { interactive: true, stdout: true, columns: 400 },
    prompt: async () => ({
      pick: notAsked,
      confirm: notAsked,
      text: notAsked,
      secret: notAsked,
      keys: notAsked,
      ...prompt,
    }),
    ...given,
  }
}

test('a program in the file is shown in full and not run without a terminal and --allow-exec', async () => {
  const { idp, user, token } = await student()
  const { ran, file, shown, script, exec } = fileWithProgram(user, idp, token)
  for (const given of [{}, { input: readFileSync(file, 'utf8').replace('./helper', script) }]) {
    const from = 'input' in given ? '-' : file
    const refused = await user.icc([...LOGIN, '--import', from], given)
    expect(refused).toMatchObject({ stdout: '', exitCode: 2 })
    expect(refused.stderr).toContain(shown)
    expect(refused.stderr).toContain('--allow-exec')
    expect(refused.stderr).not.toContain('hush-hush')
  }
  expect(existsSync(ran)).toBe(false)
  expectUntouched(user, idp)
  const rehearsal = await user.icc([...LOGIN, '--import', file, '--allow-exec', '--dry-run'])
  expect(rehearsal.stdout).toContain('rancher.example')
  expect(rehearsal.stdout).not.toContain('hush-hush')
  const { stdout, exitCode } = await user.icc([...LOGIN, '--import', file, '--allow-exec'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain(`  credential  kubectl runs ${shown}`)
  const [{ user: written }] = parse(readFileSync(user.home.kubeconfig, 'utf8')).users
  expect(written.exec).toEqual({ ...exec, command: script })
  expect(JSON.parse((await user.icc(['whoami', '-o', 'json'])).stdout)).toMatchObject({ username: 'infw001' })
  expect((await user.icc(['logout'])).stdout).toContain('user haw-icc')
})

test.each([true, false])('on a terminal the user decides about the program: %s', async (allowed) => {
  const { idp, user, token } = await student()
  const { ran, file, shown } = fileWithProgram(user, idp, token)
  const asked: [string, boolean][] = []
  const confirm = async (message: string, initial: boolean) => {
    asked.push([message, initial])
    return allowed
  }
  const { stderr, exitCode } = await user.icc([...LOGIN, '--import', file], terminal({ confirm }))
  expect(stderr).toContain(shown)
  expect(asked).toEqual([['Let kubectl and icc run it?', false]])
  expect({ exitCode, ran: existsSync(ran) }).toEqual({ exitCode: allowed ? 0 : 130, ran: allowed })
  if (!allowed) expectUntouched(user, idp)
})

test('a program that fails writes nothing', async () => {
  const { idp, user, token } = await student()
  const { file, script } = fileWithProgram(user, idp, token)
  writeFileSync(script, '#!/bin/sh\necho sorry >&2\nexit 1\n')
  const { stderr, exitCode } = await user.icc([...LOGIN, '--import', file, '--allow-exec'])
  expect(stderr).toMatch(/failed: sorry\. Nothing was written\./u)
  expect(exitCode).toBe(1)
  expect(user.files()).toEqual({})
})

/** A user who types these keys, one each time icc waits for one. */
function typing(keys: string[]) {
  const next = () => {
    const key = keys.shift()
    return key === undefined ? new Promise<string>(() => undefined) : Promise.resolve(key)
  }
  return () => ({ next, close: () => undefined })
}

test('without --import and without a terminal the error names the page and the flag', async () => {
  const { idp, user } = await student()
  const { stdout, stderr, exitCode } = await user.icc(LOGIN)
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  expect(stderr).toContain('https://icc-login.informatik.haw-hamburg.de/')
  expect(stderr).toContain('Next: icc login --site haw-icc --import FILE')
  expectUntouched(user, idp)
})

test('on a terminal icc leads to the page, opens it on Enter only, and imports the newest download when confirmed', async () => {
  const { idp, user, token } = await student()
  const folder = join(user.home.folder, 'Downloads')
  mkdirSync(folder)
  const stale = join(folder, 'config.txt')
  writeFileSync(stale, portalText(idp, { user: { token: await tokenOf(idp, {}, -60) } }), { mode: 0o600 })
  utimesSync(stale, 1_700_000_000, 1_700_000_000)
  writeFileSync(join(folder, 'config-of-my-own.txt'), 'no')
  const opened: string[] = []
  const browser: Context['browser'] = async () => ({
    unavailable: () => undefined,
    open: async (url) => opened.push(url) > 0,
  })
  const newest = join(folder, 'config (1).txt')
  const picked: unknown[] = []
  const pick: Awaited<ReturnType<Context['prompt']>>['pick'] = async (_message, choices, current) => {
    picked.push(
      choices.map(({ value }) => value),
      current,
    )
    return current ?? ''
  }
  writeFileSync(newest, portalText(idp, { user: { token } }), { mode: 0o600 })
  const ran = await user.icc(LOGIN, terminal({ pick, keys: typing(['x', 'enter', 'd']) }, { browser }))
  expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${newest} holds a credential`) })
  expect(ran.stderr).toContain('  Open  https://icc-login.informatik.haw-hamburg.de/\n')
  expect(ran.stderr).toContain('press "Download Config"')
  expect(ran.stderr).toContain('Press d when config.txt is downloaded (Enter opens the page, q stops).')
  expect(opened).toEqual(['https://icc-login.informatik.haw-hamburg.de/'])
  expect(picked).toEqual([[newest, stale], newest])
})

test('a very long --timeout does not end at once', async () => {
  const { user } = await student()
  const late = terminal({ keys: () => ({ next: () => sleep(100, 'q'), close: () => undefined }) })
  expect((await user.icc([...LOGIN, '--timeout', '999999h'], late)).exitCode).toBe(130)
})

test('a single download is confirmed first; none is a usage error; q stops; the time ends', async () => {
  const { idp, user, token } = await student()
  const none = await user.icc(LOGIN, terminal({ keys: typing(['d']) }))
  expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There is no config.txt in') })
  expect(none.stderr).not.toContain('Enter opens')
  expect((await user.icc(LOGIN, terminal({ keys: typing(['q']) }))).exitCode).toBe(130)
  const late = await user.icc([...LOGIN, '--timeout', '1s'], terminal({ keys: typing([]) }))
  expect(late).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('The time for the sign-in is over') })
  mkdirSync(join(user.home.folder, 'Downloads'))
  const file = join(user.home.folder, 'Downloads', 'config.txt')
  writeFileSync(file, portalText(idp, { user: { token } }), { mode: 0o600 })
  const no = await user.icc(LOGIN, terminal({ keys: typing(['d']), confirm: async () => false }))
  expect(no).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('No file was chosen') })
  expectUntouched(user, idp)
  const asked: string[] = []
  const confirm = async (message: string) => asked.push(message) > 0
  expect((await user.icc(LOGIN, terminal({ keys: typing(['d']), confirm }))).exitCode).toBe(0)
  expect(asked).toEqual([expect.stringMatching(/^Import .*config\.txt, saved (?:just now|\d+ min ago)\?$/u)])
})

test.skipIf(noTerminal !== undefined)('on a real terminal: d, then Enter to the file that is shown', async () => {
  const { idp, user, token } = await student()
  mkdirSync(join(user.home.folder, 'Downloads'))
  const file = join(user.home.folder, 'Downloads', 'config.txt')
  writeFileSync(file, portalText(idp, { user: { token } }), { mode: 0o600 })
  const icc = startIccOnTerminal(user.home, LOGIN)
  await icc.prints(/Press d when config\.txt is downloaded/u)
  icc.type('d')
  await icc.prints(/saved just now/u)
  icc.type('\r')
  const { stdout, exitCode } = await icc.done
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^Signed in as infw001 at haw-icc/u)
})
