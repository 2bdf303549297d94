import type { SshDestination } from '../context.ts'
import { IccError } from '../errors.ts'
import { oneLine } from '../output.ts'

/** What is left of an ssh that ended without the command's exit code. */
export type SshRemains = {
  /** The call, as one would type it. */
  typed: string
  /** What it printed to standard error. */
  remarks: string
  /** Whether the host had begun to answer. */
  ran: boolean
  killedBy: NodeJS.Signals | undefined
}

type Fault = {
  code: string
  pattern: RegExp
  /** The sentence about it; `said` is ssh's own. */
  message: (host: string, said: string) => string
  hint: (destination: SshDestination, typed: string) => string
}

/**
 * ssh has one exit code for all its failures: its messages, which are never translated, are the only way to tell them
 * apart. Lines are looked for as its source has them; the first fault found in this order counts.
 *
 * @see https://github.com/openssh/openssh-portable sshconnect.c, sshconnect2.c, clientloop.c, packet.c
 */
const FAULTS: readonly Fault[] = [
  {
    code: 'ssh-host-key-changed',
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|WARNING: REVOKED HOST KEY/u,
    message: (host) =>
      `${host} shows another host key than the one that your ssh knows: it was set up anew, or somebody poses as it. Nothing was sent, and nothing was changed.`,
    hint: ({ host, port }) =>
      `ask your campus for the fingerprint of ${host}; only if it is the new one: ssh-keygen -R ${port === undefined ? host : `'[${host}]:${port}'`}`,
  },
  {
    code: 'ssh-host-key-unknown',
    pattern: /^Host key verification failed\./u,
    message: (host) => `Your ssh does not know the host key of ${host}, and nobody accepted it. Nothing was changed.`,
    hint: (_destination, typed) => `compare the fingerprint with the one that your campus names: ${typed}`,
  },
  {
    code: 'ssh-denied',
    pattern: /^(?:\S+: )?Permission denied \(|Too many authentication failures|^No more authentication methods/u,
    message: (host, said) => `${host} did not let you in (${said}). Nothing was changed.`,
    hint: (_destination, typed) => `try: ${typed}; if your name there is another one: icc login --username NAME`,
  },
  {
    code: 'ssh-unreachable',
    pattern:
      /Could not resolve hostname|^ssh: connect to host |^Connection (?:closed|reset|timed out|to \S+ timed out)|kex_exchange_identification|banner exchange|^(?:client_loop|packet_write_wait|ssh_packet_write_poll)|closed by remote host|^Timeout, server|^ssh_dispatch_run_fatal/u,
    message: (host, said) => `${host} cannot be reached by ssh (${said}). Nothing was changed.`,
    hint: () => 'check your network or VPN, then try again',
  },
]

/** Why ssh failed; undefined where it does not say that it did. */
export function sshFailure(destination: SshDestination, remains: SshRemains): IccError | undefined {
  const { host } = destination
  const { typed, remarks, ran, killedBy } = remains
  const lines = remarks.split('\n').map((line) => oneLine(line).trim())
  for (const { code, pattern, message, hint } of FAULTS) {
    const said = lines.find((line) => pattern.test(line))
    if (said === undefined) continue
    if (ran) return lost(host, said)
    return new IccError(code, message(host, said), { hint: hint(destination, typed) })
  }
  const last = lines.findLast((line) => line !== '')
  if (killedBy === undefined && last === undefined) return undefined
  const how = killedBy === undefined ? `It says: ${last}` : `It was ended by ${killedBy}.`
  return new IccError('ssh-failed', `ssh to ${host} failed. ${how} Nothing was changed.`, {
    hint: `try: ${typed}`,
  })
}

/** Whoever answered has let the user in: what goes wrong after that is the connection. */
function lost(host: string, said: string): IccError {
  return new IccError('ssh-lost', `The connection to ${host} broke off (${said}). Nothing was changed here.`, {
    hint: 'check your network or VPN, then try again',
  })
}
