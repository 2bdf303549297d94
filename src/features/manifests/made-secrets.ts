import { listAt, textAt } from './json.ts'
import type { KubernetesObject } from './object.ts'

/** Where the kinds that make a Secret of the same content say its name; without it, it is their own. */
const NAMED_BY: ReadonlyMap<string, readonly string[]> = new Map([
  ['bitnami.com/SealedSecret', ['spec', 'template', 'metadata', 'name']],
  ['external-secrets.io/ExternalSecret', ['spec', 'target', 'name']],
  ['secrets.hashicorp.com/VaultStaticSecret', ['spec', 'destination', 'name']],
  ['secrets.hashicorp.com/VaultDynamicSecret', ['spec', 'destination', 'name']],
  ['onepassword.com/OnePasswordItem', []],
])

/** The names of the Secrets that a custom resource makes, of the kinds that are known to make some. */
export function secretsMadeBy(object: KubernetesObject): string[] {
  const { type, value, name } = object
  const steps = NAMED_BY.get(type)
  if (steps !== undefined) {
    const made = steps.length === 0 ? name : (textAt(value, ...steps) ?? name)
    return made === undefined ? [] : [made]
  }
  switch (type) {
    case 'cert-manager.io/Certificate':
      return present([textAt(value, 'spec', 'secretName')])
    case 'cert-manager.io/Issuer':
    case 'cert-manager.io/ClusterIssuer':
      return present([textAt(value, 'spec', 'acme', 'privateKeySecretRef', 'name')])
    case 'isindir.github.com/SopsSecret':
      return present(listAt(value, 'spec', 'secretTemplates').map((one) => textAt(one, 'name')))
    case 'secrets-store.csi.x-k8s.io/SecretProviderClass':
      return present(listAt(value, 'spec', 'secretObjects').map((one) => textAt(one, 'secretName')))
    default:
      return []
  }
}

function present(names: readonly (string | undefined)[]): string[] {
  return names.filter((name) => name !== undefined)
}
