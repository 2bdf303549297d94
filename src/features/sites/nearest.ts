import { nearestNames } from '../kubeconfig/nearest.ts'

/** The candidate that a misspelt word most likely means; undefined if nothing is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  return nearestNames(word, candidates)[0]
}
