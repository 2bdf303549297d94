import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/features/manifests/document.ts'
import { found, projectAt } from '../commands/lint-server-home.ts'
import { describeOnCluster } from './real-cluster.ts'

const NAMESPACE = 'w001-default'
const HOST = 'shop.campus.example'

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations: {cert-manager.io/cluster-issuer: letsencrypt}
spec:
  ingressClassName: public
  tls: [{hosts: [${HOST}], secretName: shop-tls}]
  rules:
    - host: ${HOST}
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}
`

const REASON = `Waiting for HTTP-01 challenge propagation: failed to perform self check GET request 'http://${HOST}/.well-known/acme-challenge/x': Get "http://${HOST}/.well-known/acme-challenge/x": dial tcp: lookup ${HOST} on 10.96.0.10:53: no such host`

describeOnCluster('certificates at a real API server', {}, (campus) => {
  async function put(path: string, object: JsonObject): Promise<void> {
    await campus().operators.must('POST', path.replace('NS', `namespaces/${NAMESPACE}`), object)
  }

  test('the Secret that is there, and the Challenge that waits, are told to a member of the namespace', async () => {
    const project = await projectAt({ ...campus(), apiRequests: [] }, { 'shop.yaml': INGRESS })
    const ask = async (): Promise<string[]> => {
      const { findings, notChecked } = await found(project, '--select', 'server-certificate,server-tls-secret')
      expect(notChecked).toEqual([])
      return findings.map(({ rule, message }) => `${rule}: ${message}`)
    }
    expect(await ask()).toEqual([])

    const data = { 'tls.crt': Buffer.from('a').toString('base64'), 'tls.key': Buffer.from('b').toString('base64') }
    await put('/api/v1/NS/secrets', { metadata: { name: 'shop-tls' }, type: 'kubernetes.io/tls', data })
    const byHand = expect.stringContaining('server-tls-secret: The Secret shop-tls is there already')
    expect(await ask()).toEqual([byHand])

    await put('/apis/cert-manager.io/v1/NS/certificates', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'shop-tls' },
      spec: { secretName: 'shop-tls', dnsNames: [HOST], issuerRef: { name: 'letsencrypt', kind: 'ClusterIssuer' } },
      status: { conditions: [{ type: 'Ready', status: 'False', reason: 'DoesNotExist', message: 'no Secret' }] },
    })
    await put('/apis/acme.cert-manager.io/v1/NS/challenges', {
      apiVersion: 'acme.cert-manager.io/v1',
      kind: 'Challenge',
      metadata: { name: 'shop-tls-1' },
      spec: { dnsName: HOST },
      status: { state: 'pending', reason: REASON },
    })
    expect(await ask()).toEqual([
      `server-certificate: There is no certificate for ${HOST} yet: its host name is not in the DNS.`,
      byHand,
    ])
  })
})
