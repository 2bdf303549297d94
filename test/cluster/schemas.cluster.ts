import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSchemas } from '../../src/features/manifests/schema/schemas.ts'
import { FURTHER_REQUIRED, FURTHER_VALUES, NOT_REQUIRED } from '../../tools/schemas/corrections.ts'
import { readKinds } from '../../tools/schemas/openapi.ts'
import type { OpenApiFile } from '../../tools/schemas/release.ts'
import { describeOnCluster } from './real-cluster.ts'
import { differences, type ServedType } from './schema-comparison.ts'

const schemas = createSchemas(readFileSync(join(import.meta.dirname, '../../schemas/kubernetes.txt'), 'utf8'))

/** Not all versions that the program knows say these values, so it takes any. */
const LATER_VALUES = [
  'admissionregistration.v1.MutatingWebhook reinvocationPolicy',
  'admissionregistration.v1.NamedRuleWithOperations scope',
  'admissionregistration.v1.RuleWithOperations scope',
  'resource.v1.DeviceSubRequest allocationMode',
  'resource.v1.ExactDeviceRequest allocationMode',
]

/** A later version that the program knows does not demand these any more, so it never does. */
const NO_LONGER_REQUIRED = [
  'apps.v1.ControllerRevision revision',
  'resource.v1.DeviceClass spec',
  'resource.v1.ResourceClaim spec',
  'resource.v1.ResourceClaimTemplate spec',
  'resource.v1.ResourceClaimTemplateSpec spec',
]

/** Groups that this campus brought itself. */
const CUSTOM = /^(?:acme\.)?cert-manager\.io\//u

function names(all: readonly { apiVersion: string; kind: string }[]): string[] {
  return [...new Set(all.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))].toSorted()
}

describeOnCluster('the schemas of the program', {}, (campus) => {
  test(
    'say field by field what the server says, less what was found out by trying',
    { timeout: 120_000 },
    async () => {
      const { operators, version } = campus()
      const minor = Number(version.split('.')[1])
      expect(schemas.minors).toContain(minor)
      const { paths } = (await operators.must('GET', '/openapi/v3')) as {
        paths: Record<string, { serverRelativeURL: string }>
      }
      const addresses = Object.values(paths).map(({ serverRelativeURL }) => serverRelativeURL)
      const files = (await Promise.all(addresses.map((address) => operators.must('GET', address)))) as OpenApiFile[]
      const served = readKinds(files, new Set(['flowcontrol.apiserver.k8s.io/v1beta3'])).filter(
        ({ apiVersion }) => !CUSTOM.test(apiVersion),
      )
      const own = schemas.at(minor)
      expect(names(own.kinds())).toEqual(names(served))

      const types = new Map(files.flatMap((file) => Object.entries(file.components?.schemas ?? {}))) as Map<
        string,
        ServedType
      >
      const seen = new Set<string>()
      const found = served.flatMap(({ apiVersion, kind, type }) => {
        const lookup = own.find(apiVersion, kind)
        return lookup.status === 'known' ? differences(lookup.schema, type, types, seen) : []
      })
      expect(seen.size).toBeGreaterThan(300)
      const corrected = new Set([
        ...Object.keys(FURTHER_VALUES),
        ...FURTHER_REQUIRED,
        ...NOT_REQUIRED,
        ...LATER_VALUES,
        ...NO_LONGER_REQUIRED,
      ])
      expect(found.filter(({ field }) => !corrected.has(field))).toEqual([])
    },
  )
})
