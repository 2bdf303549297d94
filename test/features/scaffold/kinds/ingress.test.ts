import { describe, expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

const HOST = ['--host', 'shop.example.org']

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop, tier: front}}
  template:
    metadata: {labels: {app: shop, tier: front, version: '3'}}
    spec:
      containers:
        - name: shop
          image: registry.example.org/shop:1.4
          ports: [{name: web, containerPort: 9090}]
          readinessProbe: {tcpSocket: {port: web}}
`

function service(name: string, ports: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [${ports}]}
`
}

const PORTS = ['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service'] as const

describe('the Service', () => {
  test('is made for the workload of the folder, with its labels and its port by name', async () => {
    const { kinds, object } = await scaffolded(['ingress', ...HOST], { files: { 'shop.yaml': DEPLOYMENT } })
    expect(kinds).toEqual(['Service', 'Ingress'])
    expect(at(object('Service'), 'spec')).toEqual({
      selector: { app: 'shop', tier: 'front' },
      ports: [{ name: 'web', port: 80, targetPort: 'web' }],
    })
    expect(at(object('Ingress'), ...PORTS)).toEqual({ name: 'shop', port: { name: 'web' } })
  })

  test('is made for a workload that is yet to come, and that is said', async () => {
    const { object, said } = await scaffolded(['ingress', 'web', ...HOST])
    expect(at(object('Service'), 'spec', 'ports')).toEqual([{ name: 'http', port: 80, targetPort: 8080 }])
    expect(said).toContain('No manifest in this folder is called web yet. icc scaffold deployment web')
  })

  test('of the folder is taken, by the name of its port if it has one', async () => {
    const named = await scaffolded(['ingress', ...HOST], {
      files: { 'service.yaml': service('front', '{name: web, port: 8000}') },
    })
    expect(named.kinds).toEqual(['Ingress'])
    expect(at(named.object('Ingress'), ...PORTS)).toEqual({ name: 'front', port: { name: 'web' } })
    const numbered = await scaffolded(['ingress', ...HOST], {
      files: { 'service.yaml': service('front', '{port: 8000}') },
    })
    expect(at(numbered.object('Ingress'), ...PORTS)).toEqual({ name: 'front', port: { number: 8000 } })
  })

  test('is none that leads to the pods themselves, as that of a database does', async () => {
    const database = service('db', '{name: tcp, port: 5432}').replace('spec: {', 'spec: {clusterIP: None, ')
    expect(database).toContain('clusterIP')
    const { kinds, object } = await scaffolded(['ingress', 'web', ...HOST], { files: { 'db.yaml': database } })
    expect(kinds).toEqual(['Service', 'Ingress'])
    expect(at(object('Service'), 'metadata', 'name')).toBe('web')
  })

  test('must be named where several may be meant', async () => {
    const files = { 'a.yaml': service('front', '{port: 80}'), 'b.yaml': service('back', '{port: 80}') }
    const refused = await scaffolded(['ingress', 'other', ...HOST], { files })
    expect(refused.exitCode).toBe(2)
    expect(refused.said).toContain('--service')
    const { object } = await scaffolded(['ingress', 'back', ...HOST], { files })
    expect(at(object('Ingress'), ...PORTS, 'name')).toBe('back')
  })
})

