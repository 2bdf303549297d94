import type { Call, CommandEntry } from '../command.ts'
import type { Assets } from '../context.ts'
import { wrongCall } from '../errors.ts'
import { nearest } from '../nearest-names.ts'
import { helpTopic, helpTopics } from '../help-topics.ts'
import { oneLine } from '../output.ts'
import { parseCall } from '../program.ts'
import { wrapped } from '../wrapped-text.ts'

/**
 * `icc help TOPIC` and `icc help COMMAND`.
 *
 * @param columns of the terminal that shows it; undefined where none does
 * @throws `usage` (exit 2) with the nearest topic or command
 */
export async function helpText(
  words: readonly string[],
  commands: readonly CommandEntry[],
  { assets, columns }: { assets: Assets; columns: number | undefined },
): Promise<Call | { text: string }> {
  const [word = ''] = words
  const topic = helpTopic(assets, word)
  if (topic !== undefined) return { text: wrapped(topic, columns) }
  if (commands.some(({ name }) => name === word)) {
    return parseCall([...words, '--help'], commands, { version: '', topics: [], columns })
  }
  const names = [...commands, ...helpTopics(assets)].map(({ name }) => name)
  const near = nearest(word, names)
  const instead = near === undefined ? `There is on ${names.join(', ')}.` : `Did you mean ${near}?`
  throw wrongCall(
    `There is no help on "${oneLine(word)}". ${instead}`,
    near === undefined ? 'icc --help' : `icc help ${near}`,
  )
}
