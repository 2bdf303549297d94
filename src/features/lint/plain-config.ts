import type { JsonObject, Source } from '../manifests/document.ts'
import { KUBERNETES_VERSION, NAMESPACE_NAME, SITE_ID } from '../sites/text-forms.ts'
import { usualMapping } from '../sites/usual-mapping.ts'
import type { WrittenConfig } from './config-schema.ts'

const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['site', SITE_ID],
  ['kubernetesVersion', KUBERNETES_VERSION],
  ['namespace', NAMESPACE_NAME],
])

/**
 * What `parseProjectConfig` gives, of a `.icc.yaml` that says where the project belongs and nothing else, as most do: the
 * validator would take longer than all of a small project's lint. Undefined for any other, a broken one among them.
 */
export function plainConfig(source: Source): WrittenConfig | undefined {
  const value = usualMapping(source.text)
  if (value === undefined || !isPlain(value)) return undefined
  return { ...value, source, ignorePlace: () => ({ line: 1, column: 1 }) }
}

function isPlain(value: JsonObject): value is Record<string, string> {
  return Object.entries(value).every(([key, one]) => typeof one === 'string' && FORMS.get(key)?.test(one) === true)
}
