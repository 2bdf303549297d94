import { need } from '../../sites/need.ts'
import { credentialOfToken } from '../import/import-credential.ts'
import type { ImportOrigin } from '../import/imported.ts'
import { refuseExpired } from '../import/judge-import.ts'
import { placeOf } from '../login-write.ts'
import { askToken, importedToken } from './given-token.ts'
import { signInAtRancher } from './rancher.ts'
import type { SignIn, SignInContext, SignInRequest } from './method.ts'

/**
 * Signs in with a token that the user copied from a page of the site, such as OpenShift's "Copy login command"; at a
 * site with Rancher also with a name and password there. The cluster is asked whose it is before anything is written.
 *
 * @throws `usage`, `token-other-server`, `import-expired` (exit 4), what `signInAtRancher` throws
 */
export async function signInByToken(ctx: SignInContext, request: SignInRequest): Promise<SignIn> {
  const { site } = request
  const { rancher, openshift, notes } = site.profile.login
  if (rancher) return signInAtRancher(ctx, request)
  const server = need(ctx, site, 'api.server')
  const page = openshift?.console ?? site.profile.docs?.['portal']
  const token = await askToken(ctx, request, { page, notes: notes ?? [] }, { program: 'oc', server })
  const again = `get a new token${page === undefined ? '' : ` at ${page}`}, then: icc login --site ${site.id}`
  const origin: ImportOrigin = { method: 'token', called: 'the token', again, isCredential: true }
  const credential = credentialOfToken('What was given', token, again)
  refuseExpired(ctx, 'what was given', credential, again)
  return { kind: 'imported', imported: importedToken(origin, placeOf(site, server), credential) }
}
