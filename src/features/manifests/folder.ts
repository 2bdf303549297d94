import type { KubernetesObject } from './object.ts'

/** The folder of the file that an object stands in, with the separator at its end; empty for the top. */
export function folderOf({ document }: KubernetesObject): string {
  return document.source.name.replace(/[^/\\]*$/u, '')
}
