import { realpathSync } from 'node:fs'
import { arch, release, type } from 'node:os'
import { basename } from 'node:path'
import { IccError, ifThere } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import { versionText } from '../../version.ts'
import { kubeconfigFiles } from '../kubeconfig/files.ts'
import { readKubeconfig } from '../kubeconfig/read.ts'
import { idleEnd, readSession, type Session } from '../session/session-file.ts'
import { sitesInUse } from '../session/sites-in-use.ts'
import { enumerate } from './check.ts'
import type { DoctorContext } from './facts.ts'
import { createRedact } from './redact.ts'
import type { Examination } from './run.ts'

/**
 * A text for the help desk: versions, system, contexts, sessions and what every check said. It holds no secret; the home
 * folder is `~`, and the user's name and namespace are left out unless they are wanted.
 */
export async function reportText(
  ctx: DoctorContext,
  examination: Examination,
  { withName }: { withName: boolean },
): Promise<string> {
  const lines = [
    `icc doctor, ${new Date(ctx.clock.now()).toISOString().replace(/\.\d+Z$/u, 'Z')}`,
    '',
    ...aligned([
      ['version', versionText()],
      ['system', `${type()} ${release()}, ${arch()}`],
      ['site', examination.site ?? 'none'],
      ['context', examination.context ?? 'none'],
      ['contexts', await contextNames(ctx)],
      ['files', ifThere(() => kubeconfigFiles(ctx).join(', ')) ?? NOT_READABLE],
      ['sessions', ifThere(() => sessionsOf(ctx).map(sessionLine).join('; ') || 'none') ?? NOT_READABLE],
      ['variables', variablesOf(ctx)],
    ]),
    '',
    ...aligned(
      examination.examined.map(({ check, finding }) => [`${finding.status.padEnd(8)} ${check.id}`, finding.message]),
    ),
  ]
  const redact = createRedact(ctx)
  const text = lines.map((line) => oneLine(redact(line))).join('\n')
  const short = withoutHome(ctx, text)
  return withName ? short : withoutNames(short, [...examination.names, ...namesOf(ctx)])
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
}

/** Why is among the checks; the rest of the report must not want for it. */
const NOT_READABLE = 'not readable'

async function contextNames(ctx: DoctorContext): Promise<string> {
  try {
    const { contexts } = await readKubeconfig(ctx)
    const names = contexts.map(({ name, site }) => (site === undefined ? name : `${name} (icc, ${site})`))
    return enumerate(names, 20) || 'none'
  } catch (error) {
    if (error instanceof IccError) return NOT_READABLE
    throw error
  }
}

function sessionsOf(ctx: DoctorContext): Session[] {
  return sitesInUse(ctx).flatMap((site) => readSession(ctx, site) ?? [])
}

function sessionLine(session: Session): string {
  const { site, method, credential, signedInAt, endsAt, refreshToken } = session
  const idle = idleEnd(session)
  const unused = idle === undefined ? '' : ` (unused to ${idle})`
  return `${site}: ${method ?? 'identity provider'}, ${credential}, ${signedInAt} to ${endsAt}${unused}, refresh token: ${refreshToken}`
}

/** Which are set, not to what: an address may hold a password, a path a name. */
const VARIABLES =
  /^(?:ICC_\w+|KUBECONFIG|HTTPS?_PROXY|ALL_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS|NODE_OPTIONS|SSL_CERT_FILE|SSL_CERT_DIR|CI|SSH_CONNECTION|WSL_DISTRO_NAME)$/iu

function variablesOf({ env }: DoctorContext): string {
  return (
    Object.keys(env)
      .filter((name) => env[name] && VARIABLES.test(name))
      .toSorted()
      .join(', ') || 'none'
  )
}

function withoutHome(ctx: DoctorContext, text: string): string {
  const homes = new Set([homeOf(ctx), realHome(ctx)].filter((home) => home !== undefined && home.length > 1))
  return [...homes].reduce<string>((rest, home) => rest.replaceAll(home ?? '', '~'), text)
}

function homeOf(ctx: DoctorContext): string | undefined {
  return ifThere(() => ctx.homeDir().replace(/[/\\]+$/u, ''))
}

function realHome(ctx: DoctorContext): string | undefined {
  return ifThere(() => realpathSync(ctx.homeDir()))
}

/** What the system and the sessions call this user. */
function namesOf(ctx: DoctorContext): string[] {
  const home = homeOf(ctx)
  const ofSystem = [...['USER', 'LOGNAME', 'USERNAME'].map((name) => ctx.env[name]), home && basename(home)]
  const ofSessions = (ifThere(() => sessionsOf(ctx)) ?? []).flatMap(({ username, personalNamespace }) => [
    username,
    personalNamespace,
  ])
  return [...ofSystem, ...ofSessions].filter((name) => name !== undefined)
}

/** Whole words only, the longest first; shorter ones would take parts out of ordinary words. */
function withoutNames(text: string, names: readonly string[]): string {
  const wanted = [...new Set(names)].filter((name) => name.length >= 3).toSorted((a, b) => b.length - a.length)
  return wanted.reduce((rest, name) => {
    const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)
    return rest.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'giu'), 'NAME')
  }, text)
}
