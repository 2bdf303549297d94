import { hash } from 'node:crypto'
import { join } from 'node:path'
import type { Context, Kube } from '../../../context.ts'
import { IccError } from '../../../errors.ts'
import type { Json, JsonObject } from '../../manifests/document.ts'
import { isObject, listAt, objectAt, textAt } from '../../manifests/json.ts'
import type { KubernetesObject } from '../../manifests/object.ts'
import { writePrivately } from '../../session/session-write.ts'
import { readJson } from '../../session/state-file.ts'
import { inParallel } from './in-parallel.ts'

type DefinitionContext = Pick<Context, 'stateDir' | 'output'>

/**
 * The definitions of kinds that icc does not know, as the cluster describes its API in OpenAPI. A description is kept in
 * the state folder for as long as the cluster gives it the same address, which has a hash of the content in it.
 *
 * @param server whose descriptions they are: another one may use the same hash for anything
 * @returns as CustomResourceDefinitions; nothing for what the cluster does not describe
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
 */
export async function servedKinds(
  ctx: DefinitionContext,
  kube: Kube,
  server: string,
  unknown: readonly KubernetesObject[],
): Promise<JsonObject[]> {
  const versions = [...new Set(unknown.map(({ apiVersion }) => apiVersion))]
  if (versions.length === 0) return []
  const addresses = await kube.descriptions()
  if (typeof addresses === 'string') return []
  const found = await inParallel(versions, 3, async (version) => {
    const page = `apis/${version}`
    const address = Object.hasOwn(addresses, page) ? addresses[page] : undefined
    return address ? definitionsAt(ctx, kube, { server, page, address }) : []
  })
  return found.flat()
}

type Description = { server: string; page: string; address: string }

async function definitionsAt(ctx: DefinitionContext, kube: Kube, wanted: Description): Promise<JsonObject[]> {
  const name = hash('sha256', JSON.stringify([wanted.server, wanted.page])).slice(0, 32)
  const path = join(ctx.stateDir(), 'openapi', `${name}.json`)
  const kept = readJson(path) as Json | undefined
  if (isSame(kept, wanted)) return listAt(kept, 'definitions').filter(isObject)
  const described = await kube.description(wanted.address)
  const definitions = typeof described === 'string' ? [] : toDefinitions(described as JsonObject)
  await writePrivately(path, { ...wanted, definitions }).catch((error: unknown) => {
    if (!(error instanceof IccError)) throw error
    ctx.output.debug(`the description of ${wanted.page} was not kept: ${error.message}`)
  })
  return definitions
}

function isSame(kept: Json | undefined, { server, page, address }: Description): boolean {
  return textAt(kept, 'server') === server && textAt(kept, 'page') === page && textAt(kept, 'address') === address
}

function toDefinitions(description: JsonObject): JsonObject[] {
  return Object.values(objectAt(description, 'components', 'schemas') ?? {}).flatMap((schema): JsonObject[] => {
    // What belongs to several groups is no kind of its own, such as DeleteOptions.
    const [name, ...others] = listAt(schema, 'x-kubernetes-group-version-kind')
    const [group, version, kind] = ['group', 'version', 'kind'].map((key) => textAt(name, key))
    if (group === undefined || version === undefined || kind === undefined || others.length > 0) return []
    const versions = [{ name: version, served: true, schema: { openAPIV3Schema: schema } }]
    return [{ kind: 'CustomResourceDefinition', spec: { group, names: { kind }, versions } }]
  })
}
