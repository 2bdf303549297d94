import type { Source } from '../../manifests/document.ts'

/** Why a file is none of ours, and what to do to have it looked at. */
export type OtherFormat = { reason: string; hint?: string }

/** The folders that hold a Helm chart, by the files that were given; each ends with a slash, the top one is empty. */
export function chartFolders(sources: readonly Source[]): string[] {
  return sources.flatMap(({ name }) =>
    /(?:^|\/)Chart\.ya?ml$/u.test(name) ? [name.slice(0, name.lastIndexOf('/') + 1)] : [],
  )
}

/** Files that are told by their names, or by what no manifest holds; they are not even parsed. */
export function otherFormat({ name, text }: Source, charts: readonly string[]): OtherFormat | undefined {
  for (const chart of charts) {
    const part = name.startsWith(chart) ? partOfChart(name.slice(chart.length)) : undefined
    if (part !== undefined) return { reason: part, hint: `helm template ${chart === '' ? '.' : chart} | icc lint -` }
  }
  if (/(?:^|\/)(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/iu.test(name)) return { reason: 'a Compose file' }
  if (/(?:^|\/)\.github\/(?:workflows|actions)\//u.test(name)) return { reason: 'a GitHub workflow' }
  if (/(?:^|\/)\.icc\.yaml$/u.test(name)) return { reason: "icc's own settings for this project" }
  if (name.endsWith('.json') && !(text.includes('"apiVersion"') && text.includes('"kind"')))
    return { reason: 'no Kubernetes object: no apiVersion and kind' }
  return undefined
}

function partOfChart(name: string): string | undefined {
  if (/^Chart\.(?:ya?ml|lock)$/u.test(name)) return "a Helm chart's description"
  if (/^values[\w.-]*\.ya?ml$/u.test(name) || name === 'values.schema.json') return "a Helm chart's values"
  if (name.startsWith('templates/')) return 'a Helm template'
  return undefined
}
