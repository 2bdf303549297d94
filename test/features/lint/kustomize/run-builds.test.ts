import { describe, expect, test } from 'vitest'
import { kustomize } from '../../../../src/features/lint/kustomize/index.ts'
import { fixSources } from '../../../../src/features/lint/fix/fix.ts'
import { lintSources } from '../../../../src/features/lint/lint.ts'
import { CHECKS, RULES } from '../../../../src/features/lint/rules/index.ts'
import { factsFor, lintTexts } from '../../../support/lint.ts'
import { deployment, ingress, K, service } from './application.ts'

const BASE = {
  'base/kustomization.yaml': `${K}resources: [app.yaml, service.yaml]\n`,
  'base/app.yaml': deployment(),
  'base/service.yaml': service(),
}

function over(text: string): Record<string, string> {
  return { ...BASE, 'over/kustomization.yaml': `${K}resources: [../base]\n${text}` }
}

/** Advice is left out: what is looked at here is errors and warnings. */
function found(files: Record<string, string>) {
  return lintTexts(files).findings.filter(weighs)
}

function weighs({ severity }: { severity: string }): boolean {
  return severity !== 'info'
}

function reasons(files: Record<string, string>): string[] {
  return lintTexts(files).notChecked.map(({ file, object, reason }) => `${object?.kind ?? file}: ${reason}`)
}

describe('what is not followed is not checked, and said', () => {
  const FAULTY = { 'base/app.yaml': deployment({ container: 'imagePolicy: Always' }) }

  test('transformers of any kind, but for annotations', () => {
    const files = { ...over('transformers: [t.yaml]\n'), ...FAULTY }
    const custom = 'apiVersion: example.org/v1\nkind: Shuffle\nmetadata: {name: s}\n'
    expect(reasons({ ...files, 'over/t.yaml': custom }).filter((one) => !one.startsWith('Shuffle'))).toEqual([
      'Deployment: over/kustomization.yaml changes it by transformers, which icc does not follow',
      'Service: over/kustomization.yaml changes it by transformers, which icc does not follow',
    ])
    const annotations = custom.replace('example.org/v1', 'builtin').replace('Shuffle', 'AnnotationsTransformer')
    expect(reasons({ ...files, 'over/t.yaml': annotations })).toEqual([])
    expect(found({ ...files, 'over/t.yaml': custom })).toEqual([])
  })

  test('what replacements write into, and nothing else', () => {
    const text =
      'replacements: [{source: {kind: Service}, targets: [{select: {kind: Deployment}, fieldPaths: [a]}]}]\n'
    expect(reasons({ ...over(text), ...FAULTY })).toEqual([
      'Deployment: the replacements of over/kustomization.yaml write into it, which icc does not follow',
    ])
    expect(reasons(over('replacements: [{path: elsewhere.yaml}]\n'))).toHaveLength(2)
  })

  test('a patch that is not there, or that icc cannot do', () => {
    expect(reasons(over('patches: [{path: gone.yaml, target: {kind: Service}}]\n'))).toEqual([
      'Service: its patch over/gone.yaml cannot be read here',
    ])
    const order = 'spec: {template: {spec: {$setElementOrder/containers: []}}}'
    const patch = `patches:\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: web}\n      ${order}\n`
    expect(reasons(over(patch))).toEqual(['Deployment: a patch changes it in a way that icc does not know'])
  })

  test('a resource of elsewhere and generated objects may be what is referred to', () => {
    const remote = 'https://example.org/all.yaml'
    const files = {
      'kustomization.yaml': `${K}resources: [ingress.yaml, "${remote}"]\n`,
      'ingress.yaml': ingress('x'),
    }
    expect(found(files)).toEqual([])
    expect(reasons(files)).toEqual([
      'Ingress: the Service x is not in the given files',
      `kustomization.yaml: kustomization.yaml takes in ${remote}, which is not among the given files`,
    ])
    const helm = { ...files, 'kustomization.yaml': `${K}resources: [ingress.yaml]\nhelmCharts: [{name: x}]\n` }
    expect(found(helm)).toEqual([])
    expect(reasons(helm)).toHaveLength(2)
  })

  test('a base that is not among the given files', () => {
    const { findings, notChecked } = lintTexts({ 'over/kustomization.yaml': `${K}resources: [../base]\n` })
    expect(findings).toEqual([])
    expect(notChecked).toMatchObject([{ file: 'over/kustomization.yaml' }])
  })

  test('a kustomization that takes itself in', () => {
    const files = {
      'a/kustomization.yaml': `${K}resources: [../b, x.yaml]\n`,
      'a/x.yaml': service(),
      'b/kustomization.yaml': `${K}resources: [../a]\n`,
      'c/kustomization.yaml': `${K}resources: [../a]\n`,
    }
    expect(found(files).map(({ rule }) => rule)).toEqual(['service-selector'])
  })
})

