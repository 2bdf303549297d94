import { wrongCall } from '../../errors.ts'
import { oneLine } from '../../output.ts'
import type { Target } from './facts.ts'

/** What says which Kubernetes version is meant, the strongest first. Versions such as 1.34. */
export type VersionSources = {
  flag?: string | undefined
  server?: string | undefined
  config?: string | undefined
  profile?: { id: string; version: string | undefined } | undefined
}

/**
 * The version that manifests are held against.
 *
 * @param embedded the minor versions that icc has schemas of, ascending
 * @throws `usage` (exit 2) where the flag is no version
 */
export function chooseTarget(sources: VersionSources, embedded: readonly number[]): Target {
  const { flag, server, config, profile } = sources
  if (flag !== undefined) return nearestTo(minorOf(flag), 'from --kube-version', embedded)
  if (server !== undefined) return nearestTo(minorOf(server), 'as the server says', embedded)
  if (config !== undefined) return nearestTo(minorOf(config), 'from .icc.yaml', embedded)
  if (profile?.version !== undefined)
    return nearestTo(minorOf(profile.version), `from the profile ${profile.id}`, embedded)
  return { minor: embedded.at(-1) ?? 0, origin: 'the newest that icc knows', assumed: true }
}

function minorOf(written: string): number {
  const [, minor] = /^v?1\.(\d{1,3})(?:\..*)?$/u.exec(written) ?? []
  if (minor !== undefined) return Number(minor)
  throw wrongCall(`"${oneLine(written)}" is no version of Kubernetes.`, '--kube-version 1.34')
}

/** A version that icc has no schemas of is checked as the nearest one, and the origin says so. */
function nearestTo(asked: number, origin: string, embedded: readonly number[]): Target {
  if (embedded.includes(asked)) return { minor: asked, origin }
  const minor = Math.min(Math.max(asked, embedded[0] ?? asked), embedded.at(-1) ?? asked)
  return { minor, origin: `the nearest that icc knows to 1.${asked}, ${origin}`, asked }
}
