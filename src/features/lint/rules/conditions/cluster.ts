import { has, isObject, listAt, objectAt, textPairsAt } from '../../../manifests/json.ts'
import { inWords, type Condition } from './condition.ts'
import { checkNodeTerms } from './scheduling.ts'

/** Of a PersistentVolume, what is no source. */
const NO_SOURCES = new Set(['capacity', 'claimRef', 'nodeAffinity'])

const persistentVolume: Condition = ({ spec: written }, path, { tell }) => {
  const spec = objectAt(written)
  if (spec === undefined) return
  const place = [...path, 'spec']
  const sources = Object.keys(spec).filter((key) => !NO_SOURCES.has(key) && isObject(spec[key]))
  if (sources.length === 0) tell(place, 'says nothing of where the volume is', 'add csi, nfs, hostPath or local')
  if (sources.length > 1)
    tell(place, `has the sources ${inWords(sources)}, and may have one`, 'make a volume of each')
  if (listAt(spec, 'accessModes').length === 0) tell(place, 'has no accessModes', 'add accessModes')
  const required = objectAt(spec, 'nodeAffinity', 'required')
  if (sources.includes('local') && required === undefined)
    tell([...place, 'local'], 'is there without nodeAffinity', 'add nodeAffinity.required, with the node that has it')
  if (required !== undefined)
    checkNodeTerms(required, [...place, 'nodeAffinity', 'required', 'nodeSelectorTerms'], tell)
}

const LEVEL = /^pod-security\.kubernetes\.io\/(?:enforce|audit|warn)(?<version>-version)?$/u
const LEVELS = ['privileged', 'baseline', 'restricted']

/** @see https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const namespace: Condition = (value, path, { tell }) => {
  for (const [key, text] of textPairsAt(value, 'metadata', 'labels')) {
    const match = LEVEL.exec(key)
    if (match === null) continue
    const place = [...path, 'metadata', 'labels', key]
    if (match.groups?.['version'] === undefined) {
      if (!LEVELS.includes(text)) tell(place, 'is no level', `write ${LEVELS.join(', ')}`)
    } else if (!/^(?:latest|v1\.\d+)$/u.test(text)) tell(place, 'is no version', 'write latest, or one such as v1.36')
  }
}

const LIMIT_TYPES = ['Container', 'Pod', 'PersistentVolumeClaim']

const limitRange: Condition = (value, path, { tell }) => {
  for (const [index, limit] of listAt(value, 'spec', 'limits').entries()) {
    if (!isObject(limit)) continue
    const place = [...path, 'spec', 'limits', index]
    const { type } = limit
    if (typeof type === 'string' && !LIMIT_TYPES.includes(type) && !type.includes('/'))
      tell([...place, 'type'], 'is none of what limits are for', `write ${LIMIT_TYPES.join(', ')}`)
    if (type === 'Pod')
      for (const field of ['default', 'defaultRequest'].filter((one) => has(limit, one)))
        tell([...place, field], 'is nothing for the type Pod', 'write it for the type Container')
  }
}

export const clusterConditions: readonly (readonly [string, Condition])[] = [
  ['PersistentVolume', persistentVolume],
  ['Namespace', namespace],
  ['LimitRange', limitRange],
]
