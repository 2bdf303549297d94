import type { Context, KubeTarget } from '../context.ts'
import { IccError, SIGN_IN } from '../errors.ts'
import { oneLine } from '../output.ts'
import {
  describeFailure,
  HttpFailure,
  request,
  trustedCertificates,
  type HttpConnections,
  type HttpContext,
  type HttpTls,
} from './http.ts'
import { resolveCredential, type Resolved } from './kube-credential.ts'
import { member, parseJson, text } from '../unknown-json.ts'
import { readWarnings } from './kube-warnings.ts'

export type KubeContext = HttpContext & Pick<Context, 'signal'>

/** `body` is the parsed JSON; `warnings` those of the API server itself. */
export type Answer = { status: number; body: unknown; warnings: string[] }

/** What is asked of an API server; JSON is wanted back, and sent where nothing else is said. */
export type Question = {
  method?: string
  /** With its query. */
  path: string
  body?: object
  contentType?: string
  accept?: string
}

/** Asks one API server as one user. */
export type Connection = {
  /** @throws `token-rejected` (exit 4), `api-unreachable`, `api-untrusted` (exit 1); other statuses are an answer */
  ask: (question: Question) => Promise<Answer>
  /**
   * The parsed body of a success; anything else is told with the server's own message.
   *
   * @throws `api-forbidden`, `api-invalid-answer` (exit 1)
   */
  expected: (answer: Answer) => unknown
  /** `api-invalid-answer`: the server does not behave as one of Kubernetes. */
  unreadable: (detail: string) => IccError
}

/** @throws `credential-plugin-failed` (exit 1) */
export async function connect(target: KubeTarget, ctx: KubeContext): Promise<Connection> {
  const credential = await resolveCredential(target, ctx)
  const tls = tlsOf(target, credential)
  const connections: HttpConnections = {}
  return {
    expected: (answer) => expected(target, answer),
    unreadable: (detail) => unreadable(target, detail),
    async ask({ method, path, body, contentType = 'application/json', accept = 'application/json' }) {
      const url = URL.parse(target.server.replace(/\/+$/u, '') + path)
      if (!url) throw unreadable(target, 'Its address in the kubeconfig is not a URL.')
      const answer = await request(ctx, {
        url,
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          accept,
          ...(credential.authorization === undefined ? {} : { authorization: credential.authorization }),
          ...(body === undefined ? {} : { 'content-type': contentType }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(target.proxyUrl === undefined ? {} : { proxyUrl: target.proxyUrl }),
        tls,
        connections,
        signal: ctx.signal,
      }).catch((error: unknown) => {
        throw error instanceof HttpFailure ? noAnswer(error) : error
      })
      if (answer.status === 401 || (answer.status === 403 && isAnonymous(target))) {
        throw new IccError('token-rejected', rejected(target), SIGN_IN)
      }
      const { warning } = answer.headers
      return { status: answer.status, body: parseJson(answer.body), warnings: readWarnings(warning) }
    },
  }
}

/** One object and a list of them go by different names: a server that is asked for the wrong one answers 406. */
export function metadataAs(form: 'PartialObjectMetadata' | 'PartialObjectMetadataList'): string {
  return `application/json;as=${form};g=meta.k8s.io;v=v1,application/json`
}

/** True for an error of `ask` that says that a single answer took too long. */
export function isTimeout(error: unknown): boolean {
  return error instanceof IccError && error.cause instanceof HttpFailure && error.cause.kind === 'timeout'
}

function tlsOf(target: KubeTarget, credential: Resolved): HttpTls {
  const tls: HttpTls = { ca: target.ca === undefined ? trustedCertificates(undefined) : [target.ca] }
  if (credential.certificate !== undefined) tls.cert = credential.certificate
  if (credential.key !== undefined) tls.key = credential.key
  if (target.tlsServerName !== undefined) tls.servername = target.tlsServerName
  // Only where the user's own kubeconfig says so, as kubectl does.
  if (target.insecureSkipTlsVerify) tls.rejectUnauthorized = false
  return tls
}

function noAnswer(failure: HttpFailure): IccError {
  if (failure.kind === 'untrusted') {
    return new IccError(
      'api-untrusted',
      `The cluster's API server is not who it claims to be: ${describeFailure(failure)}`,
      {
        hint: 'ask your campus whether certificate-authority is right: kubectl config view --minify',
        cause: failure,
      },
    )
  }
  return new IccError('api-unreachable', `The cluster's API server ${describeFailure(failure)}`, {
    hint: 'check your network or VPN, then try again',
    cause: failure,
  })
}

/** API servers ignore passwords since Kubernetes 1.19, so such a request counts as anonymous and is forbidden. */
function isAnonymous({ credential }: KubeTarget): boolean {
  return credential.kind === 'none' || credential.kind === 'basic'
}

function rejected(target: KubeTarget): string {
  return isAnonymous(target)
    ? 'The cluster wants to know who you are, and this context names no credential that it takes.'
    : 'The cluster does not accept your sign-in any more.'
}

function expected(target: KubeTarget, answer: Answer): unknown {
  if (answer.status >= 200 && answer.status < 300 && typeof answer.body === 'object' && answer.body !== null)
    return answer.body
  const reason = text(member(answer.body, 'message'))
  if (answer.status === 403) {
    throw new IccError('api-forbidden', `The cluster refuses this: ${oneLine(reason).slice(0, 300)}`, {
      hint: 'icc whoami',
    })
  }
  throw unreadable(
    target,
    `It answered HTTP ${answer.status}${reason === '' ? '' : `: ${oneLine(reason).slice(0, 300)}`}.`,
  )
}

function unreadable(target: KubeTarget, detail: string): IccError {
  const host = URL.parse(target.server)?.host ?? oneLine(target.server)
  return new IccError('api-invalid-answer', `${host} does not behave as a Kubernetes API server. ${detail}`, {
    hint: 'is that the right server? kubectl config view --minify',
  })
}