describe('a finding', () => {
  test('is told once for all overlays of its base, at its place in the file', () => {
    const files = {
      ...over('namePrefix: dev-\n'),
      'prod/kustomization.yaml': `${K}resources: [../base]\nnamePrefix: prod-\n`,
      'base/app.yaml': deployment({ container: 'imagePulPolicy: Always' }),
    }
    expect(found(files)).toMatchObject([
      { rule: 'schema-unknown-field', file: 'base/app.yaml', line: 15, object: 'Deployment/web', fixable: true },
    ])
  })

  test('of what a kustomization makes says so, at the nearest place that is written, and is not mended there', () => {
    const patch = `patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {template: {spec: {containers: [{name: web, imagePolicy: Always}]}}}
`
    expect(found(over(patch))).toMatchObject([
      {
        rule: 'schema-unknown-field',
        file: 'base/app.yaml',
        hint: expect.stringContaining('over/kustomization.yaml makes it so'),
        fixable: false,
        text: '        - name: web',
      },
    ])
  })

  test('is silenced by the comment and by the annotation in the file', () => {
    const note = 'metadata: {name: web, annotations: {icc/ignore-schema-unknown-field: "why not"}}'
    const base = deployment({ container: 'imagePolicy: Always' }).replace('metadata: {name: web}', note)
    const { findings, suppressed } = lintTexts({ ...over('namePrefix: dev-\n'), 'base/app.yaml': base })
    expect(findings.filter(weighs)).toEqual([])
    expect(suppressed).toMatchObject([{ rule: 'schema-unknown-field', reason: 'why not' }])
  })

  test('is mended in the file, and found no more in any build', () => {
    const files = {
      ...over('namePrefix: dev-\n'),
      'base/service.yaml': service({ port: 'http' }).replace('port: 80', 'port: "80"'),
    }
    const sources = Object.entries(files).map(([name, text]) => ({ name, text }))
    const asked = new Set(RULES.map(({ id }) => id))
    const settings = { facts: factsFor({}), rules: RULES, checks: CHECKS, asked, kustomize, today: '2026-11-21' }
    const before = lintSources({ sources }, settings)
    expect(before.findings.filter(weighs)).toMatchObject([{ rule: 'schema-type', file: 'base/service.yaml' }])
    const fixed = fixSources({ sources }, before, settings, 'safe')
    expect(fixed.linted.findings.filter(weighs)).toEqual([])
    expect(fixed.sources.find(({ name }) => name === 'base/service.yaml')?.text).toContain('port: 80,')
  })
})

describe('files beside kustomizations', () => {
  test('are looked at as ever, and may refer to what is built, by its names there', () => {
    const files = { ...over('namePrefix: dev-\n'), 'plain.yaml': ingress('dev-web') }
    expect(found(files)).toEqual([])
    expect(found({ ...files, 'plain.yaml': ingress('no-such-thing') })).toMatchObject([
      { rule: 'ingress-service', file: 'plain.yaml' },
    ])
  })

  test('are there for what is built', () => {
    const { 'base/app.yaml': app, ...rest } = over('')
    const files = { ...rest, 'base/kustomization.yaml': `${K}resources: [service.yaml]\n`, 'plain.yaml': app ?? '' }
    expect(found(files)).toEqual([])
  })

  test('a component that nobody takes in is looked at by itself', () => {
    const files = {
      'part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml]\n',
      'part/a.yaml': deployment({ container: 'imagePolicy: Always' }),
    }
    expect(found(files)).toMatchObject([{ rule: 'schema-unknown-field', file: 'part/a.yaml' }])
  })
})

test('a folder is named to be rendered only where lint does not follow it itself', () => {
  expect(hints(over('namePrefix: dev-\n'))).toEqual([])
  expect(hints(over('helmCharts: [{name: x}]\n'))).toContain('kubectl kustomize over | icc lint -')
})

function hints(files: Record<string, string>): string[] {
  return lintTexts(files).skipped.flatMap(({ hint }) => hint ?? [])
}
