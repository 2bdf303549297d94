import { SHELL_FILE } from '../../kubeconfig/files.ts'
import { allEntries } from '../../kubeconfig/merged-entries.ts'
import { enumerate, ok, skipped, warning, type Check } from '../check.ts'

/** No entry is hidden by one of the same name in an earlier file. */
export const kubeconfigNames: Check = {
  id: 'kubeconfig-names',
  async run({ ctx, files: load }) {
    // The file of a shell of icc ctx --shell is there to hide an entry.
    const files = (await load()).filter(({ path }) => path !== ctx.env[SHELL_FILE])
    if (files.filter(({ stats }) => stats !== undefined).length < 2) return skipped('there is one file only')
    const placed = [
      ...files.flatMap(({ path, model }) =>
        [...model.contexts.keys()].map((name) => ({ of: 'context', name, file: path })),
      ),
      ...allEntries(files, 'clusters').map(({ name, file }) => ({ of: 'cluster', name, file })),
      ...allEntries(files, 'users').map(({ name, file }) => ({ of: 'user', name, file })),
    ]
    const first = new Map<string, string>()
    const hidden: string[] = []
    for (const { of, name, file } of placed) {
      const winner = first.get(`${of} ${name}`)
      if (winner === undefined) first.set(`${of} ${name}`, file)
      else hidden.push(`the ${of} "${name}" of ${file} (that of ${winner} counts)`)
    }
    if (hidden.length === 0) return ok('each name stands once')
    return warning(`hidden: ${enumerate(hidden)}`, 'give one of them another name, such as: icc ctx NEW=OLD')
  },
}
