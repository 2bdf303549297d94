/** A remote of a git repository and the address it is fetched from. */
export type GitRemote = { name: string; url: string }

/**
 * The remotes of a git configuration file, in its order. Of several addresses the first counts: git fetches from it.
 *
 * @see https://git-scm.com/docs/git-config#_syntax
 */
export function readRemotes(config: string): GitRemote[] {
  const remotes = new Map<string, string>()
  let remote: string | undefined
  for (const line of joinContinued(config)) {
    const section = /^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/u.exec(line)
    if (section) {
      const name = section[2]?.replace(/\\(.)/gu, '$1')
      remote = section[1]?.toLowerCase() === 'remote' ? name : undefined
    }
    const rest = section ? line.slice(section[0].length) : line
    const url = /^\s*url\s*=(.*)$/iu.exec(rest)?.[1]
    if (remote !== undefined && url !== undefined && !remotes.has(remote)) remotes.set(remote, toValue(url))
  }
  return [...remotes].map(([name, url]) => ({ name, url }))
}

/** A backslash at the end of a line continues it. */
function joinContinued(config: string): string[] {
  return config.replace(/\\\r?\n/gu, '').split(/\r?\n/u)
}

/** Without quotes, comments and the spaces around; with what a backslash stands for. */
function toValue(written: string): string {
  let value = ''
  let quoted = false
  for (const [part] of written.trim().matchAll(/\\.|./gsu)) {
    if (part === '"') quoted = !quoted
    else if (!quoted && (part === '#' || part === ';')) break
    else value += part.startsWith('\\') ? (ESCAPES[part] ?? part.slice(1)) : part
  }
  return value.trim()
}

const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\b': '\b' }
