import type { ManifestDocument, Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { listAt, textAt, textPairsAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { containerTitle, podTemplateOf, type Container } from '../../../manifests/pod.ts'
import { rememberRecent } from '../../../manifests/remember.ts'
import {
  credentialIn,
  hasPassword,
  isPublic,
  isStandIn,
  mayHoldCredential,
  namesSecret,
} from '../../../manifests/secrets.ts'
import { walkTexts } from '../../../manifests/walk-texts.ts'
import { member, members, parseJson, text as textOf } from '../../../../unknown-json.ts'
import type { Severity } from '../../rule.ts'

/** A secret that stands in an object for everybody to read. */
export type PlainSecret = {
  /** Where it stands, from the object on. */
  path: Path
  severity: Severity
  message: string
  hint: string
}

const RENEW = 'then make a new one, as this one stays in the history'

/** The secrets of an object that can be read. Sealed ones, and those that SOPS encrypted, are none. */
export function secretsIn(object: KubernetesObject): PlainSecret[] {
  if (object.type === 'bitnami.com/SealedSecret') return []
  const certain = credentialsIn(object)
  const others = object.type === 'Secret' ? contentOf(object) : [...variablesOf(object), ...settingsOf(object)]
  if (certain.length === 0) return others
  const known = new Set(certain.map(({ path }) => path.join('\n')))
  return [...certain, ...others.filter(({ path }) => !known.has(path.join('\n')))]
}

/** What has the shape of a credential, wherever it stands. */
function credentialsIn(object: KubernetesObject): PlainSecret[] {
  const found: PlainSecret[] = []
  if (mayHold(object.document))
    walkTexts(object.value, (text, path) => {
      const kind = credentialIn(text)
      if (kind !== undefined) found.push(credential(object, kind, [...path]))
    })
  const encoded = object.type === 'Secret' ? textPairsAt(object.value, 'data') : []
  for (const [key, text] of encoded) {
    const kind = credentialIn(decoded(text))
    if (kind !== undefined) found.push(credential(object, kind, ['data', key]))
  }
  return found
}

/** One look at the text of a document, where a look at each of its values would take longer. */
const mayHold = rememberRecent(({ source, start, end }: ManifestDocument): boolean =>
  mayHoldCredential(source.text.slice(start, end)),
)

function credential({ kind: holder }: KubernetesObject, kind: string, path: Path): PlainSecret {
  return {
    path,
    severity: 'error',
    message: `This ${excerpt(holder)} holds ${kind}, for everybody who can read the file.`,
    hint: `take it out and revoke it, ${RENEW}`,
  }
}

/** What stands beside a password, and is none. */
const HARMLESS =
  /(?:^|[-_.])(?:user|username|login|email|host|hostname|port|db|database|dbname|region|bucket|client[-_]?id|crt|cer|cert)$/iu

/** All that else is in a Secret. */
function contentOf({ value, name }: KubernetesObject): PlainSecret[] {
  const plain = textPairsAt(value, 'stringData').map(([key, text]) => ({ path: ['stringData', key], key, text }))
  const encoded = textPairsAt(value, 'data')
    .filter(([, text]) => !isStandIn(text))
    .map(([key, text]) => ({ path: ['data', key], key, text: decoded(text) }))
  return [...plain, ...encoded]
    .filter(({ key, text }) => !standsIn(key, text) && !isPublic(text) && (!HARMLESS.test(key) || hasPassword(text)))
    .map(({ path, key }) => ({
      path,
      severity: 'warning',
      message: `The Secret ${excerpt(name ?? '')} holds ${excerpt(key)} for everybody who can read the file; base64 is no encryption.`,
      hint: `make it with kubectl create secret, or seal it (SealedSecret, SOPS); ${RENEW}`,
    }))
}

/** Of what a registry is signed in to with, the password counts: host and name beside it may well be placeholders. */
function standsIn(key: string, text: string): boolean {
  const accounts = key === '.dockerconfigjson' ? Object.values(members(member(parseJson(text), 'auths'))) : []
  const passwords = accounts.map((account) => textOf(member(account, 'password')) || textOf(member(account, 'auth')))
  return passwords.length === 0 ? isStandIn(text) : passwords.every(isStandIn)
}

function variablesOf(object: KubernetesObject): PlainSecret[] {
  const found: PlainSecret[] = []
  for (const container of podTemplateOf(object)?.containers ?? []) {
    const variables = listAt(container.value, 'env')
    for (let index = 0; index < variables.length; index += 1) {
      const name = textAt(variables[index], 'name') ?? ''
      if (holdsSecret(name, textAt(variables[index], 'value') ?? ''))
        found.push(variableSecret(container, name, [...container.path.slice(object.path.length), 'env', index]))
    }
  }
  return found
}

function variableSecret(container: Container, name: string, variable: Path): PlainSecret {
  return {
    path: [...variable, 'value'],
    severity: 'warning',
    message: `${containerTitle(container)} has the secret ${excerpt(name)} written out, for everybody who can read the file.`,
    hint: `take it from a Secret (valueFrom.secretKeyRef); ${RENEW}`,
  }
}

/** What a ConfigMap holds for variables is in capitals. */
function settingsOf({ type, value, name }: KubernetesObject): PlainSecret[] {
  if (type !== 'ConfigMap') return []
  return textPairsAt(value, 'data')
    .filter(([key, text]) => /^[A-Z][A-Z0-9_]*$/u.test(key) && holdsSecret(key, text))
    .map(([key]) => ({
      path: ['data', key],
      severity: 'warning',
      message: `The ConfigMap ${excerpt(name ?? '')} holds the secret ${excerpt(key)}, for everybody who can read it.`,
      hint: `move it to a Secret; ${RENEW}`,
    }))
}

function holdsSecret(name: string, value: string): boolean {
  return (namesSecret(name) || hasPassword(value)) && !isStandIn(value)
}

/** The text that base64 stands for. */
function decoded(encoded: string): string {
  return Buffer.from(encoded, 'base64').toString('utf8')
}
