import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { has, isObject, listAt, numberAt, objectAt } from '../../../manifests/json.ts'
import { climbs, filledText, inWords, present, relativePathFault, type Asked, type Tell } from './condition.ts'
import { checkVolumeField } from './downward.ts'

/** The shortest life of a token that is mounted. */
const SHORTEST_TOKEN = 600

/** What is asked of the volumes of a pod. */
export function checkVolumes(spec: JsonObject, path: Path, { tell }: Asked): void {
  for (const [index, volume] of listAt(spec, 'volumes').entries()) {
    if (!isObject(volume)) continue
    const place = [...path, 'volumes', index]
    const sources = Object.keys(volume).filter((key) => key !== 'name' && isObject(volume[key]))
    if (sources.length > 1)
      tell(place, `has the sources ${inWords(sources)}, and may have one`, 'make a volume of each')
    checkPaths(volume, place, tell)
    for (const source of ['configMap', 'secret'] as const) checkItems(volume[source], [...place, source], tell)
    checkDownward(volume['downwardAPI'], [...place, 'downwardAPI'], tell)
    checkProjected(volume['projected'], [...place, 'projected'], tell)
  }
}

function checkPaths(volume: JsonObject, path: Path, tell: Tell): void {
  const onNode = filledText(volume, 'hostPath', 'path')
  if (onNode !== undefined && climbs(onNode))
    tell([...path, 'hostPath', 'path'], 'may not have ".."', 'write the path itself')
  const exported = filledText(volume, 'nfs', 'path')
  if (exported !== undefined && !exported.startsWith('/'))
    tell([...path, 'nfs', 'path'], 'has to begin with "/"', `write /${exported}`)
}

function checkItems(source: Json | undefined, path: Path, tell: Tell): void {
  for (const [index, item] of listAt(source, 'items').entries()) {
    const written = filledText(item, 'path')
    const fault = written === undefined ? undefined : relativePathFault(written)
    if (fault !== undefined)
      tell([...path, 'items', index, 'path'], fault, 'write the name that the file gets in the volume')
  }
}

function checkDownward(source: Json | undefined, path: Path, tell: Tell): void {
  checkItems(source, path, tell)
  for (const [index, item] of listAt(source, 'items').entries())
    checkVolumeField(item, [...path, 'items', index], tell)
}

const SOURCES = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate']

function checkProjected(volume: Json | undefined, path: Path, tell: Tell): void {
  for (const [index, source] of listAt(volume, 'sources').entries()) {
    const place = [...path, 'sources', index]
    const kinds = present(source, SOURCES)
    if (kinds.length > 1) tell(place, `has ${inWords(kinds)}, and may have one of them`, 'make an entry of each')
    for (const kind of ['configMap', 'secret'] as const)
      if (has(source, kind)) checkItems(objectAt(source, kind), [...place, kind], tell)
    checkDownward(objectAt(source, 'downwardAPI'), [...place, 'downwardAPI'], tell)
    const seconds = numberAt(source, 'serviceAccountToken', 'expirationSeconds')
    if (seconds !== undefined && seconds < SHORTEST_TOKEN)
      tell(
        [...place, 'serviceAccountToken', 'expirationSeconds'],
        `is ${seconds}, and ${SHORTEST_TOKEN} is the least`,
        `write ${SHORTEST_TOKEN} or more`,
      )
  }
}
