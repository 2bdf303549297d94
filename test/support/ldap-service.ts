import { readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import type { Context } from '../../src/context.ts'
import type { Given } from './run-icc.ts'
import type { User } from './scripted-idp-run.ts'
import { noteSecrets } from './secret-watch.ts'
import { tlsServerForTest } from './tls-server.ts'

/** A password as people have them: umlauts, a colon, a space. */
export const PASSWORD = 'Käse:und Brot 4711'

export type LdapService = {
  /** Of the endpoint. */
  url: string
  ca: string
  /** Who asked, oldest first: method and path, name, password. */
  asked: { call: string; username: string; password: string }[]
}

/** What the service answers to the right credentials; `token` makes what it usually gives. */
export type LdapAnswer = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>

/**
 * A sign-in service such as kubernetes-ldap over https: GET with HTTP Basic credentials, 401 in plain text for wrong
 * ones, else `answer`.
 */
export async function ldapServiceForTest(answer: LdapAnswer): Promise<LdapService> {
  noteSecrets({ token: PASSWORD })
  const asked: LdapService['asked'] = []
  const { port, ca } = await tlsServerForTest((request, response) => {
    const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ')
    const [username = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
    const password = rest.join(':')
    asked.push({ call: `${request.method} ${request.url}`, username, password })
    if (scheme === 'Basic' && username === 'infw001' && password === PASSWORD) void answer(response, request)
    else response.writeHead(401, { 'content-type': 'text/plain; charset=utf-8' }).end('Unauthorized\n')
  })
  return { url: `https://127.0.0.1:${port}/ldapAuth`, ca, asked }
}

/** Answers with a token as the service does. */
export function token(text: string): LdapAnswer {
  return (response) => void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

/** The profile haw-icc as its generation of 2019 was, with the endpoint of a test. */
export function campusOf2019(
  user: User,
  { url, ca }: Pick<LdapService, 'url' | 'ca'>,
  api: { server?: string; ca?: string } = {},
): void {
  const shipped = readFileSync(join(import.meta.dirname, '..', '..', 'sites', 'haw-icc.yaml'), 'utf8')
  const { title, network, generations } = parse(shipped)
  const { login } = generations['2019']
  const profile = {
    ...generations['2019'],
    id: 'haw-icc',
    title,
    network,
    login: { ...login, ldapBasic: { ...login.ldapBasic, url, ca } },
    api,
  }
  writeFileSync(join(user.home.folder, 'config', 'sites', 'haw-icc.yaml'), stringify(profile))
}

/** A terminal on which these passwords are typed one after the other, and this name. `questions` is what was asked. */
export function typing(passwords: readonly string[], username?: string, agrees?: boolean) {
  const questions: string[] = []
  const left = [...passwords]
  const answer = <T>(question: string, value: T | undefined): Promise<T> => {
    questions.push(question)
    if (value === undefined) throw new Error(`this question was not expected: ${question}`)
    return Promise.resolve(value)
  }
  const prompt: Partial<Awaited<ReturnType<Context['prompt']>>> = {
    secret: (question) => answer(question, left.shift()),
    text: (question) => answer(question, username),
    confirm: (question) => answer(question, agrees),
  }
  const given: Given = {
    terminal: { interactive: true, stdout: true, columns: 400 },
    prompt: async () => prompt as Awaited<ReturnType<Context['prompt']>>,
  }
  return { given, questions }
}
