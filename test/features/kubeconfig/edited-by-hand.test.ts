import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { writeLogin } from '../../../src/features/kubeconfig/login.ts'
import { removeLogin } from '../../../src/features/kubeconfig/remove-login.ts'
import { AUTO, OWN, entries } from './login-support.ts'
import { put, testContext } from './support.ts'

type Body = Record<string, unknown>
type Content = {
  contexts: { name: string; context: Body }[]
  clusters: { name: string; cluster: Body }[]
  users: { name: string; user: Body }[]
}

const MARK = '    extensions:\n    - extension:\n        site: campus\n      name: icc\n'

const again = entries({ user: { name: 'campus', credential: { kind: 'token', token: 'second' } } })

/** What a hand did between two sign-ins, and what the second one must make of it. */
type Case = {
  edit: (text: string) => string
  /** The context in use, what it points to, and which entries of the user's own must be as they were left. */
  context: string
  cluster: string
  user: string
  untouched?: (content: Content) => unknown
}

const CASES: Record<string, Case> = {
  'a user that was given another name': {
    edit: (text) =>
      text.replace('    user: campus\n', '    user: me\n').replace('- name: campus\n  user:', '- name: me\n  user:'),
    context: 'campus',
    cluster: 'campus',
    user: 'me',
  },
  'a user that was taken over by its owner': {
    edit: (text) => text.replace(`  user:\n${MARK}`, '  user:\n'),
    context: 'campus',
    cluster: 'campus',
    user: 'campus-2',
    untouched: ({ users }) => users.find(({ name }) => name === 'campus'),
  },
  'a context that was taken over by its owner': {
    edit: (text) => text.replace(`    cluster: campus\n${MARK}`, '    cluster: campus\n'),
    context: 'campus-2',
    cluster: 'campus',
    user: 'campus',
    untouched: ({ contexts }) => contexts.find(({ name }) => name === 'campus'),
  },
  'a cluster that was deleted': {
    edit: (text) => text.replace(/- cluster:\n[^]*? {2}name: campus\n/u, ''),
    context: 'campus',
    cluster: 'campus',
    user: 'campus',
  },
  'a context that was led to another cluster': {
    edit: (text) => text.replace('    cluster: campus\n', '    cluster: own\n'),
    context: 'campus',
    cluster: 'campus',
    user: 'campus',
  },
  'a context that was given another user': {
    edit: (text) => text.replace('    user: campus\n', '    user: own\n'),
    context: 'campus',
    cluster: 'campus',
    user: 'campus',
  },
  'a user with a certificate beside the token': {
    edit: (text) => text.replace('    token: first\n', '    client-certificate: mine.crt\n    token: edited\n'),
    context: 'campus',
    cluster: 'campus',
    user: 'campus',
  },
}

test.each(Object.entries(CASES))('%s: the next sign-in works, and takes nothing of others', async (_, wanted) => {
  const ctx = testContext()
  const file = put(ctx, '.kube/config', OWN)
  const content = (): Content => parse(readFileSync(file, 'utf8')) as Content
  await writeLogin(ctx, entries(), AUTO)
  const text = readFileSync(file, 'utf8')
  const edited = wanted.edit(text)
  expect(edited).not.toBe(text)
  put(ctx, '.kube/config', edited)
  const before = content()
  const result = await writeLogin(ctx, again, AUTO)
  const { contexts, clusters, users } = content()
  const { context = {} } = contexts.find(({ name }) => name === result.context) ?? {}
  expect({ context: result.context, cluster: context['cluster'], user: context['user'] }).toEqual({
    context: wanted.context,
    cluster: wanted.cluster,
    user: wanted.user,
  })
  expect(clusters.find(({ name }) => name === wanted.cluster)?.cluster['server']).toBe(
    'https://api.campus.example.org',
  )
  expect(users.find(({ name }) => name === wanted.user)?.user['token']).toBe('second')
  expect(wanted.untouched?.(content())).toEqual(wanted.untouched?.(before))
  for (const list of ['contexts', 'clusters', 'users'] as const)
    expect(content()[list].filter(({ name }) => name === 'own')).toEqual(
      before[list].filter(({ name }) => name === 'own'),
    )
  await removeLogin(ctx, 'campus', { restoreContext: 'own' })
  // What its owner took over, and what that needs, stays.
  const kept = wanted.untouched === undefined ? '' : 'campus'
  const names = [...content().contexts, ...content().clusters, ...content().users].map(({ name }) => name)
  expect(new Set(names)).toEqual(new Set(['own', kept].filter((name) => name !== '')))
})
