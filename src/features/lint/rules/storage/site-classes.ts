import { storageClassOf, type Claim } from '../../../manifests/claim.ts'
import type { Facts } from '../../facts.ts'

/** A storage class as the profile of the site describes it. */
export type SiteClass = NonNullable<ReturnType<typeof siteClasses>>[number]

/** The storage classes of the site; undefined where nobody wrote them down. */
export function siteClasses({ site }: Facts) {
  return site?.profile.storage?.classes
}

/** True where the site has classes that its profile does not list. */
export function hasOthers({ site }: Facts): boolean {
  return site?.profile.storage?.others === true
}

/** True where the volumes of all classes that the profile does not list stay on one node. */
export function isOneNode({ site }: Facts): boolean {
  return site?.profile.storage?.oneNode === true
}

/** The class of the site that a claim gets its volume from; undefined where it is another, or nobody knows. */
export function siteClassOf(claim: Claim, facts: Facts): SiteClass | undefined {
  const asked = storageClassOf(claim)
  return siteClasses(facts)?.find((one) => (asked === undefined ? one.default === true : one.name === asked.name))
}
