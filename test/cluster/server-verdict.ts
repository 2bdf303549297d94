import type { ApiAnswer, ApiClient } from '../../playground/real-client.ts'
import { podOf } from '../../src/features/lint/server/pod-of.ts'
import type { JsonObject } from '../../src/features/manifests/document.ts'
import { listAt, textAt } from '../../src/features/manifests/json.ts'
import type { KubernetesObject } from '../../src/features/manifests/object.ts'

/** What a server says of an object or of the pods that it makes, at its worst. */
export type Verdict = { kind: 'refused' | 'warned' | 'taken'; words: string[] }

/** Asks what a server would do with an object; `namespace` is where it goes if it names none. */
export type AskVerdict = (object: KubernetesObject, namespace: string) => Promise<Verdict>

type Resource = { path: string; plural: string; namespaced: boolean }

/** Server-side dry runs with strict field validation, by whoever `api` is. A whole document goes as the text that it is. */
export function createVerdicts(api: ApiClient): AskVerdict {
  const known = new Map<string, Promise<JsonObject>>()

  async function resourceOf({ apiVersion, kind }: KubernetesObject): Promise<Resource | undefined> {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
    if (!/^[\w./-]+$/u.test(path)) return undefined
    const asked = known.get(path) ?? api.send('GET', path).then(({ body }) => body)
    known.set(path, asked)
    const found = listAt(await asked, 'resources').find(
      (one) => textAt(one, 'kind') === kind && textAt(one, 'name')?.includes('/') === false,
    )
    const plural = textAt(found, 'name')
    return plural === undefined
      ? undefined
      : { path, plural, namespaced: (found as JsonObject)['namespaced'] === true }
  }

  return async (object, namespace) => {
    const resource = await resourceOf(object)
    if (resource === undefined) return { kind: 'refused', words: [`no kind ${object.kind} in ${object.apiVersion}`] }
    const { path, plural, namespaced } = resource
    const into = object.namespace ?? namespace
    const where = namespaced ? `namespaces/${encodeURIComponent(into)}/` : ''
    const { document } = object
    const body = object.path.length === 0 ? document.source.text.slice(document.start, document.end) : object.value
    const answer = await api.send('POST', `${path}/${where}${plural}?${DRY_RUN}`, body)
    const pod = answer.status < 300 && namespaced ? podOf(object) : undefined
    if (pod === undefined || pod.path.length === 0) return worst([answer])
    return worst([answer, await api.send('POST', `/api/v1/${where}pods?${DRY_RUN}`, pod.pod)])
  }
}

const DRY_RUN = 'dryRun=All&fieldValidation=Strict'

function worst(answers: readonly ApiAnswer[]): Verdict {
  const refused = answers.filter(({ status }) => status >= 300)
  if (refused.length > 0)
    return { kind: 'refused', words: refused.map(({ status, body }) => textAt(body, 'message') ?? String(status)) }
  const words = answers.flatMap(({ warnings }) => warnings)
  return { kind: words.length > 0 ? 'warned' : 'taken', words }
}
