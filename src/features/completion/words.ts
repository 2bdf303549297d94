import type { ValueSource } from '../../command.ts'

/** What a value may be: what a source has, or some words; undefined where nothing can be said. */
export type Offer = ValueSource | readonly string[] | undefined

/** One option as a command line may hold it. All of this is plain data: the executable has it ready-made as JSON. */
export type OptionWords = {
  /** Without the hyphens. */
  name: string
  short?: string
  text: string
  /** `after-equals`: the value may be left out, and stands after `=` only. */
  takes: 'nothing' | 'value' | 'after-equals'
  offer?: Offer
  repeatable?: true
  /** What `--no-NAME` does. */
  negated?: string
}

/** A command, or several under a common word. */
export type CommandWords = {
  name: string
  text: string
  commands?: readonly CommandWords[]
  options: readonly OptionWords[]
  /** One offer for each argument; the last one counts for all further ones where `rest` is true. */
  arguments: readonly (Offer | null)[]
  rest: boolean
  /** Formats of `-o`. */
  formats: readonly string[]
}

export type Named = { name: string; text: string }

/** All words that icc is made of. Each part is fetched when it is needed. */
export type Words = {
  commands(): Promise<readonly CommandWords[]>
  /** Options that every command takes. */
  globals(): Promise<readonly OptionWords[]>
  /** Help topics that are not commands. */
  topics(): Promise<readonly Named[]>
  rules(): Promise<readonly Named[]>
  /** The kinds of `icc scaffold`: those of icc, of the user and of the project. */
  kinds(): Promise<readonly Named[]>
  /** `icc scaffold KIND`; undefined where there is no such kind. */
  kind(name: string): Promise<CommandWords | undefined>
  /** Minor versions of Kubernetes whose fields icc knows, the newest first. */
  kubeVersions(): Promise<readonly string[]>
}