describe('the certificate', () => {
  test('is made by the issuer of the campus', async () => {
    const { object, said } = await scaffolded(['ingress', 'web', '--host', 'web.inf.haw-hamburg.de'], {
      site: 'haw-icc',
    })
    const ingress = object('Ingress')
    expect(at(ingress, 'metadata', 'annotations')).toEqual({
      'cert-manager.io/cluster-issuer': 'letsencrypt-production',
    })
    expect(at(ingress, 'spec', 'tls')).toEqual([
      { hosts: ['web.inf.haw-hamburg.de'], secretName: 'web-inf-haw-hamburg-de-tls' },
    ])
    expect(said).toContain('Then: https://web.inf.haw-hamburg.de/')
    expect(said).toContain('Subject: DNS name web.inf.haw-hamburg.de')
  })

  test('of Let’s Encrypt has a limit that a campus shares, and a staging issuer does not', async () => {
    const host = ['--host', 'web.dyn.cloud.e-infra.cz']
    const real = await scaffolded(['ingress', 'web', ...host], { site: 'einfra-cz' })
    expect(real.said).toContain('50 certificates in 7 days')
    expect(real.said).toContain('https://letsencrypt.org/docs/rate-limits/')
    expect(real.said).toContain('--issuer letsencrypt-stage. No browser trusts its certificates.')
    const trial = await scaffolded(['ingress', 'web', ...host, '--issuer', 'letsencrypt-stage'], {
      site: 'einfra-cz',
    })
    expect(trial.said).toContain('The issuer letsencrypt-stage is for trials')
    expect(trial.said).not.toContain('50 certificates')
    const without = await scaffolded(['ingress', 'web', '--host', 'web.inf.haw-hamburg.de'], { site: 'haw-icc' })
    expect(without.said).toContain('50 certificates in 7 days')
    expect(without.said).not.toContain('To try things out')
    const other = await scaffolded(['ingress', 'web', ...HOST, '--tls', '--issuer', 'team-ca'])
    expect(other.said).not.toMatch(/50 certificates|for trials|try things out/u)
  })

  test('is left out where nobody makes one, and one of your own is possible', async () => {
    const without = await scaffolded(['ingress', 'web', ...HOST])
    expect(at(without.object('Ingress'), 'spec', 'tls')).toBeUndefined()
    expect(without.said).toContain('Then: http://shop.example.org/')
    const own = await scaffolded(['ingress', 'web', ...HOST, '--tls', '--tls-secret', 'own'])
    expect(at(own.object('Ingress'), 'spec', 'tls', 0, 'secretName')).toBe('own')
    expect(at(own.object('Ingress'), 'metadata', 'annotations')).toBeUndefined()
    expect(own.said).toContain('kubectl create secret tls own')
  })

  test('of a long host is named after the Ingress, as a label has 63 characters', async () => {
    const host = `${'a'.repeat(55)}.inf.haw-hamburg.de`
    const { object } = await scaffolded(['ingress', 'web', '--host', host], { site: 'haw-icc' })
    expect(at(object('Ingress'), 'spec', 'tls', 0)).toEqual({ hosts: [host], secretName: 'web-tls' })
  })

  test('of a host below which others are is named without the star', async () => {
    const { object } = await scaffolded(['ingress', 'web', '--host', '*.example.org', '--tls', '--issuer', 'own'])
    expect(at(object('Ingress'), 'spec', 'tls', 0)).toEqual({
      hosts: ['*.example.org'],
      secretName: 'example-org-tls',
    })
  })
})

