import type { Http, HttpQuestion, HttpReply } from '../context.ts'
import { IccError } from '../errors.ts'
import { oneLine } from '../output.ts'
import {
  describeFailure,
  HttpFailure,
  request,
  trustedCertificates,
  type HttpAnswer,
  type HttpContext,
} from './http.ts'

/** Requests with the system's and a site's certificates, through the user's proxy, within the usual limits. */
export function createHttp(ctx: HttpContext): Http {
  return {
    async send({ url: address, method, headers = {}, body, ca, signal }: HttpQuestion): Promise<HttpReply> {
      const url = secureUrl(address)
      const answer = await request(ctx, {
        url,
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { body }),
        tls: { ca: trustedCertificates(ca) },
        signal,
      }).catch((error: unknown) => {
        throw error instanceof HttpFailure ? translate(error) : error
      })
      return { status: answer.status, headers: headersOf(answer), body: answer.body }
    },
  }
}

/** Nothing secret may stand in an address: proxies and logs on the way keep those. */
function secureUrl(address: string): URL {
  const url = URL.parse(address)
  if (url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '') return url
  const shown = url === null ? oneLine(address) : `${url.protocol}//${url.host}`
  throw new IccError('server-not-https', `${shown} is no plain https address. Nothing was sent.`, {
    hint: 'correct the address in the profile: icc site show',
  })
}

function headersOf({ headers }: HttpAnswer): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return Object.fromEntries(pairs)
}

function translate(failure: HttpFailure): IccError {
  const message = `${describeFailure(failure)} Nothing was changed.`
  switch (failure.kind) {
    case 'untrusted':
      return new IccError('server-untrusted', message, {
        hint: 'if your campus has a certificate authority of its own, the profile or NODE_EXTRA_CA_CERTS must name it: icc site show',
        cause: failure,
      })
    case 'too-large':
    case 'not-http':
    case 'compressed':
      return new IccError('server-invalid-answer', message, {
        hint: 'ask your campus whether the address in the profile is right: icc site show',
        cause: failure,
      })
    case 'unreachable':
    case 'timeout':
    case 'not-https':
      return new IccError('server-unreachable', message, {
        hint: 'check your network or VPN, then try again',
        cause: failure,
      })
  }
}
