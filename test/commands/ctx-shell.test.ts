import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Choice } from '../../src/context.ts'
import { noTerminal, startIccOnTerminal } from '../support/icc-process.ts'
import { runIcc, temporaryFolder, type Ran } from '../support/run-icc.ts'
import { contextsHome, kubeconfig, onTerminal } from './ctx-home.ts'
import { patientAt } from './doctor-home.ts'

type Inside = (icc: (...argv: string[]) => Promise<Ran>, env: Readonly<Record<string, string>>) => Promise<void>

/** `icc ctx --shell` in a home of which `one` is the current context; `inside` is what the user does in the shell. */
async function inShell(argv: string[], inside: Inside, text = kubeconfig(['one', 'two'], 'one')) {
  const home = temporaryFolder()
  const file = join(home, 'kubeconfig')
  writeFileSync(file, text, { mode: 0o600 })
  const env = { HOME: home, KUBECONFIG: file }
  const run = async (changes: Readonly<Record<string, string>>): Promise<void> => {
    const within = { ...env, ...changes }
    await inside((...words) => runIcc(words, { home, env: within }), within)
  }
  const shell = async () => ({ run })
  const ran = await runIcc(['ctx', ...argv], { home, env, shell })
  return { ...ran, file, text: () => readFileSync(file, 'utf8') }
}

test('in the shell the context is current, and outside nothing has changed', async () => {
  const before = kubeconfig(['one', 'two'], 'one')
  const seen: string[] = []
  const { text, ...ran } = await inShell(['--shell', 'two'], async (icc) => {
    seen.push((await icc('ctx', '-c')).stdout, (await icc('ns', '-c')).stdout, (await icc('ctx')).stdout)
    expect(await icc('ns', '-f', 'team')).toMatchObject({ exitCode: 0 })
    seen.push((await icc('ns', '-c')).stdout)
  })
  expect(seen).toEqual(['two\n', 'ns-two\n', 'one\ntwo\n', 'team\n'])
  expect(ran).toMatchObject({
    stdout: '',
    stderr:
      'In this shell the context is "two", namespace "ns-two". Leave it by: exit\nBack: the current context is "one".\n',
    exitCode: 0,
  })
  expect(text()).toBe(before)
})

test('the file of the shell holds no secret, is for its owner only, and goes with the shell', async () => {
  const secret = 'a-token-that-is-nobodys'
  const text = `${kubeconfig(['one'], 'one')}users:\n- name: user-one\n  user: {token: ${secret}}\n`
  let own = ''
  const { file } = await inShell(
    ['-s', 'one'],
    async (_, env) => {
      own = env['ICC_SHELL'] ?? ''
      expect(env['KUBECONFIG']).toBe([own, join(env['HOME'] ?? '', 'kubeconfig')].join(delimiter))
      expect(readFileSync(own, 'utf8')).not.toContain(secret)
      expect(statSync(own).mode & 0o777).toBe(0o600)
    },
    text,
  )
  expect([existsSync(own), existsSync(file)]).toEqual([false, true])
})

test('a shell that fails leaves no file behind', async () => {
  let own = ''
  const ran = await inShell(['-s', 'two'], async (_, env) => {
    own = env['ICC_SHELL'] ?? ''
    throw new Error('lost')
  })
  expect([ran.exitCode, existsSync(own)]).toEqual([70, false])
})

test.each([['one'], ['-'], ['-u'], ['new=one'], ['-d', 'one']])(
  'in the shell icc ctx %s is refused: its context stays what it is',
  async (...words) => {
    const before = kubeconfig(['one', 'two'], 'one')
    const { text } = await inShell(['-s', 'two'], async (icc) => {
      const refused = await icc('ctx', ...words, '-o', 'json')
      expect(refused).toMatchObject({ stdout: '', exitCode: 1 })
      expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'in-context-shell' } })
      expect((await icc('ctx', '-c')).stdout).toBe('two\n')
    })
    expect(text()).toBe(before)
  },
)

test('icc doctor in the shell finds nothing wrong with its file', async () => {
  await inShell(['-s', 'two'], async (_, env) => {
    const look = await patientAt(env).doctor()
    expect(look.of('kubeconfig-names')).toMatchObject({ status: 'skipped' })
    expect(look.of('kubeconfig')).toMatchObject({ status: 'ok', message: '2 contexts' })
  })
})

test('there is no shell in a shell', async () => {
  await inShell(['-s', 'two'], async (icc) => {
    expect(await icc('ctx', '-s', 'one')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Next: exit'),
    })
  })
})

test('the mark of a sign-in goes along, and a context without a namespace has default', async () => {
  const marked = kubeconfig(['one', 'two'], 'one').replace(
    'namespace: ns-two\n',
    'extensions: [{name: icc, extension: {site: campus}}]\n',
  )
  await inShell(
    ['-s', 'two'],
    async (icc) => {
      expect(JSON.parse((await icc('ctx', '-o', 'json')).stdout)).toMatchObject([
        { name: 'one', current: false },
        { name: 'two', namespace: 'default', site: 'campus', current: true },
      ])
    },
    marked,
  )
})

test.each([
  [['-s', 'one', 'two'], 2],
  [['-s'], 2],
  [['-s', '-c', 'one'], 2],
  [['-s', 'one', '-o', 'json'], 2],
  [['-s', 'nine'], 1],
])('%j starts no shell', async (argv, exitCode) => {
  const { icc } = contextsHome(['one', 'two'], 'one')
  expect(await icc(...argv)).toMatchObject({ stdout: '', exitCode })
})

test('on a terminal -s alone lets one pick', async () => {
  const asked: unknown[] = []
  const picked = async (message: string, choices: Choice[]) => {
    asked.push(message, ...choices.map(({ value }) => value))
    return 'two'
  }
  const given = { ...onTerminal(picked), shell: async () => ({ run: async () => undefined }) }
  const { icc } = contextsHome(['one', 'two'], 'one', given)
  expect((await icc('-s')).stderr).toContain('the context is "two"')
  expect(asked).toEqual(['In which context?', 'one', 'two'])
})

const skipped = noTerminal === undefined ? '' : ` (skipped: ${noTerminal})`

test.skipIf(skipped !== '')(`a real shell on a terminal outlives Ctrl-C and ends by exit${skipped}`, async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'config')
  writeFileSync(file, kubeconfig(['one', 'two'], 'one'), { mode: 0o600 })
  const home = { folder, kubeconfig: file, env: { KUBECONFIG: file, ICC_STATE_DIR: join(folder, 'state') } }
  const icc = startIccOnTerminal(home, ['ctx', '-s', 'two'], {}, 'terminal')
  await icc.prints(/Leave it by: exit/u)
  icc.type('echo "in $(basename "$(dirname "$ICC_SHELL")")"\n')
  await icc.prints(/in shells/u)
  icc.type('\u0003')
  // A shell may throw away with the signal what was typed right after it.
  const answer = (): string => {
    icc.type('echo "here $((1 + 1))"\n')
    return icc.stderr()
  }
  await expect.poll(answer, { interval: 300, timeout: 60_000 }).toMatch(/here 2/u)
  icc.type('exit\n')
  expect(await icc.done).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('current context is "one"') })
})
