import { describe, expect, test } from 'vitest'
import { faultsOf, objectsIn, schemas, told } from './support.ts'

// What students find in campus wikis, in short: what is wrong in them, and what looks wrong and is not.

function faults(yaml: string): string[] {
  const [value] = objectsIn(yaml)
  return faultsOf(value ?? {}, 35).map(told)
}

test('a Service whose name slipped under its labels', () => {
  const yaml = `apiVersion: v1
kind: Service
metadata:
  labels:
    app: tensorflow
    name: tensorflow
spec:
  selector: {app: tensorflow}
  ports: [{port: 8888}]
`
  expect(faults(yaml)).toEqual(['required metadata.name', 'misplaced-field metadata.labels.name: metadata.name'])
})

test('the same with a port at the margin, where a page broke', () => {
  const yaml = `apiVersion: v1
kind: Service
metadata:
  name: tensorflow
spec:
  selector: {app: tensorflow}
  ports:
  - name: http
port: 8888
`
  expect(faults(yaml)).toEqual(['required spec.ports[0].port', 'misplaced-field port: spec.ports[].port'])
})

test('a pod with its image in the spec and limits outside resources', () => {
  const yaml = `apiVersion: v1
kind: Pod
metadata: {name: training}
spec:
  image: ubuntu:latest
  containers:
  - name: training
    limits: {memory: 2 GiB}
`
  expect(faults(yaml)).toEqual([
    'misplaced-field spec.image: spec.containers[].image',
    'required spec.containers[0].image',
    'misplaced-field spec.containers[0].limits: spec.containers[].resources.limits',
  ])
})

test('a claim with one access mode too few in its name', () => {
  const yaml = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessMode: ReadWriteMany
  resources: {requests: {storage: 200 GiB}}
`
  expect(faults(yaml)).toEqual([
    'required spec.accessModes: see accessMode',
    'unknown-field spec.accessMode: accessModes',
  ])
})

test('legal, though it looks old: pull policy, Recreate, a claim without a class', () => {
  const yaml = `apiVersion: apps/v1
kind: Deployment
metadata: {name: tensorflow}
spec:
  strategy: {type: Recreate}
  selector: {matchLabels: {app: tensorflow}}
  template:
    metadata: {labels: {app: tensorflow}}
    spec:
      tolerations: [{key: gpu, operator: Equal, value: "true", effect: NoSchedule}]
      containers:
      - name: tensorflow
        image: tensorflow/tensorflow:1.4.0-gpu
        imagePullPolicy: Always
        resources: {limits: {nvidia.com/gpu: 1}}
`
  expect(faults(yaml)).toEqual([])
})

describe('API versions of long ago', () => {
  test.each([
    ['extensions/v1beta1', 'Ingress', ['networking.k8s.io/v1']],
    ['extensions/v1beta1', 'Deployment', ['apps/v1']],
    ['batch/v1beta1', 'CronJob', ['batch/v1']],
    ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', ['autoscaling/v1', 'autoscaling/v2']],
  ])('%s %s', (apiVersion, kind, served) => {
    expect(schemas.at(35).find(apiVersion, kind)).toEqual({ status: 'unknown', custom: false, served })
  })
})
