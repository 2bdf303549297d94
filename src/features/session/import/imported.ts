import type { KubeCredential } from '../../../context.ts'
import type { LoginCredential } from '../../kubeconfig/login-entries.ts'
import type { Place } from '../login-write.ts'

/** Which way an imported credential came, and how that is told. */
export type ImportOrigin = {
  method: ImportingMethod
  /** What holds it, within a sentence: `the file`. */
  called: string
  /** What to do for a good one. */
  again: string
  /** True where what is called so is the credential itself. */
  isCredential?: boolean
  /** True where it is known that the credential never says its end: then the site's session length is no surprise. */
  endIsSilent?: boolean
}

/** The ways to sign in that hand over a credential as it is: nothing is left with which icc could renew it. */
export type ImportingMethod = 'kubeconfig' | 'token' | 'ldap-basic' | 'ssh-renew'

/** What an imported kubeconfig says, judged and ready to be merged. */
export type Imported = {
  origin: ImportOrigin
  /** The file, absolute; undefined for standard input. */
  path: string | undefined
  place: Place
  /** What is written; `asked` is the same as the API is asked with it. */
  credential: LoginCredential
  asked: KubeCredential
  /** The command line that kubectl runs for the credential, if it runs one. */
  runs: string | undefined
  /** When the credential ends, in milliseconds since the epoch; undefined where it does not say. */
  endsAt: number | undefined
  /** Known again without keeping it: `sha256:` and 64 hexadecimal digits. */
  fingerprint: string
  /** What a token says about its user; unverified, the cluster decides. */
  claims: Readonly<Record<string, unknown>>
  /** Who it is by more than a token's own word: name (CN) and groups (O) of a client certificate, the name with a password. */
  certified: { username: string; groups: string[] } | undefined
  /** What the file calls its user, and the namespace of its context. */
  userName: string
  namespace: string | undefined
  /**
   * Where the sign-in made tokens at the campus: takes back those that are of no use once it is over. `isInUse` tells
   * whether the credential was written. Never throws what is expected.
   */
  settle?: (isInUse: boolean) => Promise<void>
}