test.each([
  ['of passwords', ['--basic-auth', 'users'], 'users'],
  ['with a certificate of one’s own', ['--tls', '--tls-secret', 'own-tls'], 'own-tls'],
])('lint has no complaint about a Secret %s that kubectl makes, nor once it is there', async (_, words, name) => {
  const run = ['ingress', 'web', '--host', 'web.mi2.ai', '--class', 'nginx', ...words]
  const site = 'mi2-akira'
  const { text } = await scaffolded(run, { site })
  expect(text).toMatch(/# icc-ignore secret-ref: .*\n +(?:\S*auth-secret|secretName): /u)
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}}\n`
  const beside = await scaffolded(run, { site, files: { 'secret.yaml': secret } })
  expect(beside.text).not.toContain('icc-ignore')
})

test('nobody is asked for a certificate that an annotation of the campus makes', async () => {
  const site = `id: acme
title: Acme
extends: generic
ingress: {class: nginx, annotations: {kubernetes.io/tls-acme: 'true'}}
`
  const files = { '../.config/icc/sites/acme.yaml': site }
  const { text, said } = await scaffolded(['ingress', 'web', ...HOST, '--tls'], { files, site: 'acme' })
  expect(text).toContain('secretName: shop-example-org-tls # is made with the certificate')
  expect(text).not.toContain('icc-ignore')
  expect(said).not.toContain('The certificate comes from you')
})

test('labels that a campus wants on pods are told', async () => {
  const { said } = await scaffolded(['ingress', 'web', ...HOST], { site: 'tight' })
  expect(said).toContain('Only pods with the labels of this campus (www) are reached')
})

test.each([
  [['--path', 'shop'], 'a path begins with'],
  [['--tls', '--tls-secret', 'UPPER_secret'], '(tls-secret-name)'],
  [['--issuer', 'own'], '--issuer'],
])('what cannot be is refused: %j', async (words, expected) => {
  const { exitCode, said } = await scaffolded(['ingress', 'web', ...HOST, ...words])
  expect(exitCode).toBe(2)
  expect(said).toContain(expected)
})

test('a campus with a certificate for all its names needs no Secret, and the router of OpenShift wants it said in its way', async () => {
  const nautilus = await scaffolded(['ingress', 'web', '--host', 'web.nrp-nautilus.io'], { site: 'nautilus' })
  expect(at(nautilus.object('Ingress'), 'spec', 'tls')).toEqual([{ hosts: ['web.nrp-nautilus.io'] }])
  expect(nautilus.said).toContain('Then: https://web.nrp-nautilus.io/')
  const rahti = await scaffolded(['ingress', 'web', '--host', 'web.2.rahtiapp.fi'], { site: 'csc-rahti' })
  expect(at(rahti.object('Ingress'), 'spec', 'tls')).toEqual([{}])
  expect(rahti.said).not.toContain('Secret')
})

test('its certificate is for names of one part only', async () => {
  const words = ['ingress', 'web', '--host', 'a.b.nrp-nautilus.io', '--tls']
  const { object, said } = await scaffolded(words, { site: 'nautilus' })
  expect(at(object('Ingress'), 'spec', 'tls', 0, 'secretName')).toBe('a-b-nrp-nautilus-io-tls')
  expect(said).toContain('The certificate comes from you: kubectl create secret tls a-b-nrp-nautilus-io-tls')
})

test('where there are no issuers for all namespaces, an issuer is the one of the namespace', async () => {
  const words = ['ingress', 'web', '--host', 'a.b.2.rahtiapp.fi', '--tls', '--issuer', 'letsencrypt']
  const { object } = await scaffolded(words, { site: 'csc-rahti' })
  expect(at(object('Ingress'), 'metadata', 'annotations')).toEqual({ 'cert-manager.io/issuer': 'letsencrypt' })
})

test.each([
  [
    'einfra-cz',
    'web.dyn.cloud.e-infra.cz',
    'nginx.ingress.kubernetes.io/whitelist-source-range',
    '10.0.0.0/8,192.0.2.7',
  ],
  ['csc-rahti', 'web.2.rahtiapp.fi', 'haproxy.router.openshift.io/ip_allowlist', '10.0.0.0/8 192.0.2.7'],
])('at %s only some addresses are let in, as its controller reads them', async (site, host, key, value) => {
  const words = ['ingress', 'web', '--host', host, '--allow-from', '10.0.0.0/8', '--allow-from', '192.0.2.7']
  const { object, said } = await scaffolded(words, { site })
  expect(at(object('Ingress'), 'metadata', 'annotations', key)).toBe(value)
  expect(said).toContain('icc scaffold networkpolicy')
})

test('what is no address is refused by the rule that finds it in manifests', async () => {
  const words = ['ingress', 'web', '--host', 'web.2.rahtiapp.fi', '--allow-from', '10.0.0.0/8,192.0.2.0/24']
  const { exitCode, said } = await scaffolded(words, { site: 'csc-rahti' })
  expect(exitCode).toBe(2)
  expect(said).toMatch(
    /--allow-from \S+: this is neither an address nor a range of addresses \(ingress-allow-list\)/u,
  )
})

test('the campus’s own network, and a password, in the way of its controller', async () => {
  const words = ['ingress', 'web', '--host', 'web.dyn.cloud.e-infra.cz', '--internal', '--basic-auth', 'web-auth']
  const { object, said } = await scaffolded(words, { site: 'einfra-cz' })
  expect(at(object('Ingress'), 'metadata', 'annotations')).toMatchObject({
    'nginx.ingress.kubernetes.io/whitelist-source-range': '147.251.0.0/16',
    'nginx.ingress.kubernetes.io/auth-type': 'basic',
    'nginx.ingress.kubernetes.io/auth-secret': 'web-auth',
  })
  expect(said).toContain('kubectl create secret generic web-auth --from-file=auth')
  expect(said).toContain('free in the quota must be 100m of CPU and 100Mi of memory.')
})

test('where nobody knows the controller, no page can be kept to somebody', async () => {
  const { exitCode, said } = await scaffolded(['ingress', 'web', '--host', 'web.example.org', '--internal'])
  expect(exitCode).toBe(2)
  expect(said).toContain('--internal')
})

const OWN = ['ingress', 'web', '--host', 'shop.example.com']

test("a domain of one's own is refused with the flag that means it, and taken with it", async () => {
  const refused = await scaffolded(OWN, { site: 'haw-icc' })
  expect(refused).toMatchObject({ exitCode: 2, text: '' })
  expect(refused.said).toContain('With --own-domain: the host is in a domain of your own. (ingress-host)')
  const { text, said, exitCode } = await scaffolded([...OWN, '--own-domain'], { site: 'haw-icc' })
  expect(exitCode).toBe(0)
  expect(text).toContain('# icc-ignore ingress-host: a domain of our own')
  expect(said).toContain('CNAME record of shop.example.com that points to icc-k8s-api.informatik.haw-hamburg.de')
  expect(said).toContain('Subject: Own domain shop.example.com')
  expect(said).not.toContain('Subject: DNS name')
})

test.each(['web.inf.haw-hamburg.de', 'a.web.inf.haw-hamburg.de'])('%s is no own domain', async (host) => {
  const { said, exitCode } = await scaffolded(['ingress', 'web', '--host', host, '--own-domain'], { site: 'haw-icc' })
  expect(exitCode).toBe(2)
  expect(said).toContain('--own-domain: this does not exist here; that depends on --host')
})

test('where the name is found by itself, no mail is needed for an own one', async () => {
  const { said, text } = await scaffolded([...OWN, '--own-domain', '--no-comments'], { site: 'csc-rahti' })
  expect(text).toContain('# icc-ignore ingress-host: ')
  expect(said).toContain('points to router-default.apps.2.rahti.csc.fi')
  expect(said).not.toContain('Subject:')
})
