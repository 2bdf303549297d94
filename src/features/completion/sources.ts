import type { PartialCall } from './call.ts'
import type { Named, Words } from './words.ts'
import type { ValueSource } from '../../command.ts'

export type Name = { name: string; text?: string | undefined }

/** Names that are not of icc's making but of this computer: what its files say, and nothing that a server would. */
export type LocalNames = {
  sites(): Promise<readonly Name[]>
  contexts(): Promise<readonly Name[]>
  /** Those known of a context, the current one if none is named. */
  namespaces(context: string | undefined): Promise<readonly Name[]>
  /** Of a site, the one in use if none is named. */
  pages(site: string | undefined): Promise<readonly Name[]>
}

/** The names that a source has now. */
export async function namesFrom(
  { words, local, call }: { words: Words; local: LocalNames; call: PartialCall },
  source: Exclude<ValueSource, 'file'>,
): Promise<readonly Name[]> {
  switch (source) {
    case 'site':
      return local.sites()
    case 'context':
    case 'renaming':
      return local.contexts()
    case 'namespace':
      return local.namespaces(call.given.get('context')?.at(-1))
    case 'rule':
    case 'rules':
      return words.rules()
    case 'kind':
      return words.kinds()
    case 'input':
      return inputs(words, call)
    case 'format':
      return ['human', 'json', ...(call.command?.formats ?? [])].map((name) => ({ name }))
    case 'kube-version':
      return (await words.kubeVersions()).map((name) => ({ name }))
    case 'time-zone':
      return Intl.supportedValuesOf('timeZone').map((name) => ({ name }))
    case 'page':
      return local.pages(call.given.get('site')?.at(-1))
    case 'topic':
      return topics(words)
  }
}

/** The options of the kind that `icc scaffold` itself does not have. */
async function inputs(words: Words, call: PartialCall): Promise<Name[]> {
  const own = (await words.commands()).find(({ name }) => name === 'scaffold')?.options ?? []
  const known = new Set(own.map(({ name }) => name))
  const found = (call.command?.options ?? []).filter(({ name }) => !known.has(name))
  return found.map(({ name, text }) => ({ name: `${name}=`, text }))
}

async function topics(words: Words): Promise<readonly Named[]> {
  return [...(await words.commands()), ...(await words.topics())]
}
