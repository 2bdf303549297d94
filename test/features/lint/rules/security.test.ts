import { describe, expect, test } from 'vitest'
import { securityChecks } from '../../../../src/features/lint/rules/security/index.ts'
import { lintTexts } from '../../../support/lint.ts'
import { mend, testSubject } from './subject.ts'

const rules = securityChecks.flatMap((check) => check.rules)

testSubject('security', securityChecks)

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  # what it runs
  containers:
    - name: web
      image: registry.example.org/web:1.4.0
      securityContext:
        capabilities:
          drop:
            - NET_RAW # the least
    - name: proxy
      image: registry.example.org/proxy:1.4.0
`

describe('the block that restricted wants', () => {
  const site = '{security: {preset: restricted, defaultUid: 10001}}'

  test('says for the pod what the pod can say, and the rest for each container', () => {
    const { mended, sources } = mend(POD, { site }, rules)
    expect(mended.map(({ rule, fix }) => [rule, fix?.safe])).toEqual([['pod-security-restricted', false]])
    expect(sources[0]?.text).toBe(`apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    seccompProfile:
      type: RuntimeDefault
  # what it runs
  containers:
    - name: web
      image: registry.example.org/web:1.4.0
      securityContext:
        capabilities:
          drop:
            - NET_RAW # the least
            - ALL
        allowPrivilegeEscalation: false
    - name: proxy
      image: registry.example.org/proxy:1.4.0
      securityContext:
        allowPrivilegeEscalation: false
        capabilities:
          drop:
            - ALL
`)
  })

  test('names no user where one is named, or the cluster chooses', () => {
    const named = POD.replace('  # what', '  securityContext: {runAsUser: 999}\n  # what')
    expect(mend(named, { site }, rules).sources[0]?.text).toContain('{runAsUser: 999, runAsNonRoot: true')
    const openShift = mend(POD, { site: '{security: {preset: openshift, defaultUid: 10001}}' }, rules)
    expect(openShift.sources[0]?.text).toContain('runAsNonRoot: true\n')
    expect(openShift.sources[0]?.text).not.toContain('runAsUser')
  })

  test('is not offered where the API server would refuse it', () => {
    for (const rights of ['privileged: true', 'capabilities: {add: [SYS_ADMIN]}']) {
      const text = POD.replace(/capabilities:\n(?:.*\n){2}/u, `${rights}\n`)
      const { findings } = lintTexts({ 'a.yaml': text }, { site, checks: securityChecks })
      const own = findings.filter(({ rule }) => rule === 'pod-security-restricted')
      expect(own).toMatchObject([{ fixable: false, hint: expect.stringContaining('write it in securityContext') }])
    }
  })
})

test('a user id that is all there is goes with its mapping', () => {
  const text = POD.replace('  # what', '  securityContext:\n    runAsUser: 1000\n  # what')
  const { sources } = mend(
    text,
    { site: '{security: {preset: openshift}}' },
    rules.filter(({ fix }) => fix === 'safe'),
  )
  expect(sources[0]?.text).toBe(POD)
})

test('short names stand for long ones, and nothing else changes', () => {
  const text = POD.replace('  # what', '  hostAliases: []\n  # what').concat(
    `      args: ["--db=postgres://db.shop.svc.cluster.local:5432/app", --plain] # the shop's\n`,
  )
  const named = rules.filter(({ id }) => id === 'cluster-domain')
  const { sources } = mend(text, { site: '{namespace: {dnsSuffix: k8s.example.org}}' }, named)
  expect(sources[0]?.text).toBe(text.replace('.svc.cluster.local', ''))
})

