import { constantFrom, integer, oneof, record, type Arbitrary } from 'fast-check'
import { runIcc } from '../support/run-icc.ts'
import { runPeer } from './programs.ts'

/** Who makes a change: icc, or a tool that people use beside it. */
type Tool = 'icc' | 'kubectl' | 'kubectx'

/** A change of the contexts in a kubeconfig; `at` and `to` choose among the names that there are, or could be. */
export type Turn = {
  what: 'switch' | 'rename' | 'delete' | 'unset' | 'namespace'
  tool: Tool
  at: number
  to: number
}

/** What all tools are to find in the file: contexts in any order, with their namespaces, and the current one. */
export type Expected = { contexts: Map<string, string>; current: string }

/** Names as clouds and people make them, and such as a reader could take for something else than a text. */
export const NAMES = [
  'one',
  'kind-kind',
  'arn:aws:eks:eu-west-1:1:cluster/prod',
  'user@host/path',
  'with space',
  'grün',
  'on',
  'null',
  '~',
  '#1',
  "it's",
  '[w]',
  'a: b',
]

/** What kubectx 0.11 writes without quotes, so that it is no text for anybody afterwards: it is spared these. */
const BARE = new Set(['on', 'null', '~'])

export const turns: Arbitrary<Turn> = record({
  what: oneof(
    { weight: 4, arbitrary: constantFrom<Turn['what'][]>('switch', 'rename', 'namespace') },
    { weight: 1, arbitrary: constantFrom<Turn['what'][]>('delete', 'unset') },
  ),
  tool: constantFrom<Tool[]>('icc', 'kubectl', 'kubectx'),
  at: integer({ min: 0, max: 99 }),
  to: integer({ min: 0, max: 99 }),
})

/** Has a tool make a change, and notes what must be there then. Gives the failure of the tool, if it failed. */
export async function take(turn: Turn, expected: Expected, env: Record<string, string>): Promise<string | undefined> {
  const { contexts } = expected
  const name = [...contexts.keys()][turn.at % contexts.size]
  if (turn.what === 'unset') {
    expected.current = ''
    return by(turn.tool, env, { icc: ['ctx', '-u'], kubectl: ['unset', 'current-context'], kubectx: ['-u'] })
  }
  if (name === undefined) return undefined
  switch (turn.what) {
    case 'switch':
      expected.current = name
      return by(ableTool(turn, name), env, { icc: ['ctx', name], kubectl: ['use-context', name], kubectx: [name] })
    case 'delete':
      contexts.delete(name)
      return by(turn.tool, env, {
        icc: ['ctx', '-d', name],
        kubectl: ['delete-context', name],
        kubectx: ['-d', name],
      })
    case 'rename':
      return rename(turn, name, expected, env)
    case 'namespace':
      return setNamespace(turn, name, expected, env)
  }
}

function rename(
  turn: Turn,
  name: string,
  expected: Expected,
  env: Record<string, string>,
): Promise<string | undefined> {
  const free = NAMES.filter((one) => !expected.contexts.has(one))
  const to = free[turn.to % free.length] ?? 'renamed'
  const renamed = [...expected.contexts].map(([one, namespace]) => [one === name ? to : one, namespace] as const)
  expected.contexts = new Map(renamed)
  if (expected.current === name) expected.current = to
  const both = `${to}=${name}`
  return by(ableTool(turn, to), env, { icc: ['ctx', both], kubectl: ['rename-context', name, to], kubectx: [both] })
}

function setNamespace(
  turn: Turn,
  name: string,
  { contexts }: Expected,
  env: Record<string, string>,
): Promise<string | undefined> {
  const namespace = `team-${turn.to}`
  contexts.set(name, namespace)
  return by(turn.tool === 'icc' ? 'icc' : 'kubectl', env, {
    icc: ['ns', '-f', namespace, '--context', name],
    kubectl: ['set-context', name, '--namespace', namespace],
    kubectx: [],
  })
}

function ableTool({ tool }: Turn, name: string): Tool {
  return tool === 'kubectx' && BARE.has(name) ? 'icc' : tool
}

async function by(
  tool: Tool,
  env: Record<string, string>,
  lines: Record<Tool, string[]>,
): Promise<string | undefined> {
  const home = env['HOME'] ?? ''
  const ran =
    tool === 'icc'
      ? await runIcc(lines.icc, { home, env })
      : await runPeer(tool, tool === 'kubectl' ? ['config', ...lines.kubectl] : lines.kubectx, env)
  return ran.exitCode === 0 ? undefined : `${tool} ${lines[tool].join(' ')}: ${ran.stderr}`
}
