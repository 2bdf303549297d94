import { defineCommand } from '../command.ts'
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
    const site = ctx.siteFlag ?? (await (await import('../features/session/which-site.ts')).siteInUse(ctx))
    const { token: value, usableUntil } = await currentToken(ctx, site)
    const credential = {
      kind: 'ExecCredential',
      apiVersion: wantedVersion(ctx.env['KUBERNETES_EXEC_INFO']),
      spec: { interactive: false },
      status: { expirationTimestamp: new Date(usableUntil).toISOString().replace(/\.\d+Z$/u, 'Z'), token: value },
    }
    ctx.output.result(credential, () => JSON.stringify(credential))
  },
})

/** The version that the caller asked in; an unreadable request gets the current one. */
function wantedVersion(info: string | undefined): string {
  const old = 'client.authentication.k8s.io/v1beta1'
  return info?.includes(`"${old}"`) ? old : 'client.authentication.k8s.io/v1'
}
