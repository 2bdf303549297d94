import { spawnSync } from 'node:child_process'
import { findOnPath } from '../src/program-path.ts'
import { kubectl } from '../tools/kubectl.ts'

/** Other tools by the name that they go by here; undefined where there is none. */
export type Peers = Record<'kubectl' | 'kubectx' | 'kubens' | 'kubelogin', string | undefined>

/** kubectl as the tests find it, the others on PATH. */
export async function findPeers(): Promise<Peers> {
  return {
    kubectl: await kubectl(),
    kubectx: onPath('kubectx'),
    kubens: onPath('kubens'),
    // By the second name it is a plugin of kubectl.
    kubelogin: onPath('kubelogin') ?? onPath('kubectl-oidc_login'),
  }
}

/** Who was not there to be compared with. */
export function absent(peers: Peers): string {
  const missing = Object.entries(peers).flatMap(([name, path]) => (path === undefined ? [name] : []))
  return missing.length === 0 ? 'nobody was missing' : `not on PATH, so not compared: ${missing.join(', ')}`
}

/** How each calls itself: `kubectl v1.35.0`. */
export function versions({ kubectl: control, ...others }: Peers): string[] {
  const found = Object.entries(others).flatMap(([name, path]) =>
    path === undefined ? [] : [`${name} ${versionIn(path, ['--version'])}`],
  )
  return control === undefined ? found : [`kubectl ${versionIn(control, ['version', '--client'])}`, ...found]
}

function versionIn(program: string, argv: string[]): string {
  const { stdout } = spawnSync(program, argv, { encoding: 'utf8' })
  return /\d+\.\d+\.\d+\S*/u.exec(stdout)?.[0] ?? 'of a version that it does not tell'
}

function onPath(name: string): string | undefined {
  return findOnPath(process, name)
}
