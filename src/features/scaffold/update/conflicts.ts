import { diffWithoutSecrets } from '../../manifests/unified-diff.ts'
import type { Conflict } from './merge.ts'

/** Conflicts for people: where in the file, and what stands there by hand, in the old template and in the new one. */
export function shownConflicts(file: string, conflicts: readonly Conflict[], secrets: readonly string[]): string {
  const places = conflicts.map(({ line, mine, base, now }) =>
    [
      `${file}:${line}: changed by hand and in the template`,
      ...side('by hand   ', mine),
      ...side('before    ', base),
      ...side('now       ', now),
    ].join('\n'),
  )
  return diffWithoutSecrets(places.join('\n'), secrets)
}

function side(title: string, text: string): string[] {
  if (text === '') return [`  ${title}| (nothing)`]
  return text.split('\n').map((line, index) => `  ${index === 0 ? title : ' '.repeat(title.length)}| ${line}`)
}
