import type { Assets } from './context.ts'

/** A help topic: its name, and what it is about in a few words. */
export type HelpTopic = { name: string; title: string }

const FOLDER = 'help'

/** The topics about icc itself come first. */
const FIRST = ['exit-codes', 'environment', 'files']

/** The topics that are not commands: a text each in `help/`, whose first line is its title. */
export function helpTopics(assets: Assets): HelpTopic[] {
  const names = assets.list(FOLDER).map((file) => file.replace(/\.txt$/u, ''))
  const others = names.filter((name) => !FIRST.includes(name))
  return [...FIRST, ...others].map((name) => {
    const [title = ''] = assets.read(pathOf(name)).split('\n')
    return { name, title: title.replace(/:$/u, '') }
  })
}

/** The text of a help topic; undefined for other names. */
export function helpTopic(assets: Assets, name: string): string | undefined {
  const isThere = assets.list(FOLDER).includes(`${name}.txt`)
  return isThere ? assets.read(pathOf(name)).trimEnd() : undefined
}

function pathOf(name: string): string {
  return `${FOLDER}/${name}.txt`
}
