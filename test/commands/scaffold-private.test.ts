import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { createKube } from '../../src/adapters/kube.ts'
import type { Json } from '../../src/features/manifests/document.ts'
import { at, textAt } from '../../src/features/manifests/json.ts'
import { readManifests } from '../../src/features/manifests/read.ts'
import { createTestContext, runIcc, temporaryFolder, type Given, type Ran } from '../support/run-icc.ts'
import { projectAt, type Project } from './lint-server-home.ts'

// A Secret is written only where git does not take it along, or sent to the cluster; its token is seen nowhere else.

const TOKEN = 'gldt-Hz7kQ2wXv9sLm4Tn8RbY'
const LINE = ['scaffold', 'pull-secret', '--registry', 'registry.example.org:5050', '--username', 'me', '--offline']

type Checkout = { folder: string; run: (argv: readonly string[], given?: Given) => Promise<Ran> }

/** A folder whose top is a checkout that ignores what is said; none where it says nothing. */
function checkout(ignored?: string): Checkout {
  const home = temporaryFolder()
  if (ignored !== undefined) {
    mkdirSync(join(home, '.git'))
    writeFileSync(join(home, '.gitignore'), ignored)
  }
  const terminal = { interactive: false, stdout: true, columns: 400 }
  return { folder: home, run: (argv, given = {}) => runIcc(argv, { home, terminal, input: `${TOKEN}\n`, ...given }) }
}

function dockerConfig(text: string): Json {
  const [document] = readManifests({ name: 'pull-secret.yaml', text }).documents
  return JSON.parse(textAt(document?.value ?? null, 'stringData', '.dockerconfigjson') ?? '') as Json
}

const CONFIG = {
  auths: {
    'registry.example.org:5050': {
      username: 'me',
      password: TOKEN,
      auth: Buffer.from(`me:${TOKEN}`).toString('base64'),
    },
  },
}

function unexpected(): never {
  throw new Error('nothing else is asked')
}

/** A person at a terminal, who types a token and says yes or no. */
function answering(token: string, yes: boolean): { given: Given; asked: string[] } {
  const asked: string[] = []
  const prompt = {
    secret(message: string) {
      asked.push(message)
      return Promise.resolve(token)
    },
    confirm(message: string) {
      asked.push(message)
      return Promise.resolve(yes)
    },
    text: (_: string, options?: { initial?: string }) => Promise.resolve(options?.initial ?? ''),
    pick: unexpected,
    keys: unexpected,
  }
  const terminal = { interactive: true, stdout: true, columns: 400 }
  return { given: { terminal, prompt: () => Promise.resolve(prompt), input: undefined }, asked }
}

