import { expect, test } from 'vitest'
import { cancelled } from '../src/errors.ts'
import { runIcc } from './support/run-icc.ts'

test.each([['--version'], ['-V']])('%s prints the version', async (flag) => {
  expect(await runIcc([flag])).toEqual({
    stdout: expect.stringMatching(/^icc 0\.1\.0 \(from source, Node\.js \d+\.\d+\.\d+\)\n$/u),
    stderr: '',
    exitCode: 0,
  })
})

test.each([[[]], [['--help']], [['-h']], [['help']]])('%j prints the help with every command', async (argv) => {
  const { stdout, ...rest } = await runIcc(argv)
  expect(rest).toEqual({ stderr: '', exitCode: 0 })
  for (const command of ['login', 'logout', 'whoami', 'ns', 'ctx', 'token', 'site'])
    expect(stdout).toContain(`\n  ${command} `)
})

test.each(['login', 'logout', 'whoami', 'ns', 'ctx', 'token'])(
  '%s --help has at least two examples',
  async (command) => {
    const { stdout, exitCode } = await runIcc([command, '--help'])
    expect(exitCode).toBe(0)
    expect(
      stdout.split('Examples:\n')[1]?.match(new RegExp(`^  icc ${command}\\b.*  \\S`, 'gmu'))?.length,
    ).toBeGreaterThan(1)
  },
)

test.each(['exit-codes', 'environment', 'files'])('help %s is a text', async (topic) => {
  const { stdout, stderr, exitCode } = await runIcc(['help', topic])
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  expect(stdout.split('\n').length).toBeGreaterThan(5)
})

test('help on what does not exist names what does', async () => {
  const { stdout, stderr, exitCode } = await runIcc(['help', 'nonsense'])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  expect(stderr).toMatch(/no help on "nonsense".*login.*exit-codes/u)
})

test('help on what is nearly there names it', async () => {
  expect(await runIcc(['help', 'exitcodes'])).toEqual({
    stdout: '',
    stderr: 'icc: There is no help on "exitcodes". Did you mean exit-codes?\nNext: icc help exit-codes\n',
    exitCode: 2,
  })
})

/** The longest line of `icc login --help`. */
async function widest(terminal: { stdout: boolean; columns: number }): Promise<number> {
  const { stdout } = await runIcc(['login', '--help'], { terminal: { interactive: false, ...terminal } })
  return Math.max(...stdout.split('\n').map((line) => line.length))
}

test('help is as wide as the terminal that shows it, and at most 100 columns', async () => {
  expect(await widest({ stdout: true, columns: 80 })).toBeLessThanOrEqual(80)
  const usual = await widest({ stdout: false, columns: 80 })
  expect(usual).toBeGreaterThan(80)
  expect(await widest({ stdout: true, columns: 300 })).toBe(usual)
})

test.each([
  [['login', '--sites', 'x'], 'There is no option --sites. Did you mean --site?', 'icc login --help'],
  [['version'], 'There is no command "version". The version is an option.', 'icc --version'],
  [['site', 'lst'], 'There is no command "lst". Did you mean list?', 'icc site --help'],
  [
    ['site', 'show', 'a', 'b'],
    "Too many arguments for 'show'. Expected 1 argument but got 2.",
    'icc site show --help',
  ],
  [['explain'], 'RULE is missing.', 'icc explain --help'],
  [['ns', '--list=x'], 'The option --list takes no value.', 'icc ns --help'],
  [['login', '--no-browser=x'], 'The option --no-browser takes no value.', 'icc login --help'],
  [['site', 'show', '--earlier=x'], 'The option --earlier takes no value.', 'icc site show --help'],
  [['--verbose=x', 'ns'], 'The option --verbose takes no value.', 'icc ns --help'],
  [['login', '--constructor'], 'There is no option --constructor.', 'icc login --help'],
  [['ctx', 'login', '--bogus'], 'There is no option --bogus.', 'icc ctx --help'],
  [['-o'], 'The option --output needs a value.', 'icc --help'],
  [
    ['login', '--credential', 'exce'],
    '--credential "exce" is none of its values. There are auto, inline, exec.',
    'icc login --help',
  ],
])('%j is told in words of icc, with whose help to read', async (argv, message, hint) => {
  expect(await runIcc(argv)).toEqual({ stdout: '', stderr: `icc: ${message}\nNext: ${hint}\n`, exitCode: 2 })
})

test('a misspelt command suggests the nearest one', async () => {
  expect(await runIcc(['lgoin'])).toEqual({
    stdout: '',
    stderr: 'icc: There is no command "lgoin". Did you mean login?\nNext: icc --help\n',
    exitCode: 2,
  })
})

test.each([[['-o', 'json', 'lgoin']], [['lgoin', '--output=json']], [['ns', '--nope', '--output', 'json']]])(
  'a mistake in %j, which asks for JSON, is told in JSON',
  async (argv) => {
    const { stdout, stderr, exitCode } = await runIcc(argv)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'usage', hint: expect.stringContaining('--help') } })
  },
)

test('what nobody expected is a bug: exit 70, the stack, and where to report it, without tokens in it', async () => {
  const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'
  const given = {
    homeDir: () => {
      throw new TypeError(`unexpected ${token}`)
    },
  }
  const { stdout, stderr, exitCode } = await runIcc(['ctx'], given)
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 70 })
  expect(stderr).toContain('TypeError: unexpected [token]')
  expect(stderr).toContain('cli.ts')
  expect(stderr).toContain('Reporting a bug')
  expect(stderr).not.toContain(token)
  const json = await runIcc(['ctx', '-o', 'json'], given)
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'bug' } })
})

test('whatever breaks after Ctrl-C is the cancelling, not a bug', async () => {
  const abort = new AbortController()
  const homeDir = () => {
    abort.abort(cancelled('Cancelled. Nothing was written.'))
    throw new Error('broke in the middle')
  }
  expect(await runIcc(['ctx'], { signal: abort.signal, homeDir })).toEqual({
    stdout: '',
    stderr: 'icc: Cancelled. Nothing was written.\n',
    exitCode: 130,
  })
})
