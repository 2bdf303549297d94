// What `icc doctor` asks of hosts and programs: a part of Context, types only.

/** An address that is asked once, without any credential. */
export type ProbeTarget = {
  /** https only. */
  url: URL
  /** PEM certificates to trust: besides the system's, or `alone`, as kubectl does. */
  ca: string | undefined
  alone: boolean
  tlsServerName: string | undefined
  insecureSkipTlsVerify: boolean
  /** A proxy of its own; else `HTTPS_PROXY` and `NO_PROXY` decide. */
  proxyUrl: string | undefined
}

/**
 * What came of it. `drift` is the server's clock minus this computer's in milliseconds, where a `Date` header told it.
 * `message` is a sentence for people. `untrusted`: the certificate does not prove who answers; `code` is the TLS
 * library's, `authority` who vouches for the certificate by its own word.
 */
export type ProbeAnswer =
  | { kind: 'answered'; status: number; body: string; drift: number | undefined }
  | { kind: 'untrusted'; message: string; code: string; authority: string | undefined }
  | { kind: 'unreachable'; message: string }

/** The proxy on the way to an address, without its password; `problem` where none can be used that is named. */
export type ProbeRoute = { proxy: string | undefined } | { problem: string }

/** `status` is undefined where the program could not be started. */
export type ProgramAnswer = { status: number | undefined; stdout: string }

export type Probe = {
  /** Never throws for what a network or a server can do; rejects with the signal's reason when that is aborted. */
  ask(target: ProbeTarget, signal: AbortSignal): Promise<ProbeAnswer>
  /** Why a host takes no connection on a port, as a sentence; undefined where it does. Rejects as `ask` does. */
  connect(host: string, port: number, signal: AbortSignal): Promise<string | undefined>
  /** How `ask` would go; nothing is sent. */
  route(target: Pick<ProbeTarget, 'url' | 'proxyUrl'>): ProbeRoute
  /** Runs a program that needs no input; the signal ends it. */
  run(command: string, args: readonly string[], signal: AbortSignal): Promise<ProgramAnswer>
  /** Why a text is no list of PEM certificates; undefined where it is one. */
  certificatesProblem(pem: string): string | undefined
}
