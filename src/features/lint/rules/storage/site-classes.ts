import { storageClassOf, type Claim } from '../../../manifests/claim.ts'
import type { Facts } from '../../facts.ts'

/** A storage class as the profile of the site describes it. */
export type SiteClass = NonNullable<ReturnType<typeof siteClasses>>[number]

/** The storage classes of the site; undefined where nobody wrote them down. */
export function siteClasses({ site }: Facts) {
  return site?.profile.storage?.classes
}

/** The class of the site that a claim gets its volume from; undefined where it is another, or nobody knows. */
export function siteClassOf(claim: Claim, facts: Facts): SiteClass | undefined {
  const asked = storageClassOf(claim)
  return siteClasses(facts)?.find((one) => (asked === undefined ? one.default === true : one.name === asked.name))
}
