import { execFile } from 'node:child_process'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { diffLines } from 'diff'
import { describe, expect, test } from 'vitest'
import {
  deleteContexts,
  renameContext,
  unsetCurrentContext,
  useContext,
} from '../../../src/features/kubeconfig/contexts.ts'
import { writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { readKubeconfig } from '../../../src/features/kubeconfig/read.ts'
import { removeLogin } from '../../../src/features/kubeconfig/remove-login.ts'
import { IccError } from '../../../src/errors.ts'
import { kubectl } from '../../../tools/kubectl.ts'
import { AUTO, entries } from './login-support.ts'
import { put, setNamespace, testContext } from './support.ts'
import type { TestContext } from './support.ts'
import { isOutsideUntouched } from './touched.ts'

const corpus = join(import.meta.dirname, '../../fixtures/kubeconfig')
const list = (kind: string): string[] => readdirSync(join(corpus, kind)).map((name) => `${kind}/${name}`)
const good = [...list('ordinary'), ...list('unusual')]
const judge = await kubectl()

/** The content as real kubectl takes it. */
type Content = {
  'current-context': string
  contexts:
    | { name: string; context: { cluster: string; user: string; namespace?: string; extensions?: unknown } }[]
    | null
  clusters: { name: string; cluster: unknown }[] | null
  users: { name: string; user: { token?: string } }[] | null
}

async function contentOf(file: string): Promise<Content> {
  if (judge === undefined) throw new Error('There is no kubectl')
  const args = ['--kubeconfig', file, 'config', 'view', '--raw', '-o', 'json']
  // There are hundreds of these calls: what Go does to manage memory and threads would cost more than the answer.
  const { stdout } = await promisify(execFile)(judge, args, { env: { GOGC: 'off', GOMAXPROCS: '1' } })
  return JSON.parse(stdout) as Content
}

/** kubectl sorts its lists. */
function sorted(content: Content): Content {
  const { contexts, clusters, users } = content
  return {
    ...content,
    contexts: contexts?.toSorted(byName) ?? [],
    clusters: clusters?.toSorted(byName) ?? [],
    users: users?.toSorted(byName) ?? [],
  }
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1
}

function contextOf(content: Content, name: string): { cluster: string; user: string; namespace?: string } {
  const found = content.contexts?.find((context) => context.name === name)
  if (found === undefined) throw new Error(`There is no context ${name}`)
  return found.context
}

/** What cannot be done in place, and is refused. Everything else must work. */
const REFUSED: Record<string, string[]> = {
  // The anchors stand in what would change, and others use them.
  'unusual/anchored-lists.yaml': ['namespace of lab', 'no namespace of lab', 'delete lab'],
  'unusual/anchors-and-aliases.yaml': ['namespace of a', 'delete a'],
  // `? name` and `: b` on lines of their own.
  'unusual/quoted-keys.yaml': ['rename b'],
}

type Operation = {
  run: (ctx: TestContext) => Promise<unknown>
  intended: (content: Content) => void
  /** What of which context it is about. */
  about: Parameters<typeof isOutsideUntouched>[2]
  name: string
  /** The most lines that may go and come. */
  lines: number
}

function operations(names: string[]): Record<string, Operation> {
  const all: Record<string, Operation> = {
    unset: {
      run: (ctx) => unsetCurrentContext(ctx),
      intended: (content) => (content['current-context'] = ''),
      about: 'current',
      name: '',
      lines: 1,
    },
  }
  for (const name of names) {
    all[`use ${name}`] = {
      run: (ctx) => useContext(ctx, name),
      intended: (content) => (content['current-context'] = name),
      about: 'current',
      name,
      lines: 1,
    }
    all[`namespace of ${name}`] = {
      run: (ctx) => setNamespace(ctx, name, 'on'),
      intended: (content) => (contextOf(content, name).namespace = 'on'),
      about: 'namespace',
      name,
      lines: 5,
    }
    all[`no namespace of ${name}`] = {
      run: (ctx) => setNamespace(ctx, name, undefined),
      intended: (content) => delete contextOf(content, name).namespace,
      about: 'namespace',
      name,
      lines: 5,
    }
    all[`rename ${name}`] = {
      run: (ctx) => renameContext(ctx, name, '1e3: "x" #y'),
      intended: (content) => {
        for (const context of content.contexts ?? []) if (context.name === name) context.name = '1e3: "x" #y'
        if (content['current-context'] === name) content['current-context'] = '1e3: "x" #y'
      },
      about: 'rename',
      name,
      lines: 2,
    }
    all[`delete ${name}`] = {
      run: (ctx) => deleteContexts(ctx, [name]),
      intended: (content) => (content.contexts = content.contexts?.filter((context) => context.name !== name) ?? []),
      about: 'delete',
      name,
      lines: 12,
    }
  }
  return all
}

type Outcome = {
  title: string
  refused: boolean
  content: Content
  expected: Content
  tooManyLines: boolean
  /** Something beside what the operation is about has changed. */
  strayed: boolean
  /** Comments on changed lines that are gone. */
  lostComments: string[]
  mode: number
}

/** Runs an operation on a copy of the file. One that is refused is expected to leave it alone. */
async function tryOut(text: string, before: Content, title: string, operation: Operation): Promise<Outcome> {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', text, 0o644)
  const refused = await operation.run(ctx).then(
    () => false,
    (error: unknown) => {
      if (error instanceof IccError && error.code === 'kubeconfig-not-editable') return true
      throw error
    },
  )
  const expected = structuredClone(before)
  if (!refused) operation.intended(expected)
  const after = readFileSync(file, 'utf8')
  const changes = diffLines(text, after).filter((part) => part.added || part.removed)
  const most = refused ? 0 : operation.lines
  return {
    title,
    refused,
    // The same bytes need no second judgement.
    content: sorted(after === text ? before : await contentOf(file)),
    expected: sorted(expected),
    tooManyLines: changes.some(({ count }) => count > most),
    strayed: after !== text && !isOutsideUntouched(text, after, operation.about, operation.name),
    lostComments: title.startsWith('delete ')
      ? []
      : removedComments(changes).filter((comment) => !after.includes(comment)),
    // What was left alone keeps its mode.
    mode: after === text ? 0o600 : statSync(file).mode & 0o777,
  }
}

function removedComments(changes: { value: string; removed: boolean }[]): string[] {
  return changes.filter((part) => part.removed).flatMap(({ value }) => value.match(/#[^"'\r\n]*$/gm) ?? [])
}

/** A file's inode and time, which change with every write. */
function identityOf(file: string): bigint[] {
  const { ino, mtimeNs } = statSync(file, { bigint: true })
  return [ino, mtimeNs]
}

const login = (token: string): Parameters<typeof writeLogin>[1] =>
  entries({ site: 'test-site', context: 'on', user: { name: 'yes', credential: { kind: 'token', token } } })

/** What a first sign-in adds, as kubectl sees it. */
function signedIn(
  before: Content,
  { context, cluster, user }: Record<'context' | 'cluster' | 'user', string>,
): Content {
  const extensions = [{ name: 'icc', extension: { site: 'test-site' } }]
  const { server, ca = '' } = login('').cluster
  const data = Buffer.from(ca).toString('base64')
  const added = structuredClone(before)
  added['current-context'] = context
  ;(added.clusters ??= []).push({
    name: cluster,
    cluster: { server, 'certificate-authority-data': data, extensions },
  })
  ;(added.contexts ??= []).push({ name: context, context: { cluster, user, namespace: 'alice', extensions } })
  ;(added.users ??= []).push({ name: user, user: { token: '1e3', extensions } as { token: string } })
  return added
}

/** All but the current context and what an empty kubeconfig has: after a sign-out these may be there, or be quoted. */
function linesOfOthers(text: string): string[] {
  const empty =
    /^(?:(?:clusters|contexts|users): *(?:\[\]?|null)?|apiVersion: v1|kind: Config|preferences: \{\}|\[|\]|)$/u
  const lines = text.split(/\r?\n/u)
  return lines
    .filter((line) => !empty.test(line))
    .map((line) => line.replace(/^(current-context:)[^#]*/u, '$1'))
    .filter((line) => line !== 'current-context:')
}

/** Signs in, in again with the same and with another token, and out; each must change what it says and nothing else. */
async function signInAndOut(name: string, text: string, before: Content): Promise<void> {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', text)
  await writeLogin(ctx, login('1e3'), AUTO)
  const { contexts, currentContext: context = '' } = await readKubeconfig(ctx)
  const { cluster = '', user = '' } = contexts.find((found) => found.name === context) ?? {}
  const added = signedIn(before, { context, cluster, user })
  expect(sorted(await contentOf(file))).toEqual(sorted(added))
  const untouched = identityOf(file)
  await writeLogin(ctx, login('1e3'), AUTO)
  await useContext(ctx, context)
  await setNamespace(ctx, context, 'alice')
  await renameContext(ctx, context, context)
  await removeLogin(ctx, 'another-site')
  expect(identityOf(file)).toEqual(untouched)
  const once = readFileSync(file, 'utf8')
  await writeLogin(ctx, login('the-next-one'), AUTO)
  // Not a byte but those of the token.
  expect(readFileSync(file, 'utf8').replace(/"?the-next-one"?/u, '"1e3"')).toBe(once)
  for (const found of added.users ?? []) if (found.name === user) found.user.token = 'the-next-one'
  expect(sorted(await contentOf(file))).toEqual(sorted(added))
  await removeLogin(ctx, 'test-site', { restoreContext: before['current-context'] })
  // A context that is not there cannot become current again.
  const gone = name === 'ordinary/empty-bodies.yaml' ? { 'current-context': '' } : {}
  expect(sorted(await contentOf(file))).toEqual(sorted({ ...before, ...gone }))
  expect(linesOfOthers(readFileSync(file, 'utf8'))).toEqual(linesOfOthers(text))
  expect(statSync(file).mode & 0o777).toBe(0o600)
}

describe.skipIf(judge === undefined)('as kubectl sees it', () => {
  test.each(good)('%s: every operation changes what it says, in place, and nothing else', async (name) => {
    const text = readFileSync(join(corpus, name), 'utf8')
    const probe = testContext()
    const before = await contentOf(put(probe, '.kube/config', text))
    const names = (before.contexts ?? []).map((context) => context.name)
    const ways = Object.entries(operations(names))
    const trying = ways.map(([title, operation]) => tryOut(text, before, title, operation))
    const [outcomes] = await Promise.all([Promise.all(trying), signInAndOut(name, text, before)])
    for (const { title, content, expected } of outcomes)
      expect({ title, content }).toEqual({ title, content: expected })
    expect(outcomes.filter(({ tooManyLines }) => tooManyLines)).toEqual([])
    expect(outcomes.filter(({ strayed }) => strayed).map(({ title }) => title)).toEqual([])
    expect(outcomes.flatMap(({ lostComments }) => lostComments)).toEqual([])
    expect(outcomes.filter(({ mode }) => mode !== 0o600)).toEqual([])
    expect(outcomes.filter((outcome) => outcome.refused).map(({ title }) => title)).toEqual(REFUSED[name] ?? [])
  })
})
