import { expect, test } from 'vitest'
import { secretsMadeBy } from '../../../src/features/manifests/made-secrets.ts'
import { isMaker } from '../../../src/features/manifests/makers.ts'
import { objectsOf } from '../../../src/features/manifests/object.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'

function object(text: string) {
  const [first] = readManifests({ name: 'a.yaml', text }).documents.flatMap(objectsOf)
  if (first === undefined) throw new Error(`no object: ${text}`)
  return first
}

test.each([
  ['{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: a}}', ['a']],
  [
    '{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: a}, spec: {template: {metadata: {name: b}}}}',
    ['b'],
  ],
  ['{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: a}, spec: {target: {}}}', ['a']],
  ['{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: a}, spec: {secretName: b}}', ['b']],
  ['{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: a}}', []],
  [
    '{apiVersion: cert-manager.io/v1, kind: Issuer, metadata: {name: a}, spec: {acme: {privateKeySecretRef: {name: key}}}}',
    ['key'],
  ],
  [
    '{apiVersion: isindir.github.com/v1alpha3, kind: SopsSecret, metadata: {name: a}, spec: {secretTemplates: [{name: b}, {name: c}, 7]}}',
    ['b', 'c'],
  ],
  [
    '{apiVersion: secrets-store.csi.x-k8s.io/v1, kind: SecretProviderClass, metadata: {name: a}, spec: {secretObjects: [{secretName: b}]}}',
    ['b'],
  ],
  ['{apiVersion: onepassword.com/v1, kind: OnePasswordItem, metadata: {name: a}}', ['a']],
  ['{apiVersion: v1, kind: Secret, metadata: {name: a}}', []],
])('%s makes the Secrets %j', (text, secrets) => {
  expect(secretsMadeBy(object(text))).toEqual(secrets)
})

test.each([
  ['{apiVersion: postgresql.cnpg.io/v1, kind: Cluster}', true],
  ['{apiVersion: monitoring.coreos.com/v1, kind: Prometheus}', true],
  ['{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor}', false],
  ['{apiVersion: cert-manager.io/v1, kind: Certificate}', false],
  ['{apiVersion: apps/v1, kind: Deployment}', false],
  ['{apiVersion: rbac.authorization.k8s.io/v1, kind: Role}', false],
])('what %s makes is not known: %s', (text, maker) => {
  expect(isMaker(object(text))).toBe(maker)
})
