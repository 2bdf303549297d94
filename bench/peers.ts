import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { kubectl } from '../tools/kubectl.ts'

/** Other tools by the name that they go by here; undefined where there is none. */
export type Peers = { kubectl: string | undefined; kubectx: string | undefined; kubens: string | undefined }

/** kubectl as the tests find it, the others on PATH. */
export async function findPeers(): Promise<Peers> {
  return { kubectl: await kubectl(), kubectx: onPath('kubectx'), kubens: onPath('kubens') }
}

/** A line on who was not there to be compared with. */
export function absent({ kubectl: control, kubectx, kubens }: Peers): string {
  const peers = Object.entries({ kubectl: control, kubectx, kubens })
  const missing = peers.flatMap(([name, path]) => (path === undefined ? [name] : []))
  return missing.length === 0 ? 'All peers were there.' : `Not compared, because not on PATH: ${missing.join(', ')}.`
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not for us.
    return false
  }
}
