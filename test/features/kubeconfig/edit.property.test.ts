import { readFileSync, writeFileSync } from 'node:fs'
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  nat,
  oneof,
  option,
  record,
  string,
  uniqueArray,
} from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import {
  deleteContexts,
  renameContext,
  unsetCurrentContext,
  useContext,
} from '../../../src/features/kubeconfig/contexts.ts'
import { writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { removeLogin } from '../../../src/features/kubeconfig/remove-login.ts'
import { AUTO, entries } from './login-support.ts'
import { put, setNamespace, testContext } from './support.ts'
import type { TestContext } from './support.ts'

type Named = { name: string; context: { cluster: string; user: string; namespace?: string } }
type Content = { 'current-context': string; contexts: Named[]; clusters: unknown[]; users: unknown[] }

const text = oneof(
  constantFrom('a', 'b', 'on', '123', 'a: b', '- x', '#', '"', "it's", '{', ' a ', 'é', '0x1F', '~', 'a\nb', '\t'),
  string({ unit: 'binary', minLength: 1, maxLength: 6 }).map((value) => value.toWellFormed()),
)
const context = record(
  { cluster: text, user: text, namespace: option(text, { nil: undefined }) },
  { requiredKeys: ['cluster', 'user'] },
)
const layout = record({
  indent: constantFrom(2, 4),
  indentSeq: boolean(),
  collectionStyle: constantFrom('block' as const, 'any' as const, 'flow' as const),
  defaultStringType: constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
  newline: constantFrom('\n', '\r\n'),
  start: constantFrom('', '# mine\n', '\ufeff', '---\n'),
  cut: boolean(),
})
const step = record({
  kind: constantFrom('use', 'unset', 'namespace', 'rename', 'delete', 'login'),
  which: nat(9),
  value: option(text, { nil: undefined }),
})

/** The library writes some control characters as they are, of which no YAML may be made (YAML 1.2.2 section 5.1). */
const NOT_PRINTABLE = /[^\t\n\r -~\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

/** Does a step to the file and to what it should say. */
async function apply(
  ctx: TestContext,
  content: Content,
  kind: string,
  which: number,
  value: string | undefined,
): Promise<void> {
  const chosen = content.contexts[which % Math.max(1, content.contexts.length)]
  if (kind === 'unset' || chosen === undefined) {
    await unsetCurrentContext(ctx)
    content['current-context'] = ''
  } else if (kind === 'use') {
    await useContext(ctx, chosen.name)
    content['current-context'] = chosen.name
  } else if (kind === 'namespace') {
    await setNamespace(ctx, chosen.name, value)
    if (value === undefined) delete chosen.context.namespace
    else chosen.context.namespace = value
  } else if (kind === 'rename') {
    const to = value ?? 'renamed'
    await renameContext(ctx, chosen.name, to, { force: true })
    content.contexts = content.contexts.filter(({ name }) => name !== to || chosen.name === to)
    if (content['current-context'] === chosen.name) content['current-context'] = to
    chosen.name = to
  } else if (kind === 'delete') {
    await deleteContexts(ctx, [chosen.name])
    content.contexts = content.contexts.filter(({ name }) => name !== chosen.name)
  } else {
    const current = content['current-context']
    await writeLogin(ctx, entries({ site: 'test-site', context: value ?? 'x' }), AUTO)
    await removeLogin(ctx, 'test-site', { restoreContext: current })
    if (!content.contexts.some(({ name }) => name === current)) content['current-context'] = ''
  }
}

/** The library does not read all it writes: an empty list in block style, blanks at the ends of lines. */
function isReadAs(source: string, content: Content): boolean {
  try {
    return JSON.stringify(parse(source, { version: '1.1' })) === JSON.stringify(content)
  } catch {
    return false
  }
}

test('any steps on any layout leave exactly what they should', async () => {
  const contexts = uniqueArray(record({ name: text, context }), { maxLength: 4, selector: ({ name }) => name })
  const steps = array(step, { minLength: 1, maxLength: 4 })
  const holds = asyncProperty(contexts, layout, steps, nat(4), async (list, style, changes, current) => {
    const { newline, start, cut, ...options } = style
    const content: Content = {
      clusters: [{ name: 'c', cluster: { server: 'https://c' } }],
      contexts: JSON.parse(JSON.stringify(list)) as Named[],
      'current-context': list[current]?.name ?? '',
      users: [],
    }
    const source = start + stringify(content, { ...options, version: '1.1', lineWidth: 0 })
    const broken = (cut ? source.trimEnd() : source).replaceAll('\n', newline)
    const ctx = testContext({ env: { KUBECONFIG: 'config' } })
    const file = put(ctx, 'config', broken)
    if (NOT_PRINTABLE.test(broken) || !isReadAs(broken, content)) return
    for (const { kind, which, value } of changes) await apply(ctx, content, kind, which, value)
    const after = parse(readFileSync(file, 'utf8'), { version: '1.1' }) as Content
    expect({ ...after, contexts: after.contexts ?? [], users: after.users ?? [] }).toEqual(content)
    writeFileSync(file, '')
  })
  await expect(assert(holds, { numRuns: 300 })).resolves.toBeUndefined()
})
