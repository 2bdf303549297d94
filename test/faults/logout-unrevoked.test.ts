import { expect, test } from 'vitest'
import { html, json, metadata, oauthError, reset, scriptedIdpForTest, type Step } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

const offersNone: Step = (exchange) =>
  json(metadata(exchange.idp.issuer, { revocation_endpoint: undefined }))(exchange)

test.each<[string, Step | undefined, Step]>([
  ['has trouble', undefined, html(503)],
  ['refuses', undefined, oauthError('unsupported_token_type')],
  ['drops the connection', undefined, reset],
  ['offers no revocation', offersNone, reset],
])('where the provider %s, a sign-out says what still lives and until when', async (_, discovery, revocation) => {
  const idp = await scriptedIdpForTest({ revocation: [revocation] })
  const user = await userOf(idp)
  const { sessionEndsAt } = JSON.parse((await user.icc(['login', '-o', 'json'])).stdout)
  if (discovery) idp.script('discovery', [discovery])
  const ran = await user.icc(['logout', '-o', 'json'])
  expect(JSON.parse(ran.stdout)).toMatchObject({ revoked: false })
  expect(ran).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(`at the identity provider it lives until ${sessionEndsAt} or longer`),
  })
  expect(Object.keys(user.files())).toEqual(['kubeconfig'])
})
