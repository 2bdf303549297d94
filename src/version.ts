import about from '../package.json' with { type: 'json' }
import { commit } from './program-files.ts'

/** What `icc --version` prints: the version, the commit that the executable was made of, and the runtime. */
export function versionText(): string {
  return `icc ${about.version} (${commit() ?? 'from source'}, Node.js ${process.versions.node})`
}
