import type { Kube, KubeTarget } from './kube-port.ts'
import type { Output } from './output.ts'
import type { Probe } from './probe-port.ts'
import type { Http, Loopback, Oidc, OidcSettings } from './sign-in-port.ts'

export type * from './kube-port.ts'
export type * from './probe-port.ts'
export type * from './sign-in-port.ts'

/**
 * Everything a command may touch outside its own arguments. Features take a `Pick` of it, so that their signature says
 * what they can reach. Costly members are functions: nothing is loaded before it is used.
 */
export type Context = {
  /** Environment variables. */
  env: Readonly<Record<string, string | undefined>>
  /** The folder icc was started in, absolute. */
  cwd: string
  /** `process.platform`: paths and file modes differ on `win32`. */
  platform: NodeJS.Platform
  /** The user's home folder, absolute; throws `no-home` (exit 1) where the system names none. */
  homeDir(): string
  /** Where settings and the user's own profiles are: `$ICC_CONFIG_DIR`, else `icc` in the system's config folder. */
  configDir(): string
  /** What holds for all users of this machine: `/etc/icc`, `%ProgramData%\\icc`; undefined where there is no such place. */
  systemDir(): string | undefined
  /** Where sessions, caches and memory are: `$ICC_STATE_DIR`, else `icc` in the system's state folder. */
  stateDir(): string
  /** The value of `--kubeconfig`. */
  kubeconfigFlag: string | undefined
  /** The value of `--site`. */
  siteFlag: string | undefined
  terminal: Terminal
  clock: Clock
  /** A number in [0, 1), for jitter only: nothing secret may be made from it. */
  random(): number
  /** Aborted when the user wants the command to end (Ctrl-C, SIGTERM). */
  signal: AbortSignal
  output: Output
  assets: Assets
  /** The command line that starts this very icc again, for the kubeconfig's exec entry. */
  launcher(): Launcher
  /** All of standard input as text, without a byte order mark. */
  readInput(): Promise<string>
  oidc(settings: OidcSettings): Promise<Oidc>
  http(): Promise<Http>
  loopback(): Promise<Loopback>
  /** @param signal ends the questions asked of it, besides Ctrl-C */
  kube(target: KubeTarget, signal?: AbortSignal): Promise<Kube>
  /** The operating system's keyring. */
  keyring(): Promise<Keyring>
  prompt(): Promise<Prompt>
  browser(): Promise<Browser>
  git(): Promise<Git>
  ssh(): Promise<Ssh>
  shell(): Promise<Shell>
  probe(): Promise<Probe>
}

export type Terminal = {
  /** True if questions may be asked: stdin and stderr are terminals and `--no-input` was not given. */
  interactive: boolean
  /** True if the answer is read by a person: stdout is a terminal. */
  stdout: boolean
  /** Columns of the terminal on stderr; undefined where stderr is none. */
  columns: number | undefined
}

/** Data files that come with icc (`sites/`, `templates/`): from source a folder, in the executable its own content. */
export type Assets = {
  /** The names of the files in a folder (`sites`), sorted. */
  list(folder: string): string[]
  /** The text of one file (`sites/generic.yaml`). */
  read(path: string): string
  /** What the build made of files (`templates/ingress.json`), so that no run does it again; nothing from source. */
  compiled(path: string): string | undefined
}

export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number
  /** Waits; rejects with the signal's reason when that is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export type Launcher = { command: string; args: string[] }

// ---- The machine and the person ------------------------------------------------------------------------------------

/** Secrets by account name. Throws `keyring-unusable` (exit 1) when there is none, it is locked, or it hangs. */
export type Keyring = {
  get(account: string): Promise<string | undefined>
  set(account: string, secret: string): Promise<void>
  /** Deleting what is not there is no error. */
  delete(account: string): Promise<void>
}

export type Choice = { value: string; label: string; hint?: string }

export type TextQuestion = {
  initial?: string
  /** What is wrong with a text; undefined where nothing is. */
  validate?: (text: string) => string | undefined
  /** What may be taken by a key: typing narrows it down. Anything else is accepted too. */
  offers?: readonly string[]
}

/** Questions on a terminal. Each throws `cancelled` (exit 130) on Ctrl-C or Escape. */
export type Prompt = {
  /** A list one can type into to narrow it down. */
  pick(message: string, choices: Choice[], current: string | undefined): Promise<string>
  confirm(message: string, initial: boolean): Promise<boolean>
  /** One line of text; `initial` for none. Where `validate` says what is wrong with it, that is shown and asked again. */
  text(message: string, options?: TextQuestion): Promise<string>
  /** One line of which nothing is ever shown. */
  secret(message: string): Promise<string>
  /** Calls back for each key until closed; Ctrl-C rejects `cancelled`. */
  keys(): KeyWatch
}

export type KeyWatch = {
  /** Resolves with the next key: `enter`, `escape`, or the character. Rejects with `cancelled` on Ctrl-C. */
  next(): Promise<string>
  close(): void
}

export type Browser = {
  /** Why no browser should be opened here (`ssh`, `container`, `no-display`), else undefined. */
  unavailable(): 'ssh' | 'container' | 'no-display' | undefined
  /** Opens the address; false where no opener was found. */
  open(url: string): Promise<boolean>
}

/** The version control of the user's project, for reading only. */
export type Git = {
  /**
   * What files held in the last commit, by their names relative to the folder; those that were not there are left out.
   * Undefined where there is no git, no repository or no commit.
   */
  committed(folder: string, names: readonly string[]): Promise<Map<string, Uint8Array> | undefined>
}

/** The user's own shell, on the terminal that icc was started on. */
export type Shell = {
  /**
   * Returns when the user leaves it, whatever it ends with.
   *
   * @param changes environment variables beside those that icc was given
   * @throws `shell-not-started` (exit 1)
   */
  run(changes: Readonly<Record<string, string>>): Promise<void>
}

/** The user's own ssh: its configuration, keys, agent and known hosts. */
export type Ssh = {
  /**
   * Runs one command on a host and waits for its end. Nothing goes to its standard input.
   *
   * @throws `ssh-missing`, `ssh-unreachable`, `ssh-lost`, `ssh-denied`, `ssh-host-key-changed`, `ssh-host-key-unknown`,
   * `ssh-failed` (exit 1); the signal's reason when that is aborted
   */
  run(command: SshCommand): Promise<SshAnswer>
  /** What one would type for the same connection: `ssh waa123@access.example.edu`. */
  typed(destination: SshDestination): string
}

export type SshDestination = {
  host: string
  /** Undefined: as the user's configuration says, as with the name. */
  port: number | undefined
  user: string | undefined
  /** A host that leads to it. */
  jumpHost: string | undefined
}

export type SshCommand = SshDestination & {
  /** For the login shell of the user there. */
  command: string
  /** Whether ssh may ask on the terminal: a passphrase, a password, whether to trust a new host. */
  mayAsk: boolean
  /** One line that ssh, or the login, says besides. */
  onRemark: (line: string) => void
  signal: AbortSignal
}

/** `stdout` is what the command printed there, as UTF-8. */
export type SshAnswer = { exitCode: number; stdout: string }
