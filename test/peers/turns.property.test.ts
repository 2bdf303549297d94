import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { array, assert, asyncProperty, constantFrom } from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'
import { runPeer, without } from './programs.ts'
import { NAMES, take, turns, type Expected } from './turns.ts'

const skipped = without('kubectl', 'kubectx')

/** Ways in which people and programs write the same kubeconfig. */
const LAYOUTS: Record<string, (config: object) => string> = {
  'as kubectl writes it': (config) => stringify(config, { version: '1.1', indentSeq: false }),
  'quoted, under a comment': (config) =>
    `# by hand\n${stringify(config, { version: '1.1', defaultStringType: 'QUOTE_SINGLE' })}`,
  'as JSON': (config) => JSON.stringify(config, undefined, 2),
  'with line ends of Windows': (config) => stringify(config, { version: '1.1' }).replaceAll('\n', '\r\n'),
}

function kubeconfig(names: readonly string[]): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    contexts: names.map((name) => ({ name, context: { cluster: 'c', namespace: 'start', user: 'u' } })),
    'current-context': names[0],
    users: [{ name: 'u', user: { token: 'not-a-real-token' } }],
  }
}

/** What each tool finds: the current context, the names of all, and (as far as it tells) their namespaces. */
async function found(env: Record<string, string>): Promise<Record<string, unknown>> {
  const home = env['HOME'] ?? ''
  const [icc, kubectx, kubectl] = await Promise.all([
    runIcc(['ctx', '-o', 'json'], { home, env }),
    runPeer('kubectx', [], env),
    runPeer('kubectl', ['config', 'view', '--output', 'json'], env),
  ])
  const listed = JSON.parse(icc.stdout) as { name: string; namespace: string; current: boolean }[]
  const view = JSON.parse(kubectl.stdout) as {
    contexts: { name: string; context: { namespace: string } }[] | null
    'current-context': string
  }
  const pairs = (view.contexts ?? []).map(({ name, context }) => [name, context.namespace])
  return {
    icc: { contexts: sorted(listed.map(({ name, namespace }) => [name, namespace])), current: currentIn(listed) },
    kubectx: kubectx.stdout.split('\n').filter(Boolean).toSorted(),
    kubectl: {
      contexts: sorted(pairs),
      current: pairs.some(([name]) => name === view['current-context']) ? view['current-context'] : '',
    },
  }
}

function currentIn(listed: readonly { name: string; current: boolean }[]): string {
  return listed.find(({ current }) => current)?.name ?? ''
}

function sorted(pairs: (string | undefined)[][]): string[] {
  return pairs.map((pair) => pair.join(' in ')).toSorted()
}

function wanted({ contexts, current }: Expected): Record<string, unknown> {
  const state = { contexts: sorted([...contexts]), current: contexts.has(current) ? current : '' }
  return { icc: state, kubectx: [...contexts.keys()].toSorted(), kubectl: state }
}

test.skipIf(skipped !== '')(
  `whoever of icc, kubectl and kubectx changes a file, all of them find the same in it${skipped}`,
  async () => {
    await assert(
      asyncProperty(
        constantFrom(...Object.keys(LAYOUTS)),
        array(turns, { minLength: 4, maxLength: 8 }),
        async (layout, all) => {
          const home = temporaryFolder()
          const names = NAMES.slice(0, 8)
          mkdirSync(join(home, '.kube'))
          const write = LAYOUTS[layout] ?? JSON.stringify
          writeFileSync(join(home, '.kube', 'config'), write(kubeconfig(names)), { mode: 0o600 })
          const expected = { contexts: new Map(names.map((name) => [name, 'start'])), current: names[0] ?? '' }
          for (const turn of all) {
            expect(await take(turn, expected, { HOME: home })).toBeUndefined()
            expect(await found({ HOME: home })).toEqual(wanted(expected))
          }
        },
      ),
      { numRuns: 12 },
    )
  },
)
