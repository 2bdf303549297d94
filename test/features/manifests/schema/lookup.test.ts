import { describe, expect, test } from 'vitest'
import { schemas } from './support.ts'

test('versions outside the known ones get the nearest', () => {
  const [oldest = 0] = schemas.minors
  const newest = schemas.minors.at(-1) ?? 0
  expect(schemas.nearest(oldest - 5)).toBe(oldest)
  expect(schemas.nearest(newest + 3)).toBe(newest)
  expect(schemas.nearest(33)).toBe(33)
  expect(() => schemas.at(newest + 1)).toThrow(`there are no schemas for 1.${newest + 1}`)
})

describe('a kind under an API version', () => {
  test.each([
    [35, 'apps/v1', 'Deployment', { status: 'known' }],
    [30, 'networking.k8s.io/v1', 'ServiceCIDR', { status: 'too-new', since: 33, served: [] }],
    [33, 'networking.k8s.io/v1', 'ServiceCIDR', { status: 'known' }],
    [30, 'resource.k8s.io/v1', 'ResourceClaim', { status: 'too-new', since: 34, served: [] }],
    [33, 'resource.k8s.io/v1beta2', 'ResourceClaim', { status: 'off', served: [] }],
    [34, 'resource.k8s.io/v1beta2', 'ResourceClaim', { status: 'off', served: ['resource.k8s.io/v1'] }],
    [
      32,
      'flowcontrol.apiserver.k8s.io/v1beta3',
      'FlowSchema',
      { status: 'removed', last: 31, served: ['flowcontrol.apiserver.k8s.io/v1'] },
    ],
    [35, 'apps/v1', 'Deploymnet', { status: 'unknown', custom: false, served: [] }],
    [35, 'app/v1', 'Deployment', { status: 'unknown', custom: false, served: ['apps/v1'] }],
    [35, 'v1', 'Deployment', { status: 'unknown', custom: false, served: ['apps/v1'] }],
    [35, 'cert-manager.io/v1', 'Certificate', { status: 'unknown', custom: true, served: [] }],
    [35, 'gateway.networking.k8s.io/v1', 'Gateway', { status: 'unknown', custom: true, served: [] }],
    [35, 'serving.knative.dev/v1', 'Service', { status: 'unknown', custom: true, served: ['v1'] }],
    [35, 'networking.k8s.io/v1', 'VirtualIngress', { status: 'unknown', custom: false, served: [] }],
  ])('1.%i %s %s', (minor, apiVersion, kind, expected) => {
    expect(schemas.at(minor).find(apiVersion, kind)).toMatchObject(expected)
  })
})

test('API versions of a kind come with the group that was asked for first', () => {
  expect(schemas.at(35).apiVersionsOf('Event')).toEqual(['events.k8s.io/v1', 'v1'])
  expect(schemas.at(35).apiVersionsOf('Event', '')).toEqual(['v1', 'events.k8s.io/v1'])
  expect(schemas.at(35).apiVersionsOf('HorizontalPodAutoscaler')).toEqual(['autoscaling/v1', 'autoscaling/v2'])
})

test.each([
  [30, 'flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', true],
  [30, 'resource.k8s.io/v1', 'ResourceClaim', false],
  [34, 'resource.k8s.io/v1', 'ResourceClaim', true],
  [34, 'resource.k8s.io/v1beta1', 'ResourceClaim', false],
])('the kinds of 1.%i are those it serves by default: %s %s', (minor, apiVersion, kind, served) => {
  const found = schemas.at(minor).kinds()
  expect(found.some((one) => one.apiVersion === apiVersion && one.kind === kind)).toBe(served)
})

describe('the versions of a field', () => {
  const all = { from: schemas.minors[0], to: schemas.minors.at(-1), off: undefined }

  test.each([
    ['apps/v1', 'Deployment', ['spec', 'replicas'], all],
    ['apps/v1', 'Deployment', ['spec', 'template', 'spec', 'containers', 'image'], all],
    ['v1', 'Pod', ['spec', 'hostnameOverride'], { ...all, from: 34, off: { from: 34, to: 34 } }],
    ['v1', 'Pod', ['spec', 'workloadRef'], { from: 35, to: 35, off: { from: 35, to: 35 } }],
    [
      'v1',
      'Pod',
      ['spec', 'containers', 'env', 'valueFrom', 'fileKeyRef', 'key'],
      { ...all, from: 34, off: { from: 34, to: 34 } },
    ],
    ['v1', 'Pod', ['spec', 'hostUsers'], { ...all, off: { from: 30, to: 32 } }],
    ['networking.k8s.io/v1', 'ServiceCIDR', ['spec', 'cidrs'], { ...all, from: 33 }],
    ['v1', 'Pod', ['spec', 'colour'], undefined],
    ['v1', 'Pod', ['metadata', 'labels', 'app'], undefined],
    ['example.org/v1', 'Notebook', ['spec'], undefined],
  ])('%s %s %j', (apiVersion, kind, path, expected) => {
    expect(schemas.fieldVersions(apiVersion, kind, path)).toEqual(expected)
  })
})
