import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { ExitCode, IccError } from '../errors.ts'
import { currentToken } from '../features/session/token.ts'

/**
 * What kubectl calls for every request of an `exec` session. Only this file and the token's cache are loaded when the
 * token is there.
 * @see https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
 */
export const token = defineCommand({
  name: 'token',
  summary: 'print the current token as an ExecCredential, for kubectl',
  description:
    'Print the current token as an ExecCredential: kubectl calls this by itself. It never asks anything; when your session is over it exits with 4',
  arguments: [],
  options: {},
  examples: [
    ['icc token --site haw-icc', 'what kubectl calls'],
    ['icc token | jq -r .status.token', 'the token alone, for curl'],
  ],
  async run(ctx) {
    const { token: value, usableUntil } = await tokenOf(ctx).catch((error: unknown) => {
      throw ctx.output.format === 'human' ? asOneLine(error) : error
    })
    const credential = {
      kind: 'ExecCredential',
      apiVersion: wantedVersion(ctx.env['KUBERNETES_EXEC_INFO']),
      spec: { interactive: false },
      status: { expirationTimestamp: new Date(usableUntil).toISOString().replace(/\.\d+Z$/u, 'Z'), token: value },
    }
    ctx.output.result(credential, () => JSON.stringify(credential))
  },
})

async function tokenOf(ctx: Context): ReturnType<typeof currentToken> {
  if (ctx.siteFlag !== undefined) return currentToken(ctx, ctx.siteFlag)
  const { siteSignedIn } = await import('../features/session/which-site.ts')
  return currentToken(ctx, await siteSignedIn(ctx))
}

/** kubectl shows this between its own lines: one that names the way out is all that helps there. */
function asOneLine(error: unknown): unknown {
  if (!(error instanceof IccError) || error.exitCode !== ExitCode.signIn || error.hint === undefined) return error
  return new IccError(error.code, `${error.message} Sign in: ${error.hint}`, {
    exitCode: error.exitCode,
    cause: error.cause,
  })
}

/** The version that the caller asked in; an unreadable request gets the current one. */
function wantedVersion(info: string | undefined): string {
  const old = 'client.authentication.k8s.io/v1beta1'
  return info?.includes(`"${old}"`) ? old : 'client.authentication.k8s.io/v1'
}
