import type { ProbeAnswer } from '../../context.ts'
import { member, parseJson, text } from '../../unknown-json.ts'

/** `1.35` of what an API server says at `/version`; undefined where it said something else. */
export function versionIn(answer: ProbeAnswer): string | undefined {
  if (answer.kind !== 'answered' || answer.status !== 200) return undefined
  const info = parseJson(answer.body)
  // Since 1.33 a server may behave as an older version than it is.
  const [major, minor = ''] = ['Major', 'Minor'].map(
    (part) => text(member(info, `emulation${part}`)) || text(member(info, part.toLowerCase())),
  )
  const number = /^\d+/u.exec(minor)?.[0]
  return major === '1' && number !== undefined ? `1.${number}` : undefined
}

/** True for the `Status` in which an API server of Kubernetes refuses somebody whom it does not know. */
export function isRefusal(answer: ProbeAnswer): boolean {
  if (answer.kind !== 'answered' || (answer.status !== 401 && answer.status !== 403)) return false
  return member(parseJson(answer.body), 'kind') === 'Status'
}