describe('secrets', () => {
  // Nobody's credentials, put together here: written out, programs that look for such would take them for real.
  const token = ['glpat', 'Zq7Rk2Vw9Tn4Xb6Lc8Md'].join('-')
  const key = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ')
  const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  annotations: {note: "pushed with ${token}, once"}
data:
  LOG_LEVEL: debug
  DB_PASSWORD: "hunter2" # of the test database
  key.pem: |
    ${key}
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASC
    -----END PRIVATE KEY-----
  last: line
---
apiVersion: v1
kind: Secret
metadata: {name: registry}
data: {token: ${Buffer.from(token).toString('base64')}, pin: MTIzNA==, user: YW5uYQ==}
`
  const { findings } = lintTexts({ 'settings.yaml': SETTINGS }, { checks: securityChecks })

  test('are errors where their shape leaves no doubt', () => {
    expect(findings.map(({ severity, line, column, message }) => [severity, line, column, message])).toEqual([
      ['error', 5, 23, 'This ConfigMap holds a GitLab token, for everybody who can read the file.'],
      ['warning', 8, 16, 'The ConfigMap settings holds the secret DB_PASSWORD, for everybody who can read it.'],
      ['error', 9, 12, 'This ConfigMap holds a private key, for everybody who can read the file.'],
      ['error', 18, 15, 'This Secret holds a GitLab token, for everybody who can read the file.'],
      [
        'warning',
        18,
        58,
        'The Secret registry holds pin for everybody who can read the file; base64 is no encryption.',
      ],
    ])
  })

  test('show nowhere, not even in the line that is shown', () => {
    const shown = JSON.stringify(findings.map(({ message, hint, text, fix }) => [message, hint, text, fix]))
    for (const secret of [token, 'hunter2', 'MIIEvQ', Buffer.from(token).toString('base64'), 'MTIzNA'])
      expect(shown).not.toContain(secret)
    expect(findings.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^ {2}annotations: \{note: \*+\}$/u),
      expect.stringMatching(/^ {2}DB_PASSWORD: \*{9} # of the test database$/u),
      expect.stringMatching(/^ {2}key\.pem: \*$/u),
      expect.stringMatching(/^data: \{token: \*+, pin: \*{8}, user: YW5uYQ==\}$/u),
      expect.stringMatching(/^data: \{token: \*+, pin: \*{8}, user: YW5uYQ==\}$/u),
    ])
  })

  test('do not show on the lines of other findings either', () => {
    const text = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter2, other: yes}\n'
    const all = lintTexts({ 'a.yaml': text }).findings
    expect(all.length).toBeGreaterThan(1)
    for (const finding of all) expect(finding.text).not.toContain('hunter2')
  })

  test.each([
    ['{"auths":{"{{ registry }}":{"username":"{{ x }}","password":"hunter2"}}}', 1],
    ['{"auths":{"registry.example.org":{"auth":"YW5uYTpodW50ZXIy"}}}', 1],
    ['{"auths":{"registry.example.org":{"username":"anna","password":"{{ password }}"}}}', 0],
    ['{{ imagePullSecret }}', 0],
  ])('of a registry are its passwords, whatever stands beside them: %s', (account, found) => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata: {name: registry}\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '${account}'\n`
    const told = lintTexts({ 'a.yaml': text }, { checks: securityChecks }).findings
    expect(told.filter(({ rule }) => rule === 'secret-plain-text')).toHaveLength(found)
  })

  test('can be kept with a reason, by comment and by annotation', () => {
    const comment = SETTINGS.replace(
      '  DB_PASSWORD',
      '  # icc-ignore secret-plain-text: a test database\n  DB_PASSWORD',
    )
    const annotation = SETTINGS.replace('{note:', '{icc/ignore-secret-plain-text: all of a test, note:')
    expect(lintTexts({ 'a.yaml': comment }, { checks: securityChecks }).suppressed).toHaveLength(1)
    expect(lintTexts({ 'a.yaml': annotation }, { checks: securityChecks }).suppressed).toHaveLength(3)
  })
})

test('many secrets in one file take no longer than they are many', () => {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter2}\n'
  const text = Array.from({ length: 3000 }, () => secret).join('---\n')
  expect(lintTexts({ 'a.yaml': text }, { checks: securityChecks }).findings).toHaveLength(3000)
})
