import { createTwoFilesPatch } from 'diff'

/** A key of a kubeconfig whose value nobody may read over the user's shoulder, with its value on the same line. */
const SECRET_KEY =
  /((?:^|[\s{,"'])(?:token|password|client-key-data|client-secret|id-token|refresh-token|access-token|auth-data)["']?\s*:\s*)("[^"]*"|'[^']*'|[^\s,}]+)/giu

/** The password in an address, such as that of a proxy. */
const ADDRESS_PASSWORD = /(:\/\/[^\s/:@]*:)\S*@/gu

/** Long runs of base64 or a token, wherever they stand: continued lines, keys that other programs invented. */
const LONG_RUN = /[\w+/=-]{40,}(?:\.[\w+/=-]+)*/gu

/** The changes of files as one unified diff, line by line, without anything that looks like a secret. */
export function secretFreeDiff(
  changes: readonly { file: string; before: string | undefined; after: string }[],
): string[] {
  return changes.flatMap(({ file, before, after }) => {
    if (before === after) return []
    const patch = createTwoFilesPatch(file, file, before ?? '', after, 'now', 'after the sign-in')
    // Before the two names stands the file's once more, and a rule; a tab behind a name would be lost on a terminal.
    const [from = '', to = '', ...body] = patch.trimEnd().split('\n').slice(2)
    const lines = [...[from, to].map((name) => name.replace('\t', '  ')), ...body]
    return lines.map((line, index) => withoutSecrets(withoutVariable(line, lines[index - 1] ?? '')))
  })
}

/** The value of an environment variable of an exec entry, where the name on the line before says that it is secret. */
function withoutVariable(line: string, before: string): string {
  const isSecret = /\bname["']?:.*(?:token|secret|passw|key|credential)/iu.test(before)
  return isSecret ? line.replace(/(\bvalue["']?:\s*).+/u, '$1[hidden]') : line
}

/** One line of a kubeconfig with its secrets replaced. */
export function withoutSecrets(line: string): string {
  return line.replace(SECRET_KEY, '$1[hidden]').replace(ADDRESS_PASSWORD, '$1[hidden]@').replace(LONG_RUN, '[hidden]')
}
