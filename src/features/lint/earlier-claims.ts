import type { Context } from '../../context.ts'
import { decodeManifest } from '../manifests/decode.ts'
import type { Source } from '../manifests/document.ts'
import { at } from '../manifests/json.ts'
import { objectsOf, type KubernetesObject } from '../manifests/object.ts'
import { parseQuantity } from '../manifests/quantity.ts'
import { readManifests } from '../manifests/read.ts'
import type { EarlierClaim, Facts } from './facts.ts'
import { topOfCheckout } from './intake/git-ignored.ts'

/**
 * What the claims of a project were in the last commit. Undefined where nothing is to be asked: no claim, no checkout.
 * Only files that hold claims now are looked up.
 */
export async function earlierClaims(
  ctx: Pick<Context, 'cwd' | 'git'>,
  sources: readonly Source[],
): Promise<Facts['earlierClaim']> {
  const names = sources.filter(({ text }) => text.includes('PersistentVolumeClaim')).map(({ name }) => name)
  if (names.length === 0 || topOfCheckout(ctx.cwd) === undefined) return undefined
  const committed = await (await ctx.git()).committed(ctx.cwd, names)
  if (committed === undefined) return undefined
  const before = new Map<string, EarlierClaim>()
  for (const [name, bytes] of committed) for (const [key, claim] of claimsIn(name, bytes)) before.set(key, claim)
  return (claim) => before.get(keyOf(claim)) ?? 'new'
}

function claimsIn(name: string, bytes: Uint8Array): [string, EarlierClaim][] {
  const decoded = decodeManifest(bytes)
  if ('fault' in decoded) return []
  return readManifests({ name, text: decoded.text })
    .documents.flatMap(objectsOf)
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap((claim): [string, EarlierClaim][] => {
      const requested = parseQuantity(at(claim.value, 'spec', 'resources', 'requests', 'storage'))
      return requested === undefined ? [] : [[keyOf(claim), { from: 'commit', requested }]]
    })
}

function keyOf({ name, namespace }: KubernetesObject): string {
  return `${namespace ?? ''}/${name}`
}
