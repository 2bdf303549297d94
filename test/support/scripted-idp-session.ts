import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { scriptedIdpForTest, tokens, type Script, type ScriptedIdp } from './scripted-idp.ts'
import { userOf, type User } from './scripted-idp-run.ts'

/**
 * Signed in with a token that must not be handed out any more; those that renew it are over after two seconds. The first
 * one lives longer, as the API server is asked with it: a busy machine may take its time for that.
 */
export async function shortSession(script: Script = {}): Promise<{ idp: ScriptedIdp; user: User }> {
  const idp = await scriptedIdpForTest({
    token: [tokens({ seconds: 3600 }), tokens({ seconds: 2 })],
    ...script,
  })
  const user = await userOf(idp)
  const ran = await user.icc(['login', '--credential', 'exec'])
  expect(ran).toEqual({ ...ran, exitCode: 0 })
  expire(user)
  return { idp, user }
}

/** Makes the cached token one that must not be handed out any more. */
export function expire(user: User): void {
  const path = join(user.home.folder, 'state/tokens/playground.json')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), usableUntil: 1 }))
}

/** Puts the end of the session into the past. */
export function endSession(user: User): void {
  const session = join(user.home.folder, 'state/sessions/playground.json')
  writeFileSync(
    session,
    JSON.stringify({ ...JSON.parse(readFileSync(session, 'utf8')), endsAt: '2020-01-01T00:00:00Z' }),
  )
  const cache = join(user.home.folder, 'state/tokens/playground.json')
  const cached = statSync(cache, { throwIfNoEntry: false }) && JSON.parse(readFileSync(cache, 'utf8'))
  if (cached) writeFileSync(cache, JSON.stringify({ ...cached, sessionEnds: 1 }))
}

export function refreshes(idp: ScriptedIdp): (string | null)[] {
  const asked = idp.seen('token').map(({ form }) => form)
  return asked.filter((form) => form.get('grant_type') === 'refresh_token').map((form) => form.get('refresh_token'))
}

export function claimsOf(credential: string): Record<string, unknown> {
  const [, payload = ''] = JSON.parse(credential).status.token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}
