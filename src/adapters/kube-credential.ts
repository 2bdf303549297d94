import { execFile } from 'node:child_process'
import type { Context, KubeExec, KubeTarget } from '../context.ts'
import { IccError, systemCode } from '../errors.ts'
import { oneLine } from '../output.ts'
import { member, members, parseJson } from '../unknown-json.ts'

/** What a request to the API server carries: a header, or a certificate for the TLS handshake. */
export type Resolved = { authorization?: string; certificate?: string; key?: string }

/** Milliseconds that an exec plugin may take; one that asks its user something on a terminal never ends here. */
const PLUGIN_LIMIT = 30_000

/**
 * Turns the credential of a kubeconfig user into what a request needs; runs exec plugins as kubectl does, but not to sign
 * somebody in: what one of them says meanwhile is not shown.
 *
 * @param limit milliseconds that a plugin may take
 * @throws `credential-plugin-failed` (exit 1)
 */
export async function resolveCredential(
  target: KubeTarget,
  ctx: Pick<Context, 'env' | 'signal'>,
  limit = PLUGIN_LIMIT,
): Promise<Resolved> {
  const { credential } = target
  switch (credential.kind) {
    case 'none':
      return {}
    case 'token':
      return { authorization: `Bearer ${credential.token}` }
    case 'basic':
      return { authorization: `Basic ${base64(`${credential.username}:${credential.password}`)}` }
    case 'certificate':
      return { certificate: credential.certificate, key: credential.key }
    case 'exec':
      return readPluginAnswer(credential.exec, await runPlugin(credential.exec, target, ctx, limit))
  }
}

function runPlugin(
  exec: KubeExec,
  target: KubeTarget,
  ctx: Pick<Context, 'env' | 'signal'>,
  limit: number,
): Promise<string> {
  const own = Object.fromEntries(exec.env.map(({ name, value }) => [name, value]))
  const spec = { interactive: false, ...(exec.provideClusterInfo && { cluster: clusterInfo(target) }) }
  const info = { apiVersion: exec.apiVersion, kind: 'ExecCredential', spec }
  const env = { ...ctx.env, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(info) }
  return new Promise((resolve, reject) => {
    const options = { env, signal: ctx.signal, timeout: limit, maxBuffer: 1024 * 1024, windowsHide: true }
    execFile(exec.command, exec.args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      if (error.killed && !ctx.signal.aborted) return reject(waiting(exec, limit, error))
      // The last line is what such programs say about the failure; the whole might hold more than the user should see.
      const said = oneLine(stderr.trim().split('\n').at(-1) ?? '').slice(0, 200)
      const why = systemCode(error) === 'ENOENT' ? 'it is not installed' : said || 'it ended with an error'
      return reject(failed(exec, why, error))
    })
  })
}

/** @see https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ (Cluster); its `config` is left out */
function clusterInfo({ server, ca, tlsServerName, insecureSkipTlsVerify, proxyUrl }: KubeTarget): object {
  return {
    server,
    'tls-server-name': tlsServerName,
    'insecure-skip-tls-verify': insecureSkipTlsVerify || undefined,
    'certificate-authority-data': ca && base64(ca),
    'proxy-url': proxyUrl,
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function readPluginAnswer(exec: KubeExec, answer: string): Resolved {
  // What is no JSON is not quoted: it may be half a token.
  const {
    token,
    clientCertificateData: certificate,
    clientKeyData: key,
  } = members(member(parseJson(answer), 'status'))
  if (typeof token === 'string') return { authorization: `Bearer ${token}` }
  if (typeof certificate === 'string' && typeof key === 'string') return { certificate, key }
  throw failed(exec, 'it printed no ExecCredential with a token or certificate')
}

/** As kubelogin does without a token: it opens a browser, and waits for minutes. */
function waiting(exec: KubeExec, limit: number, cause: unknown): IccError {
  const program = oneLine(exec.command)
  return new IccError(
    'credential-plugin-failed',
    `The kubeconfig's credential program ${program} did not end within ${limit / 1000} seconds: perhaps it waits for you to sign in.`,
    { hint: 'kubectl auth whoami, where it can ask you; then the same again, or icc login', cause },
  )
}

function failed(exec: KubeExec, why: string, cause?: unknown): IccError {
  return new IccError(
    'credential-plugin-failed',
    `The kubeconfig's credential program ${oneLine(exec.command)} failed: ${why}.`,
    {
      hint: 'kubectl config view --minify (users: exec)',
      cause,
    },
  )
}
