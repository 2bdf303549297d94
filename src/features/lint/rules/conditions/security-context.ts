import type { JsonObject, Path } from '../../../manifests/document.ts'
import { has, listAt, objectAt, textAt } from '../../../manifests/json.ts'
import type { Asked } from './condition.ts'

/** What makes a process as strong as the node's own: with it no promise of less can be kept. */
export function checkEscalation(security: JsonObject, path: Path, { tell }: Asked): void {
  if (security['allowPrivilegeEscalation'] !== false) return
  const strong = security['privileged'] === true
  if (!strong && !listAt(security, 'capabilities', 'add').includes('CAP_SYS_ADMIN')) return
  const beside = strong ? 'privileged: true' : 'the capability CAP_SYS_ADMIN'
  tell([...path, 'allowPrivilegeEscalation'], `is false beside ${beside}`, 'take out one of the two')
}

/** Before it, the field did nothing unless the operators of a cluster asked for it. @see KEP-4265 */
const UNMASKED_SINCE = 33

/** What /proc shows of the node is for those whose users are not the node's. */
export function checkProc(security: JsonObject, spec: JsonObject, path: Path, { minor, tell }: Asked): void {
  if (minor >= UNMASKED_SINCE && textAt(security, 'procMount') === 'Unmasked' && spec['hostUsers'] !== false)
    tell(
      [...path, 'procMount'],
      'is Unmasked without hostUsers: false',
      'take it out, or add hostUsers: false to the pod',
    )
}

export function checkSeccomp(security: JsonObject, path: Path, { tell }: Asked): void {
  const profile = objectAt(security, 'seccompProfile')
  const type = textAt(profile, 'type')
  if (type === undefined) return
  const place = [...path, 'seccompProfile']
  const named = has(profile, 'localhostProfile')
  if (type === 'Localhost' && !named)
    tell(place, 'is of the type Localhost without localhostProfile', 'add localhostProfile, or write RuntimeDefault')
  if (type !== 'Localhost' && named)
    tell([...place, 'localhostProfile'], `is for the type Localhost, not ${type}`, 'take it out')
}
