import type { Rule } from '../../rule.ts'

const GUIDE = 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/'

export const removed: Rule = {
  id: 'api-removed',
  severity: 'error',
  fix: 'safe',
  finds: 'an API version or field that the target version serves no longer, or takes and does nothing with',
  why: 'What worked when the manifest was written is refused today: "no matches for kind". Old course material and wikis are full of it.',
  bad: 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: backup}\n',
  good: 'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: backup}\n',
  source: GUIDE,
}

export const deprecated: Rule = {
  id: 'api-deprecated',
  severity: 'warning',
  fix: 'safe',
  finds: 'an API version that a coming version of Kubernetes will not serve any more',
  why: 'It works today and stops on the day on which the cluster is upgraded, when nobody remembers this manifest.',
  bad: { files: { 'a.yaml': flowSchema('v1beta3') }, version: '1.31' },
  good: { files: { 'a.yaml': flowSchema('v1') }, version: '1.31' },
  source: GUIDE,
}

export const tooNew: Rule = {
  id: 'api-too-new',
  severity: 'error',
  finds: 'an API version, a field or a value that comes with a later version of Kubernetes',
  why: 'Examples on the web are written for the newest version. A cluster that is older refuses such an object, or drops the field without a word.',
  bad: { files: { 'a.yaml': stopSignal() }, version: '1.30' },
  good: { files: { 'a.yaml': stopSignal() }, version: '1.35' },
  source: 'https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/',
}

function flowSchema(version: string): string {
  return `apiVersion: flowcontrol.apiserver.k8s.io/${version}\nkind: FlowSchema\nmetadata: {name: students}\nspec: {priorityLevelConfiguration: {name: global-default}}\n`
}

function stopSignal(): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  os: {name: linux}
  containers:
    - name: web
      image: nginx:1.29
      lifecycle: {stopSignal: SIGUSR1}
`
}
