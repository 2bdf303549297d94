import type { Context, Identity, Kube, KubeTarget, ResourceRule } from '../context.ts'
import { IccError, SIGN_IN } from '../errors.ts'
import { oneLine } from '../output.ts'
import {
  describeFailure,
  HttpFailure,
  parseJson,
  request,
  trustedCertificates,
  type HttpContext,
  type HttpTls,
} from './http.ts'
import { resolveCredential, type Resolved } from './kube-credential.ts'

type KubeContext = HttpContext & Pick<Context, 'signal'>

type Answer = { status: number; body: unknown }

/** Asks one API server: `POST` where a body is given, else `GET`. Throws what every question may throw. */
type Ask = (path: string, body?: object) => Promise<Answer>

/**
 * The cluster behind a kubeconfig context. Five requests of the Kubernetes API over plain https: the official client
 * costs 100 ms to load, three times what kubectl needs for the whole answer.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export async function createKube(target: KubeTarget, ctx: KubeContext): Promise<Kube> {
  const ask = await connect(target, ctx)
  return {
    async whoAmI() {
      const answer = await ask('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      })
      return answer.status === 404 ? 'not-served' : toIdentity(target, expected(target, answer))
    },
    async canI({ namespace, verb, group, resource }) {
      const answer = await ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { namespace, verb, group, resource } },
      })
      const allowed = member(member(expected(target, answer), 'status'), 'allowed')
      if (typeof allowed !== 'boolean') throw unreadable(target, 'Its answer does not say what was asked.')
      return allowed
    },
    async rules(namespace) {
      const answer = await ask('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectRulesReview',
        spec: { namespace },
      })
      const status = member(expected(target, answer), 'status')
      const rules = list(member(status, 'resourceRules')).map(toRule)
      return { rules, incomplete: member(status, 'incomplete') === true }
    },
    async getNamespace(name) {
      const answer = await ask(`/api/v1/namespaces/${encodeURIComponent(name)}`)
      if (answer.status === 403) return 'forbidden'
      if (answer.status === 404) return 'missing'
      expected(target, answer)
      return 'found'
    },
    listNamespaces: () => listNamespaces(target, ask),
  }
}

/** In pages of 500, names only. @see https://kubernetes.io/docs/reference/using-api/api-concepts/ (chunks) */
async function listNamespaces(target: KubeTarget, ask: Ask): Promise<string[] | 'forbidden'> {
  const names: string[] = []
  const seen = new Set<string>()
  let next = ''
  do {
    if (seen.has(next)) throw unreadable(target, 'Its list of namespaces has no end.')
    seen.add(next)
    const answer = await ask(
      `/api/v1/namespaces?limit=500${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`,
    )
    if (answer.status === 403) return 'forbidden'
    const page = expected(target, answer)
    names.push(...list(member(page, 'items')).map((item) => text(member(member(item, 'metadata'), 'name'))))
    next = text(member(member(page, 'metadata'), 'continue'))
  } while (next !== '')
  return names
}

async function connect(target: KubeTarget, ctx: KubeContext): Promise<Ask> {
  const credential = await resolveCredential(target.credential, ctx)
  const tls = tlsOf(target, credential)
  return async (path, body) => {
    const url = URL.parse(target.server.replace(/\/+$/u, '') + path)
    if (!url) throw unreadable(target, 'Its address in the kubeconfig is not a URL.')
    const answer = await request(ctx, {
      url,
      method: body === undefined ? 'GET' : 'POST',
      headers: headersOf(credential, body !== undefined),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(target.proxyUrl === undefined ? {} : { proxyUrl: target.proxyUrl }),
      tls,
      signal: ctx.signal,
    }).catch((error: unknown) => {
      throw error instanceof HttpFailure ? noAnswer(error) : error
    })
    if (answer.status === 401 || (answer.status === 403 && isAnonymous(target))) {
      throw new IccError('token-rejected', rejected(target), SIGN_IN)
    }
    return { status: answer.status, body: parseJson(answer.body) }
  }
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

function headersOf(credential: Resolved, hasBody: boolean): Record<string, string> {
  return {
    accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
    ...(credential.authorization === undefined ? {} : { authorization: credential.authorization }),
    ...(hasBody ? { 'content-type': 'application/json', accept: 'application/json' } : {}),
  }
}

function noAnswer(failure: HttpFailure): IccError {
  if (failure.kind === 'untrusted') {
    return new IccError(
      'api-untrusted',
      `The cluster's API server is not who it claims to be: ${describeFailure(failure)}`,
      {
        hint: 'kubectl config view --minify (certificate-authority), then ask your campus',
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

/** The parsed body of a success; anything else is told with the server's own message. */
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
    hint: 'kubectl config view --minify (server)',
  })
}

function toIdentity(target: KubeTarget, review: unknown): Identity {
  const user = member(member(review, 'status'), 'userInfo')
  const uid = text(member(user, 'uid'))
  const username = text(member(user, 'username'))
  if (username === '') throw unreadable(target, 'Its answer does not say what was asked.')
  return {
    username,
    uid: uid === '' ? undefined : uid,
    groups: list(member(user, 'groups')).map(text),
  }
}

function toRule(rule: unknown): ResourceRule {
  const names = (key: string) => list(member(rule, key)).map(text)
  return {
    verbs: names('verbs'),
    apiGroups: names('apiGroups'),
    resources: names('resources'),
    resourceNames: names('resourceNames'),
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
