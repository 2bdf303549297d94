import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runIcc, temporaryFolder, type Given, type Ran } from '../support/run-icc.ts'

// What is written, where, and what is said: with the Ingress, whose campus asks for a class and a certificate.

const HOST = 'web.informatik.haw-hamburg.de'
const LINE = ['scaffold', 'ingress', 'web', '--host', HOST, '--site', 'haw-icc', '--offline']

type Project = {
  home: string
  run: (argv: readonly string[], given?: Given) => Promise<Ran>
  read: (name: string) => string
}

/** On a terminal that reads the answer; questions are asked only where a test says so. */
function project(): Project {
  const home = temporaryFolder()
  const terminal = { interactive: false, stdout: true, columns: 400 }
  return {
    home,
    run: (argv, given = {}) => runIcc(argv, { home, terminal, ...given }),
    read: (name) => readFileSync(join(home, name), 'utf8'),
  }
}

const PIPE = { terminal: { interactive: false, stdout: false, columns: undefined } }

describe('where it goes', () => {
  test('a person gets a file, and is told what to do next', async () => {
    const { run, read } = project()
    const { stdout, stderr, exitCode } = await run(LINE)
    expect([stdout, exitCode]).toEqual(['', 0])
    expect(read('ingress.yaml')).toContain(`    - host: ${HOST}\n`)
    expect(stderr).toMatch(/ingress\.yaml: written\n\nNext:\n(?: .*\n)* {2}kubectl apply -f ingress\.yaml\n/u)
    expect(stderr).toContain(`  Subject: DNS name ${HOST}\n`)
  })

  test('a pipe gets the text and nothing else, and no file is written', async () => {
    const { home, run } = project()
    const { stdout, exitCode } = await run(LINE, PIPE)
    expect(stdout).toMatch(/^# icc scaffold ingress web /u)
    expect(stdout).toMatch(/secretName: web-informatik-haw-hamburg-de-tls # .*\n$/u)
    expect([exitCode, readdirSync(home)]).toEqual([0, []])
  })

  test('a file has the bytes that --out - prints', async () => {
    const { run, read } = project()
    const { stdout } = await run([...LINE, '--out', '-'])
    await run([...LINE, '--out', 'deploy/web.yaml'])
    expect(read('deploy/web.yaml')).toBe(stdout)
  })

  test('a folder gets a file for each manifest', async () => {
    const { home, run } = project()
    mkdirSync(join(home, 'deploy'))
    const { stderr } = await run([...LINE, '--out', 'deploy'])
    expect(readdirSync(join(home, 'deploy'))).toEqual(['ingress.yaml', 'service.yaml'])
    expect(stderr).toContain('kubectl apply -f deploy\n')
    const other = project()
    await other.run([...LINE, '--out', 'new/'])
    expect(readdirSync(join(other.home, 'new'))).toEqual(['ingress.yaml', 'service.yaml'])
  })

  test('JSON tells of files, next steps, and with --out - the text', async () => {
    const { run, read } = project()
    const written = JSON.parse((await run([...LINE, '-o', 'json'])).stdout) as Record<string, unknown>
    expect(written).toMatchObject({
      files: [{ path: 'ingress.yaml', action: 'create', kinds: ['Service', 'Ingress'] }],
      next: expect.arrayContaining(['kubectl apply -f ingress.yaml']) as unknown,
    })
    const again = JSON.parse((await run([...LINE, '-o', 'json'])).stdout) as Record<string, unknown>
    expect(again).toMatchObject({ files: [{ action: 'equal' }] })
    const printed = JSON.parse((await project().run([...LINE, '-o', 'json', '--out', '-'])).stdout) as Record<
      string,
      unknown
    >
    expect(printed).toMatchObject({ files: [{ text: read('ingress.yaml') }] })
  })
})

describe('what is there already', () => {
  test('what another file has already is not made again', async () => {
    const { run, home } = project()
    await run([...LINE, '--out', 'first.yaml'])
    const { stderr, exitCode } = await run([...LINE, '--create-service'])
    expect(stderr).toContain('There is another Service web in first.yaml')
    expect([exitCode, readdirSync(home)]).toEqual([2, ['first.yaml']])
  })

  test('the same again is equal, and the Service of the first run is not missed', async () => {
    const { run, read } = project()
    await run(LINE)
    const before = read('ingress.yaml')
    const { stderr, exitCode } = await run(LINE)
    expect(stderr).toContain('ingress.yaml: equal, left as it is')
    expect([exitCode, read('ingress.yaml')]).toEqual([0, before])
  })

  test('the Service of another file is taken', async () => {
    const { home, run, read } = project()
    const service = '{name: site, labels: {app: site}}\nspec: {selector: {app: site}, ports: [{port: 8000}]}\n'
    writeFileSync(join(home, 'service.yaml'), `apiVersion: v1\nkind: Service\nmetadata: ${service}`)
    await run(LINE)
    expect(read('ingress.yaml')).toContain('name: site\n                port:\n                  number: 8000\n')
    expect(read('ingress.yaml')).not.toContain('kind: Service')
  })

  test('a file that is different is not written over without a word', async () => {
    const { home, run, read } = project()
    writeFileSync(join(home, 'ingress.yaml'), '# mine\n')
    const { stderr, exitCode } = await run(LINE)
    expect(stderr).toContain('ingress.yaml exists and is different. Nothing was written.')
    expect([exitCode, read('ingress.yaml')]).toEqual([1, '# mine\n'])
    expect((await run([...LINE, '--force'])).stderr).toContain('ingress.yaml: written over')
    expect(read('ingress.yaml')).toContain('kind: Ingress')
  })

  test('--dry-run shows the difference and writes nothing', async () => {
    const { home, run, read } = project()
    writeFileSync(join(home, 'ingress.yaml'), '# mine\n')
    const { stdout, stderr, exitCode } = await run([...LINE, '--dry-run'], PIPE)
    expect(stdout).toMatch(/^--- a\/ingress\.yaml\n\+\+\+ b\/ingress\.yaml\n@@ /u)
    expect(stderr).toContain('ingress.yaml: would be changed')
    expect([exitCode, read('ingress.yaml')]).toEqual([0, '# mine\n'])
    expect((await run([...LINE, '--dry-run', '--out', 'other.yaml'])).stderr).toContain('other.yaml: would be new')
    expect(existsSync(join(home, 'other.yaml'))).toBe(false)
  })
})

describe('what is said and not said', () => {
  test('the head repeats the run, byte for byte, in a folder where everything is different', async () => {
    const first = await project().run([...LINE, '--no-comments', '--minimal', '--label', "a=it's", '--out', '-'])
    expect(first.exitCode).toBe(2)
    const { stdout } = await project().run([...LINE, '--no-comments', '--minimal', '--label', 'a=b', '--out', '-'])
    const [, command = ''] = /^# icc (?<command>(?:.*\\\n)*.*)\n/u.exec(stdout) ?? []
    const argv = command.replaceAll(/ \\\n# +/gu, ' ').split(' ')
    const { home, run } = project()
    writeFileSync(
      join(home, 'svc.yaml'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: site}\nspec: {ports: [{port: 1}]}\n',
    )
    const again = await run([...argv, '--offline', '--out', '-'])
    expect([again.stderr.split('\nNext:')[0], again.stdout]).toEqual(['', stdout])
  })

  test('--set and --values say the same as flags', async () => {
    const { home, run } = project()
    const { stdout } = await run([...LINE, '--out', '-'])
    const rest = ['--site', 'haw-icc', '--offline', '--out', '-']
    expect((await run(['scaffold', 'ingress', '--set', 'name=web', '--set', `host=${HOST}`, ...rest])).stdout).toBe(
      stdout,
    )
    writeFileSync(join(home, 'values.txt'), `name: web\nhost: ${HOST}\n`)
    expect((await run(['scaffold', 'ingress', '--values', 'values.txt', ...rest])).stdout).toBe(stdout)
  })

  test('what is missing is named at once', async () => {
    const { home, run } = project()
    const { stderr, exitCode } = await run(['scaffold', 'deployment', '--offline'])
    expect(stderr).toContain('What is missing:\n  --image: ')
    expect([exitCode, readdirSync(home)]).toEqual([2, []])
  })

  test('what lint would fault is refused with rule and flag', async () => {
    const { home, run } = project()
    const line = LINE.map((word) => (word === HOST ? 'web.example.org' : word))
    const { stdout, stderr, exitCode } = await run([...line, '--class', 'Bad Class'])
    expect(stderr).toMatch(/^icc: Nothing was written, as icc lint would find fault with it:$/mu)
    expect(stderr).toMatch(/^ {2}--class: .*\(ingress-class\)$/mu)
    expect(stderr).toMatch(/^ {2}--host: .*\(ingress-host\)$/mu)
    expect([exitCode, stdout, readdirSync(home)]).toEqual([2, '', []])
  })

  test('what the project has lint leave alone is not refused', async () => {
    const { home, run } = project()
    writeFileSync(join(home, '.icc.yaml'), 'lint:\n  off: [ingress-host]\n')
    const line = LINE.map((word) => (word === HOST ? 'web.example.org' : word))
    expect((await run(line)).exitCode).toBe(0)
  })

  test('the kind comes first', async () => {
    const { run } = project()
    const { stderr, exitCode } = await run(['scaffold', '--out', 'pvc', 'ingress', '--host', HOST])
    expect(stderr).toContain('--host')
    expect(exitCode).toBe(2)
    const { stderr: none } = await run(['scaffold'])
    expect(none).toContain('Which kind? There are ')
  })

  test('a kind tells its inputs', async () => {
    const { run } = project()
    const { stdout, exitCode } = await run(['scaffold', 'ingress', '--help'])
    expect(stdout).toMatch(/--host <HOST> +host name under which it is reached \(required\)/u)
    expect(stdout).toMatch(/--dry-run/u)
    expect(exitCode).toBe(0)
  })

  test('all kinds are listed', async () => {
    const { run } = project()
    const kinds = JSON.parse((await run(['scaffold', '--list', '-o', 'json'])).stdout) as { kind: string }[]
    expect(kinds).toContainEqual(
      expect.objectContaining({ kind: 'ingress', origin: 'icc', folder: 'templates/ingress' }),
    )
  })
})

test('what is printed is what was written, whatever other files have', async () => {
  const { run, read } = project()
  await run(LINE)
  expect((await run([...LINE, '--out', '-'])).stdout).toBe(read('ingress.yaml'))
  const claim = ['scaffold', 'pvc', 'data', '--site', 'haw-icc', '--offline', '--out']
  await run([...claim, 'storage.yaml'])
  expect((await run([...claim, '-'])).stdout).toBe(read('storage.yaml'))
})

test('what is missing is shown as one would say it at this campus', async () => {
  const { run } = project()
  const { stderr } = await run(['scaffold', 'ingress', 'web', '--site', 'haw-icc', '--offline'])
  expect(stderr).toContain(`\nNext: icc scaffold ingress web --host ${HOST}\n`)
})

test('on a terminal what is required is asked, with what is there as default', async () => {
  const { run, read } = project()
  const asked: string[] = []
  const prompt = {
    text(message: string, options?: { initial?: string; validate?(text: string): string | undefined }) {
      asked.push(message)
      if (!message.includes('host')) return Promise.resolve(options?.initial ?? '')
      expect(options?.validate?.('FOO_bar')).toMatch(/may not have "_"/u)
      return Promise.resolve(HOST)
    },
    pick: () => Promise.reject(new Error('nothing to pick')),
    confirm: () => Promise.reject(new Error('nothing to confirm')),
    secret: () => Promise.reject(new Error('no secret')),
    keys: () => {
      throw new Error('no keys')
    },
  }
  const { exitCode } = await run(['scaffold', 'ingress', '--site', 'haw-icc', '--offline'], {
    terminal: { interactive: true, stdout: true, columns: 400 },
    prompt: () => Promise.resolve(prompt),
  })
  expect(asked).toEqual([
    'Name of the Ingress (NAME)',
    'Host name under which it is reached (--host)',
    'Service that gets the requests (--service)',
  ])
  expect(exitCode).toBe(0)
  expect(read('ingress.yaml')).toContain(`- host: ${HOST}`)
})
