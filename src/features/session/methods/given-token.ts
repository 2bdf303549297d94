import type { ImportedCredential } from '../import/import-credential.ts'
import type { Imported, ImportOrigin } from '../import/imported.ts'
import { askSecret } from './credentials-input.ts'
import { openPage } from './open-page.ts'
import { tokenOfText, type LoginLine } from './token-text.ts'
import type { SignInContext, SignInRequest } from './method.ts'

/** A token as it is, for a cluster that is known. */
export function importedToken(
  origin: ImportOrigin,
  place: Imported['place'],
  credential: ImportedCredential,
): Imported {
  // Only the cluster knows who it is; without it nobody does.
  return { origin, path: undefined, place, ...credential, userName: 'unknown', namespace: undefined }
}

/** Asks for a token, on a terminal after having shown where it comes from. */
export async function askToken(
  ctx: SignInContext,
  request: SignInRequest,
  { page, notes }: { page: string | undefined; notes: readonly string[] },
  line: LoginLine,
): Promise<string> {
  const { site, screen } = request
  if (ctx.terminal.interactive) {
    screen.showTokenPage({ site: site.id, title: site.profile.title, url: page, notes })
    if (request.browser === 'at-once') await openPage(ctx, request, page)
  }
  const text = await askSecret(ctx, request, {
    name: 'token',
    question: `Token for ${site.id}, or the whole line "${line.program} login ..."`,
    flag: '--token-stdin',
    given: request.tokenFromInput,
  })
  return tokenOfText(text, site, line)
}
