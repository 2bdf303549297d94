import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { memberBindings } from '../../playground/kubernetes-access.ts'
import type { ClusterThing } from '../../playground/kubernetes-cluster.ts'
import { found, projectAt, type Project } from './lint-server-home.ts'

// Over https, with the real adapter, against the playground's API, in which cert-manager has been at work.

const HOME = 'mine'
const CLOSED = 'without-rights'

let campus: Campus

beforeAll(async () => {
  const things = {
    '/namespaces': [HOME, CLOSED].map((name) => ({ name, body: { spec: {}, status: { phase: 'Active' } } })),
    '/secrets': [
      secret('by-hand', {}),
      secret('ready', { 'cert-manager.io/certificate-name': 'ready' }),
      secret('shared', { 'cert-manager.io/certificate-name': 'portal' }),
      secret('left-over', { 'cert-manager.io/certificate-name': 'gone' }),
    ],
    'cert-manager.io/certificates': [
      certificate('ready', 'ready', 'True'),
      certificate('portal', 'shared', 'True'),
      certificate('no-dns', 'no-dns', 'False'),
      certificate('no-issuer', 'no-issuer', 'False'),
    ],
    'cert-manager.io/certificaterequests': [
      {
        name: 'no-issuer-1',
        namespace: HOME,
        annotations: { 'cert-manager.io/certificate-name': 'no-issuer' },
        body: {
          status: {
            conditions: [
              {
                type: 'Ready',
                status: 'False',
                reason: 'Pending',
                message:
                  'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "letsencrypt" not found',
              },
            ],
          },
        },
      },
    ],
    'acme.cert-manager.io/challenges': [
      {
        name: 'no-dns-1-123-456',
        namespace: HOME,
        body: {
          spec: { dnsName: 'no-dns.campus.example' },
          status: { state: 'pending', reason: 'dial tcp: lookup no-dns.campus.example: no such host' },
        },
      },
    ],
    'networking.k8s.io/ingresses': [
      { name: 'waiting', namespace: HOME, annotations: ISSUER, body: { spec: ingressSpec('waiting') } },
    ],
  }
  const rights = memberBindings('infw001', [HOME])
  const services = { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['get', 'create', 'patch'] }
  const bindings = [...rights, { to: { user: 'infw001' }, namespace: CLOSED, rules: [services] }]
  campus = await startCampus({ cluster: { things, bindings } })
})
afterAll(() => campus.close())

const ISSUER = { 'cert-manager.io/cluster-issuer': 'letsencrypt' }

function secret(name: string, annotations: Record<string, string>): ClusterThing {
  return { name, namespace: HOME, annotations, body: { type: 'kubernetes.io/tls', data: { 'tls.key': 'czNjcjN0' } } }
}

function certificate(name: string, secretName: string, status: string): ClusterThing {
  const spec = { secretName, dnsNames: [`${name}.campus.example`], issuerRef: { name: 'letsencrypt' } }
  return { name, namespace: HOME, body: { spec, status: { conditions: [{ type: 'Ready', status }] } } }
}

function ingressSpec(name: string): object {
  return { tls: [{ hosts: [`${name}.campus.example`], secretName: name }] }
}

function ingress(name: string, { issuer = true, namespace = HOME } = {}): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: ${namespace}
${issuer ? '  annotations: {cert-manager.io/cluster-issuer: letsencrypt}\n' : ''}spec:
  ingressClassName: public
  tls:
    - hosts: [${name}.campus.example]
      secretName: ${name}
  rules:
    - host: ${name}.campus.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: web, port: {number: 80}}}
`
}

const CERTIFICATES = ['--select', 'server-certificate,server-tls-secret', '--fail-on', 'never']

async function told(project: Project): Promise<string[]> {
  const { findings, notChecked } = await found(project, ...CERTIFICATES)
  expect(notChecked).toEqual([])
  return findings.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`)
}

async function toldOf(text: string): Promise<string[]> {
  return told(await projectAt(campus, { 'web.yaml': text }, { namespace: HOME }))
}

test('a certificate that is there, one that is new, and a Secret without an issuer are nothing to speak of', async () => {
  expect(await toldOf(ingress('ready'))).toEqual([])
  expect(await toldOf(ingress('brand-new'))).toEqual([])
  expect(await toldOf(ingress('left-over'))).toEqual([])
  expect(await toldOf(ingress('by-hand', { issuer: false }))).toEqual([])
})

test('a Secret that was made by hand is not left to cert-manager unsaid', async () => {
  const project = await projectAt(campus, { 'web.yaml': ingress('by-hand') }, { namespace: HOME })
  const { stdout, stderr, exitCode } = await project.lint('--select', 'server-certificate,server-tls-secret')
  expect({ stderr, exitCode }).toMatchObject({ exitCode: 0 })
  expect(stdout).toContain('warning: The Secret by-hand is there already, and cert-manager did not make it')
  expect(stdout).toContain('web.yaml:11:19  server-tls-secret  Ingress/by-hand in mine')
  expect(stdout).toContain('kubectl delete secret by-hand -n mine')
})

