import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
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
import { IccError } from '../../../src/errors.ts'
import { kubectl } from '../../../tools/kubectl.ts'
import { put, setNamespace, testContext } from './support.ts'
import type { TestContext } from './support.ts'

const corpus = join(import.meta.dirname, '../../fixtures/kubeconfig')
const list = (kind: string): string[] => readdirSync(join(corpus, kind)).map((name) => `${kind}/${name}`)
const good = [...list('ordinary'), ...list('unusual')]
const judge = await kubectl()

/** The content as real kubectl takes it. */
type Content = {
  'current-context': string
  contexts: { name: string; context: { cluster: string; user: string; namespace?: string } }[] | null
  clusters: { name: string }[] | null
  users: { name: string }[] | null
}

async function contentOf(file: string): Promise<Content> {
  if (judge === undefined) throw new Error('There is no kubectl')
  const args = ['--kubeconfig', file, 'config', 'view', '--raw', '-o', 'json']
  const { stdout } = await promisify(execFile)(judge, args)
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
  // The anchor stands in `a`, and others use it.
  'unusual/anchors-and-aliases.yaml': ['namespace of a', 'delete a'],
  // `? name` and `: b` on lines of their own.
  'unusual/quoted-keys.yaml': ['rename b'],
}

type Operation = {
  run: (ctx: TestContext) => Promise<unknown>
  intended: (content: Content) => void
  /** The most lines that may go and come. */
  lines: number
}

function operations(names: string[]): Record<string, Operation> {
  const all: Record<string, Operation> = {
    unset: {
      run: (ctx) => unsetCurrentContext(ctx),
      intended: (content) => (content['current-context'] = ''),
      lines: 1,
    },
  }
  for (const name of names) {
    all[`use ${name}`] = {
      run: (ctx) => useContext(ctx, name),
      intended: (content) => (content['current-context'] = name),
      lines: 1,
    }
    all[`namespace of ${name}`] = {
      run: (ctx) => setNamespace(ctx, name, 'on'),
      intended: (content) => (contextOf(content, name).namespace = 'on'),
      lines: 5,
    }
    all[`no namespace of ${name}`] = {
      run: (ctx) => setNamespace(ctx, name, undefined),
      intended: (content) => delete contextOf(content, name).namespace,
      lines: 5,
    }
    all[`rename ${name}`] = {
      run: (ctx) => renameContext(ctx, name, '1e3: "x" #y'),
      intended: (content) => {
        for (const context of content.contexts ?? []) if (context.name === name) context.name = '1e3: "x" #y'
        if (content['current-context'] === name) content['current-context'] = '1e3: "x" #y'
      },
      lines: 2,
    }
    all[`delete ${name}`] = {
      run: (ctx) => deleteContexts(ctx, [name]),
      intended: (content) => (content.contexts = content.contexts?.filter((context) => context.name !== name) ?? []),
      lines: 12,
    }
  }
  return all
}

type Outcome = { title: string; refused: boolean; content: Content; expected: Content; tooManyLines: boolean }

/** Runs an operation on a copy of the file. One that is refused is expected to leave it alone. */
async function tryOut(text: string, before: Content, title: string, operation: Operation): Promise<Outcome> {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', text)
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
  }
}

describe.skipIf(judge === undefined)('as kubectl sees it', () => {
  test.each(good)('%s: every operation changes what it says, in place, and nothing else', async (name) => {
    const text = readFileSync(join(corpus, name), 'utf8')
    const probe = testContext()
    const before = await contentOf(put(probe, '.kube/config', text))
    const names = (before.contexts ?? []).map((context) => context.name)
    const ways = Object.entries(operations(names))
    const outcomes = await Promise.all(ways.map(([title, operation]) => tryOut(text, before, title, operation)))
    for (const { title, content, expected } of outcomes)
      expect({ title, content }).toEqual({ title, content: expected })
    expect(outcomes.filter(({ tooManyLines }) => tooManyLines)).toEqual([])
    expect(outcomes.filter((outcome) => outcome.refused).map(({ title }) => title)).toEqual(REFUSED[name] ?? [])
  })
})
