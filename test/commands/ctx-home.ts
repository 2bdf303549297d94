import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Choice } from '../../src/context.ts'
import { runIcc, temporaryFolder, type Given } from '../support/run-icc.ts'

/** A terminal where this function answers the picker; any other question fails the test. */
export function onTerminal(
  pick: (message: string, choices: Choice[], current: string | undefined) => Promise<string>,
): Given {
  return {
    terminal: { interactive: true, stdout: true, columns: 80 },
    prompt: async () => ({ pick, confirm: notAsked, text: notAsked, secret: notAsked, keys: notAsked }),
  }
}

/** A home folder whose kubeconfig has these contexts. */
export function contextsHome(names: string[], currentName: string, given: Given = {}) {
  const home = temporaryFolder()
  const file = join(home, '.kube', 'config')
  const text = () => readFileSync(file, 'utf8')
  const write = (content: string) => writeFileSync(file, content, { mode: 0o600 })
  mkdirSync(join(home, '.kube'))
  write(kubeconfig(names, currentName))
  return {
    home,
    text,
    write,
    icc: (...args: string[]) => runIcc(['ctx', ...args], { home, ...given }),
    current: () => /^current-context: (.*)$/mu.exec(text())?.[1]?.replaceAll('"', ''),
    use: (name: string) => write(text().replace(/^current-context: .*$/mu, `current-context: ${name}`)),
    memory: () => onlyFile(join(home, '.local', 'state', 'icc', 'contexts')),
  }
}

/** A kubeconfig with contexts whose cluster, user and namespace carry their names. */
export function kubeconfig(names: string[], current: string): string {
  const contexts = names.map(
    (name) => `- context:
    cluster: cluster-${plain(name)}
    namespace: ns-${plain(name)}
    user: user-${plain(name)}
  name: ${name}
`,
  )
  return `apiVersion: v1
kind: Config
current-context: ${current === '' ? '""' : current}
contexts:${contexts.length === 0 ? ' []\n' : `\n${contexts.join('')}`}`
}

function plain(name: string): string {
  return name.replace(/[^a-z0-9-]/gu, '')
}

function onlyFile(folder: string): string {
  const [only, ...others] = readdirSync(folder)
  if (only === undefined || others.length > 0) throw new Error(`expected one file in ${folder}`)
  return join(folder, only)
}

function notAsked(): never {
  throw new Error('this test answers one picker only')
}