describe('into a file', () => {
  test('that git ignores it goes, for its owner alone, and lint finds nothing', async () => {
    const { folder, run } = checkout('*secret.yaml\n')
    const { stdout, stderr, exitCode } = await run(LINE)
    expect([stdout, exitCode]).toEqual(['', 0])
    const path = join(folder, 'pull-secret.yaml')
    expect(dockerConfig(readFileSync(path, 'utf8'))).toEqual(CONFIG)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(stderr).toContain('imagePullSecrets:')
    expect(stderr).not.toContain(TOKEN)
    const lint = await run(['lint', 'pull-secret.yaml', '--fail-on', 'info'])
    expect([lint.exitCode, lint.stdout]).toEqual([0, expect.not.stringContaining('secret-plain-text')])
    expect(readFileSync(path, 'utf8').split('\n').slice(0, 4).join('\n')).not.toContain(TOKEN)
  })

  test.each([
    [LINE, '/pull-secret.yaml', '.gitignore'],
    [[...LINE, '--out', 'deploy/a #1.yaml'], String.raw`/deploy/a\ \#1.yaml`, '.gitignore'],
    [[...LINE, '--out', 'deploy/'], '/deploy/pull-secret.yaml', '.gitignore'],
  ])('that git does not ignore it does not: %j', async (line, pattern) => {
    const { folder, run } = checkout('*.log\n')
    const first = await run(line, { input: undefined })
    expect([first.exitCode, readdirSync(folder).toSorted()]).toEqual([1, ['.git', '.gitignore']])
    expect(first.stderr).toContain('would hold a secret, and git does not ignore it. Nothing was written.')
    expect(first.stderr).toContain(pattern)
    expect(first.stderr).toContain('>> .gitignore')
    writeFileSync(join(folder, '.gitignore'), `*.log\n${pattern}\n`)
    expect((await run(line)).exitCode).toBe(0)
  })

  test('outside a checkout it goes, and that is said', async () => {
    const { folder, run } = checkout()
    const { stderr, exitCode } = await run(LINE)
    expect([exitCode, existsSync(join(folder, 'pull-secret.yaml'))]).toEqual([0, true])
    expect(stderr).toContain('is in no checkout of git')
  })

  test('that is there it goes after a yes or --force, and neither token is shown', async () => {
    const { folder, run } = checkout('*.yaml\n')
    const path = join(folder, 'pull-secret.yaml')
    await run(LINE)
    chmodSync(path, 0o644)
    const other = { input: 'another-token-1\n' }
    const refused = await run(LINE, other)
    expect([refused.exitCode, dockerConfig(readFileSync(path, 'utf8'))]).toEqual([1, CONFIG])
    const looked = await run([...LINE, '--dry-run'], other)
    expect([looked.exitCode, dockerConfig(readFileSync(path, 'utf8'))]).toEqual([0, CONFIG])
    const written = await run([...LINE, '--force'], other)
    expect(at(dockerConfig(readFileSync(path, 'utf8')), 'auths', 'registry.example.org:5050', 'password')).toBe(
      'another-token-1',
    )
    expect(statSync(path).mode & 0o777).toBe(0o600)
    for (const { stdout, stderr } of [refused, looked, written])
      expect(stdout + stderr).not.toMatch(new RegExp(`${TOKEN}|another-token`, 'u'))
  })

  test('that is there it stays after a no', async () => {
    const { folder, run } = checkout('*.yaml\n')
    await run(LINE)
    const { given, asked } = answering('another-token-1', false)
    const { stderr } = await run([...LINE, 'registry'], given)
    expect(stderr).toContain('Nothing was written.')
    expect(asked.at(-1)).toBe('pull-secret.yaml would be written over. Go on?')
    expect(dockerConfig(readFileSync(join(folder, 'pull-secret.yaml'), 'utf8'))).toEqual(CONFIG)
  })

  test('it is not brought to a newer template', async () => {
    const { run } = checkout('*.yaml\n')
    await run(LINE)
    const { stderr, exitCode } = await run(['scaffold', 'update', 'pull-secret.yaml'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('pull-secret.yaml cannot be updated: it holds a secret')
  })
})

test('into a pipe it goes only where that is asked for', async () => {
  const { folder, run } = checkout()
  const pipe = { terminal: { interactive: false, stdout: false, columns: undefined } }
  const first = await run(LINE, pipe)
  expect([first.stdout, readdirSync(folder)]).toEqual(['', ['pull-secret.yaml']])
  expect(dockerConfig((await run([...LINE, '--out', '-'], pipe)).stdout)).toEqual(CONFIG)
})

test('the token is read from nowhere else', async () => {
  const { run } = checkout()
  const inFlag = await run([...LINE, '--token', TOKEN])
  expect(inFlag.exitCode).toBe(2)
  expect(inFlag.stderr).not.toContain(TOKEN)
  const none = await run(LINE, { input: '' })
  expect([none.exitCode, none.stderr]).toEqual([
    2,
    expect.stringContaining('token, on the first line of standard input'),
  ])
})

async function secretOf(project: Project): Promise<unknown> {
  const kube = await createKube(project.target, createTestContext({}, { home: project.home }))
  const resource = { groupVersion: 'v1', plural: 'secrets' }
  return kube.read({ resource, namespace: 'w001-default', name: 'registry' })
}

describe('to the cluster', () => {
  let campus: Campus
  beforeAll(async () => {
    campus = await startCampus()
  })
  afterAll(() => campus.close())

  /** Nothing that is a manifest. */
  const EMPTY = { 'README.md': '# Shop\n' }
  const APPLY = [...LINE, '--apply']
  const TYPED = { input: `${TOKEN}\n` }

  test('it goes as it is, and no file is written', async () => {
    const project = await projectAt(campus, EMPTY)
    const dry = await project.run([...APPLY, '--dry-run'], TYPED)
    expect([dry.exitCode, await secretOf(project)]).toEqual([0, 'missing'])
    expect(dry.stderr).toContain('Secret registry: would be made in w001-default')
    const { stdout, stderr, exitCode } = await project.run(APPLY, TYPED)
    expect([stdout, exitCode]).toEqual(['', 0])
    expect(stderr).toContain('Secret registry: made in w001-default')
    expect(stderr).not.toContain('kubectl apply')
    expect(existsSync(join(project.home, 'project', 'pull-secret.yaml'))).toBe(false)
    expect(await secretOf(project)).toMatchObject({
      type: 'kubernetes.io/dockerconfigjson',
      metadata: { name: 'registry', namespace: 'w001-default' },
    })
    expect(JSON.stringify(await secretOf(project))).toContain(TOKEN)
  })

  test('it goes into the namespace that is named, not into that of the context', async () => {
    const project = await projectAt(campus, EMPTY)
    const { stderr, exitCode } = await project.run([...APPLY, '-n', 'se2-magic-team', '--dry-run'], TYPED)
    expect({ stderr, exitCode }).toMatchObject({ exitCode: 0 })
    expect(stderr).toContain('Secret registry: would be made in se2-magic-team')
  })

  test('it replaces what is there after a yes or --force', async () => {
    const project = await projectAt(campus, EMPTY)
    await project.run(APPLY, TYPED)
    const other = { input: 'another-token-1\n' }
    const refused = await project.run(APPLY, other)
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('There is a Secret registry in w001-default already. Nothing was sent.')
    expect(JSON.stringify(await secretOf(project))).toContain(TOKEN)
    expect((await project.run([...APPLY, '--force'], other)).exitCode).toBe(0)
    expect(JSON.stringify(await secretOf(project))).toContain('another-token-1')
  })

  test('on a terminal it is asked for unseen, and what is there is replaced after a yes alone', async () => {
    const project = await projectAt(campus, EMPTY)
    await project.run([...APPLY, '--force'], TYPED)
    const { given, asked } = answering('another-token-1', false)
    const { stderr, exitCode } = await project.run([...APPLY, 'registry'], given)
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Nothing was sent.')])
    expect(asked.at(-1)).toBe('There is a Secret registry in w001-default already. Replace it?')
    expect(JSON.stringify(await secretOf(project))).toContain(TOKEN)
    expect((await project.run([...APPLY, 'registry'], answering('another-token-1', true).given)).exitCode).toBe(0)
    expect(JSON.stringify(await secretOf(project))).toContain('another-token-1')
  })

  test('who is not signed in is told before the token is asked for', async () => {
    const { run } = checkout()
    const { stderr, exitCode } = await run(APPLY, { input: undefined })
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('nobody is signed in')])
  })

  test('what the cluster refuses is told', async () => {
    const project = await projectAt(campus, EMPTY, { namespace: 'kube-system' })
    const { stderr, exitCode } = await project.run(APPLY, TYPED)
    expect(exitCode).toBe(1)
    expect(stderr).not.toContain(TOKEN)
    expect(stderr).toContain(
      'You may not read Secrets in kube-system, so it is not known whether there is one named registry. Nothing was sent.',
    )
    const forced = await project.run([...APPLY, '--force'], TYPED)
    expect(forced.exitCode).toBe(1)
    expect(forced.stderr).toContain('The cluster did not take the Secret registry')
    expect(forced.stderr).toContain('Next: icc whoami --roles')
  })
})
