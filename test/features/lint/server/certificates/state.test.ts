import { expect, test } from 'vitest'
import { isSound, stateOf, type Proceedings } from '../../../../../src/features/lint/server/certificates/state.ts'
import type { JsonObject } from '../../../../../src/features/manifests/document.ts'

const NOW = Date.parse('2030-01-01T12:00:00Z')
const NONE: Proceedings = { requests: [], orders: [], challenges: [] }
const MARK = { 'cert-manager.io/certificate-name': 'web-tls' }

type Parts = { conditions?: JsonObject[]; created?: string; notAfter?: string }

function certificate({ conditions = [], created = '2030-01-01T09:00:00Z', notAfter }: Parts = {}): JsonObject {
  return {
    metadata: { name: 'web-tls', creationTimestamp: created },
    spec: { secretName: 'web-tls', dnsNames: ['web.campus.example', 'www.campus.example'] },
    status: { conditions, ...(notAfter !== undefined && { notAfter }) },
  }
}

function challenge(dnsName: string, status: JsonObject): JsonObject {
  return { metadata: { name: `challenge-${dnsName}` }, spec: { dnsName }, status }
}

function about(of: Parts, proceedings: Partial<Proceedings> = {}) {
  return stateOf(certificate(of), { ...NONE, ...proceedings }, NOW)
}

test('ready is sound; ready with a renewal that failed, and not ready, are not', () => {
  const ready = { type: 'Ready', status: 'True' }
  expect(isSound(certificate({ conditions: [ready] }))).toBe(true)
  expect(isSound(certificate({ conditions: [ready, { type: 'Issuing', status: 'True', reason: 'Renewing' }] }))).toBe(
    true,
  )
  expect(isSound(certificate({ conditions: [ready, { type: 'Issuing', status: 'False', reason: 'Failed' }] }))).toBe(
    false,
  )
  expect(isSound(certificate())).toBe(false)
})

test('a Challenge of one of its host names says most, and those of others say nothing', () => {
  const challenges = [
    challenge('other.campus.example', { reason: 'exceeded quota' }),
    challenge('web.campus.example', { state: 'valid', reason: 'exceeded quota' }),
    challenge('www.campus.example', { state: 'pending', reason: 'no such host' }),
  ]
  const orders = [{ metadata: { name: 'o', annotations: MARK }, status: { reason: 'rateLimited' } }]
  expect(about({}, { challenges, orders })).toEqual({
    severity: 'warning',
    message: 'There is no certificate for www.campus.example yet: its host name is not in the DNS.',
    hint: 'have www.campus.example set up in the DNS; cert-manager goes on by itself',
  })
})

test('else the newest Order, by the owner too, then the newest CertificateRequest', () => {
  const requests = ['2030-01-01T10:00:00Z', '2030-01-01T11:00:00Z'].map((creationTimestamp, index) => ({
    metadata: { name: `web-tls-${index}`, creationTimestamp, annotations: MARK },
    status: { conditions: [{ type: 'Ready', status: 'False', reason: 'Failed', message: `number ${index}` }] },
  }))
  expect(about({}, { requests })).toMatchObject({
    message: 'There is no certificate for web.campus.example yet: cert-manager says "number 1".',
    hint: 'kubectl describe certificaterequest web-tls-1',
  })
  const order = {
    metadata: { name: 'o', ownerReferences: [{ kind: 'CertificateRequest', name: 'web-tls-1' }] },
    status: { state: 'errored', reason: 'the account was closed' },
  }
  expect(about({}, { requests, orders: [order] })).toMatchObject({
    message: 'There is no certificate for web.campus.example yet: cert-manager says "the account was closed".',
    hint: 'kubectl describe order o',
  })
})

test('that the Secret is not there yet is no reason', () => {
  const conditions = [
    {
      type: 'Ready',
      status: 'False',
      reason: 'DoesNotExist',
      message: 'Issuing certificate as Secret does not exist',
    },
  ]
  expect(about({ conditions })).toMatchObject({
    message: 'There is no certificate for web.campus.example yet: nothing tells why.',
    hint: 'kubectl describe certificate web-tls',
  })
})

test('a pending request names the issuer that is not there', () => {
  const message = 'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "letsencrypt" not found'
  const request = {
    metadata: { name: 'r', annotations: MARK },
    status: { conditions: [{ type: 'Ready', status: 'False', reason: 'Pending', message }] },
  }
  expect(about({}, { requests: [request] }).message).toContain('the issuer that is named does not exist')
})

test('one that was just asked for is being made', () => {
  expect(about({ created: '2030-01-01T11:55:00Z' })).toEqual({
    severity: 'info',
    message: 'The certificate for web.campus.example is being made.',
    hint: 'kubectl get certificate web-tls',
  })
})

test('one that cannot be renewed says until when it holds, or that it is over', () => {
  const conditions = [{ type: 'Issuing', status: 'False', reason: 'Failed', message: 'the account was closed' }]
  expect(about({ conditions, notAfter: '2030-01-09T00:00:00Z' }).message).toBe(
    'The certificate for web.campus.example holds until 2030-01-09, and there is no new one yet: cert-manager says "the account was closed".',
  )
  expect(about({ conditions, notAfter: '2029-12-24T00:00:00Z' }).message).toBe(
    'The certificate for web.campus.example ended on 2029-12-24, and there is no new one: cert-manager says "the account was closed".',
  )
})

test('what is no object of cert-manager at all brings nothing down', () => {
  expect(
    stateOf({ status: 7 }, { requests: [{}], orders: [{ status: [] }], challenges: [{ spec: 1 }] }, NOW),
  ).toEqual({
    severity: 'warning',
    message: 'There is no certificate for  yet: nothing tells why.',
    hint: 'kubectl describe certificate ',
  })
})