test('a Secret that another Certificate writes is told with its name', async () => {
  expect(await toldOf(ingress('shared'))).toEqual([
    'warning server-tls-secret: The Secret shared is that of the Certificate portal: with shared beside it both write over each other, without end, up to the limit of the authority.',
  ])
})

test('why there is no certificate is taken from the Challenge, or from the request', async () => {
  const text = [ingress('no-dns'), ingress('no-issuer')].join('---\n')
  expect(await toldOf(text)).toEqual([
    'warning server-certificate: There is no certificate for no-dns.campus.example yet: its host name is not in the DNS.',
    'warning server-certificate: There is no certificate for no-issuer.campus.example yet: the issuer that is named does not exist.',
  ])
})

test('the same of a Certificate that the project brings itself', async () => {
  const text = `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: no-dns}
spec:
  secretName: no-dns
  dnsNames: [no-dns.campus.example]
  issuerRef: {name: letsencrypt, kind: ClusterIssuer}
`
  expect(await toldOf(text)).toEqual([expect.stringContaining('its host name is not in the DNS')])
})

test('an Ingress that has waited for long, and has no Certificate at all', async () => {
  expect(await toldOf(ingress('waiting'))).toEqual([
    'warning server-certificate: The Ingress is on the cluster already, and cert-manager has not begun a certificate for waiting.campus.example.',
  ])
})

test('of Secrets the metadata alone is asked for, and each question once', async () => {
  const before = campus.apiRequests.length
  await toldOf([ingress('by-hand'), ingress('no-dns'), ingress('no-issuer')].join('---\n'))
  const asked = campus.apiRequests.slice(before).map(({ method, path }) => `${method} ${path}`)
  const ofCertManager = asked.filter((one) => /secrets|cert-manager/u.test(one))
  expect(ofCertManager.toSorted()).toEqual([
    'GET /api/v1/namespaces/mine/secrets/by-hand',
    'GET /api/v1/namespaces/mine/secrets/no-dns',
    'GET /api/v1/namespaces/mine/secrets/no-issuer',
    'GET /apis/acme.cert-manager.io/v1',
    'GET /apis/acme.cert-manager.io/v1/namespaces/mine/challenges',
    'GET /apis/acme.cert-manager.io/v1/namespaces/mine/orders',
    'GET /apis/cert-manager.io/v1',
    'GET /apis/cert-manager.io/v1/namespaces/mine/certificaterequests',
    'GET /apis/cert-manager.io/v1/namespaces/mine/certificates/by-hand',
    'GET /apis/cert-manager.io/v1/namespaces/mine/certificates/no-dns',
    'GET /apis/cert-manager.io/v1/namespaces/mine/certificates/no-issuer',
  ])
})

test('many certificates cost a bounded number of requests, and what is left is said', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `many-${index}`)
  const project = await projectAt(
    campus,
    { 'web.yaml': names.map((name) => ingress(name)).join('---\n') },
    { namespace: HOME },
  )
  const before = campus.apiRequests.length
  const { findings, notChecked } = await found(project, ...CERTIFICATES)
  const asked = campus.apiRequests.slice(before).filter(({ path }) => path.includes('/certificates/'))
  expect(asked).toHaveLength(30)
  expect(findings).toEqual([])
  expect(notChecked).toMatchObject([
    { object: 'Ingress/many-30 in mine', reason: 'no more than 30 certificates are looked at in one run' },
  ])
})

test('without the rights nothing is said, but with --verbose', async () => {
  const text = ingress('by-hand', { namespace: CLOSED })
  const project = await projectAt(campus, { 'web.yaml': text }, { namespace: CLOSED })
  const quiet = await project.lint(...CERTIFICATES)
  expect(quiet.stdout).toContain('Found nothing in 1 object. Clean: 1 of 1 file. Not checked: 0.')
  expect(quiet.stderr).not.toContain('you may not see')
  const verbose = await project.lint(...CERTIFICATES, '--verbose')
  expect(verbose.stderr).toContain('you may not see the Certificate by-hand in without-rights')
})

test('rules that are not asked for ask nothing', async () => {
  const project = await projectAt(campus, { 'web.yaml': ingress('by-hand') }, { namespace: HOME })
  const before = campus.apiRequests.length
  await found(project, '--select', 'server-refused', '--fail-on', 'never')
  const asked = campus.apiRequests.slice(before).filter(({ path }) => /secrets|certificates/u.test(path))
  expect(asked).toEqual([])
})
