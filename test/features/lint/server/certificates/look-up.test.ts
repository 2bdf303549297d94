import { expect, test } from 'vitest'
import type { Context, Kube } from '../../../../../src/context.ts'
import { IccError, SIGN_IN } from '../../../../../src/errors.ts'
import {
  lookUpCertificates,
  type CertificateQuestions,
} from '../../../../../src/features/lint/server/certificates/look-up.ts'
import { certificateWishes } from '../../../../../src/features/lint/server/certificates/wishes.ts'
import { createProject } from '../../../../../src/features/lint/project.ts'
import { readManifests } from '../../../../../src/features/manifests/read.ts'
import { createTestContext } from '../../../../support/run-icc.ts'

function wishesOf(text: string) {
  const source = { name: 'a.yaml', text }
  return certificateWishes(createProject([{ source, ...readManifests(source) }]), 'mine')
}

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, annotations: {cert-manager.io/issuer: team}}
spec: {tls: [{hosts: [web.campus.example], secretName: web-tls}]}
`

function unexpected(): never {
  throw new Error('nobody asks this')
}

/** A cluster with cert-manager, of which a test says only what it answers about Certificates. */
function asking(read: Kube['read'], served: Awaited<ReturnType<Kube['resources']>> = []): CertificateQuestions {
  const kube = new Proxy({} as Kube, { get: (_, name) => (name === 'read' ? read : unexpected) })
  return { kube, resourcesOf: async () => served, liveOf: () => undefined }
}

function lookUp(asked: CertificateQuestions, more: Partial<Context> = {}) {
  return lookUpCertificates({ ...createTestContext(), ...more }, asked, wishesOf(INGRESS))
}

test('names with a variable in them, and TLS without a Secret or an issuer, are nothing to ask for', () => {
  expect(wishesOf(INGRESS)).toMatchObject([{ secret: 'web-tls', certificate: 'web-tls', namespace: 'mine' }])
  expect(wishesOf(INGRESS.replace('web-tls', '"${NAME}-tls"'))).toEqual([])
  expect(wishesOf(INGRESS.replace(', secretName: web-tls', ''))).toEqual([])
  expect(wishesOf(INGRESS.replace(', annotations: {cert-manager.io/issuer: team}', ''))).toEqual([])
  expect(wishesOf('apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\nspec: {}\n')).toEqual([])
})

test.each(['not-served', 'forbidden'] as const)('where cert-manager is %s nothing more is asked', async (served) => {
  expect(await lookUp(asking(unexpected, served))).toEqual([])
})

test('a cluster that does not come to an end is not waited for', async () => {
  const clock = { ...createTestContext().clock, sleep: async () => undefined }
  const words = await lookUp(
    asking(() => new Promise(() => undefined)),
    { clock },
  )
  expect(words).toMatchObject([{ gap: 'the cluster took too long to tell of the certificates' }])
})

test('a failure costs what it was about, and no more; a sign-in that is over ends all', async () => {
  expect(await lookUp(asking(failing(new IccError('api-unreachable', 'It is gone.'))))).toMatchObject([
    { gap: 'the cluster did not tell of the certificates: It is gone' },
  ])
  await expect(lookUp(asking(failing(new IccError('token-rejected', 'No.', SIGN_IN))))).rejects.toThrow('No.')
  await expect(lookUp(asking(failing(new TypeError('a bug'))))).rejects.toThrow('a bug')
})

function failing(error: Error): Kube['read'] {
  return async () => {
    throw error
  }
}
