import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { podIn } from '../../playground/kubernetes-pods.ts'
import type { JsonObject } from '../../src/features/manifests/document.ts'
import { textAt } from '../../src/features/manifests/json.ts'
import { loadSite } from '../../src/features/sites/load.ts'
import { clusterOf } from '../support/campus-of.ts'
import { createTestContext } from '../support/run-icc.ts'

// The days are worth what their clusters refuse: each rule of `campus-policies.ts` has something here that it refuses.

/** The first word of the operators of a campus against an object; undefined where it takes it. */
function verdict(site: string, text: string): string | undefined {
  const { profile } = loadSite(createTestContext(), site)
  const { policies = [] } = clusterOf(profile, { username: 'waa123', namespaces: ['waa123'] })
  const object = parse(text) as JsonObject
  const kind = textAt(object, 'kind') ?? ''
  const wanted = { kind, namespace: 'waa123', name: 'x', object, isNew: true }
  return policies.map((policy) => policy(wanted, podIn(kind, object))).find((why) => why !== undefined)
}

const pod = (container: string, spec = ''): string =>
  `{kind: Pod, spec: {${spec} containers: [{name: web, ${container}}]}}`
const claim = (spec: string): string => `{kind: PersistentVolumeClaim, spec: {${spec}}}`
const sized = (size: string): string => `resources: {requests: {storage: ${size}}}`

const STATED = 'resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {cpu: 100m, memory: 1Gi}}'
const GPU = 'resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi, nvidia.com/gpu: 1}}'
const TOLERATION = 'tolerations: [{key: gpu-tesla-v100, operator: Exists, effect: NoSchedule}],'

test.each([
  ['haw-icc', '{kind: DaemonSet}', 'DaemonSet is forbidden here'],
  ['haw-icc', pod('image: a'), 'the container web does not state requests.cpu'],
  ['haw-icc', pod(GPU), 'no node takes web'],
  [
    'haw-icc',
    pod(GPU, `${TOLERATION} nodeSelector: {nvidia.com/gpu.product: Tesla-V100S-PCIE-32GB},`),
    'no node takes web',
  ],
  ['haw-icc', claim(`storageClassName: fast, ${sized('1Gi')}`), 'there is no storage class fast'],
  [
    'haw-icc',
    claim(`accessModes: [ReadWriteMany], ${sized('1Gi')}`),
    'rook-ceph-block cannot be mounted as ReadWriteMany',
  ],
  ['haw-icc', '{kind: Ingress, spec: {ingressClassName: traefik}}', 'there is no ingress class traefik'],
  ['einfra-cz', pod(STATED), 'allowPrivilegeEscalation != false'],
  ['csc-rahti', pod(STATED, 'securityContext: {fsGroup: 1000},'), 'the user ids of the namespace are its own'],
  ['csc-rahti', claim(sized('10Gi')), 'standard-csi has volumes in steps of 8Gi only'],
  ['csc-rahti', claim(sized('104Gi')), 'standard-csi has no volumes above 100Gi'],
  ['nautilus', pod(STATED, 'priorityClassName: high,'), 'priorityClassName is not allowed here'],
  ['nautilus', pod(STATED.replace('limits: {cpu: 100m', 'limits: {cpu: 200m')), 'the cpu of web is limited too high'],
])('%s refuses %s', (site, text, why) => {
  expect(verdict(site, text)).toContain(why)
})

test.each([
  ['haw-icc', pod(STATED)],
  ['haw-icc', pod(GPU, TOLERATION)],
  ['haw-icc', claim(`accessModes: [ReadWriteOnce], ${sized('10Gi')}`)],
  ['csc-rahti', claim(sized('16Gi'))],
  ['nautilus', pod(STATED)],
  ['mi2-akira', pod('image: a')],
])('%s takes %s', (site, text) => {
  expect(verdict(site, text)).toBeUndefined()
})
