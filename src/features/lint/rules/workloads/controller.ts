import { has, textAt } from '../../../manifests/json.ts'
import type { Check, Rule } from '../../rule.ts'

const barePod: Rule = {
  id: 'bare-pod',
  severity: 'warning',
  finds: 'a Pod without a controller',
  why: 'Nobody makes a Pod again once it is gone: a node that is taken down for an update, or runs out of memory, ends it for good. A Deployment or a Job makes a new one. Some sites end pods without a controller after some hours.',
  bad: example('v1', 'Pod', '  containers: [{name: web, image: nginx:1.29.3}]'),
  good: example('apps/v1', 'Deployment', '  template: {spec: {containers: [{name: web, image: nginx:1.29.3}]}}'),
  source:
    'https://kubernetes.io/docs/concepts/configuration/overview/#naked-pods-vs-replicasets-deployments-and-jobs',
}

const replicationController: Rule = {
  id: 'replication-controller',
  severity: 'info',
  finds: 'a ReplicationController, which Deployments took the place of',
  why: 'It is still served, but knows no rolling update and no way back to the version before. A Deployment does all that it does, and these too.',
  bad: example('v1', 'ReplicationController', '  replicas: 2'),
  good: example('apps/v1', 'Deployment', '  replicas: 2'),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/',
}

/** Is there somebody who keeps the pods running? */
export const controller: Check = {
  rules: [barePod, replicationController],
  scope: 'object',
  types: ['Pod', 'ReplicationController'],
  run(object, lint) {
    const { value, path, kind } = object
    const place = { object, path: [...path, 'kind'] }
    if (kind === 'ReplicationController') {
      lint.report('replication-controller', {
        ...place,
        message: 'A ReplicationController cannot update its pods step by step; a Deployment can.',
        hint: 'make it a Deployment: apiVersion: apps/v1, and the selector under matchLabels',
      })
      return
    }
    // Helm makes the pods of hooks itself, and one that was read from a cluster has its controller there.
    const isHook = textAt(value, 'metadata', 'annotations', 'helm.sh/hook') !== undefined
    if (isHook || has(value, 'metadata', 'ownerReferences', 0)) return
    const { site } = lint.facts
    const ttl = site?.profile.lifecycle?.barePodTtl
    const finite = /^(?:Never|OnFailure)$/u.test(textAt(value, 'spec', 'restartPolicy') ?? '')
    lint.report('bare-pod', {
      ...place,
      message:
        site === undefined || ttl === undefined
          ? 'A Pod of its own is not made again when its node fails or is drained.'
          : `A Pod of its own is not made again when its node fails, and ${site.id} ends it after ${ttl}.`,
      hint: finite ? 'make it a Job' : 'make it a Deployment, or a Job if it is to end',
    })
  },
}

function example(apiVersion: string, kind: string, spec: string): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: web}
spec:
${spec}
`
}
