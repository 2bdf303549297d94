import { expect, test } from 'vitest'
import { container, deployment, faultsOf, objectsIn, pod, template, told, type Case } from './support.ts'

const cases: Case[] = [
  {
    name: 'limits outside resources',
    yaml: container('    limits: {cpu: 1}\n'),
    faults: ['misplaced-field spec.containers[0].limits: spec.containers[].resources.limits'],
  },
  {
    name: 'an image directly in the pod spec',
    yaml: pod('  image: a:1\n  containers:\n  - name: a\n'),
    faults: ['misplaced-field spec.image: spec.containers[].image', 'required spec.containers[0].image'],
  },
  {
    name: 'containers without a template around them',
    yaml: deployment('  containers: [{name: a, image: "a:1"}]\n'),
    faults: ['required spec.template', 'misplaced-field spec.containers: spec.template.spec.containers'],
  },
  {
    name: 'containers one level too high',
    yaml: deployment('  template: {containers: [{name: a, image: "a:1"}]}\n'),
    faults: [
      'required spec.template.spec',
      'misplaced-field spec.template.containers: spec.template.spec.containers',
    ],
  },
  {
    name: 'replicas one level too deep',
    yaml: deployment('  template: {replicas: 2, spec: {containers: [{name: a, image: "a:1"}]}}\n'),
    faults: ['misplaced-field spec.template.replicas: spec.replicas'],
  },
  {
    name: 'the pod’s tolerations in the Deployment',
    yaml: deployment(`  tolerations: [{operator: Exists}]\n${template}`),
    faults: ['misplaced-field spec.tolerations: spec.template.spec.tolerations'],
  },
  {
    name: 'the pod’s tolerations in a container',
    yaml: container('    tolerations: [{operator: Exists}]\n'),
    faults: ['misplaced-field spec.containers[0].tolerations: spec.tolerations'],
  },
  {
    name: 'a claim’s name without the claim',
    yaml: pod('  containers: []\n  volumes: [{name: a, claimName: b}]\n'),
    faults: ['misplaced-field spec.volumes[0].claimName: spec.volumes[].persistentVolumeClaim.claimName'],
  },
  {
    name: 'a port at the margin',
    yaml: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{targetPort: 80}]}\nport: 80\n',
    faults: ['required spec.ports[0].port', 'misplaced-field port: spec.ports[].port'],
  },
  {
    name: 'a name at the margin',
    yaml: 'apiVersion: v1\nkind: ConfigMap\nname: a\n',
    faults: ['required metadata.name', 'misplaced-field name: metadata.name'],
  },
  {
    name: 'a name among labels, where the object has none',
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {name: a, app: b}}\n',
    faults: ['required metadata.name', 'misplaced-field metadata.labels.name: metadata.name'],
  },
  {
    name: 'annotations among labels',
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {app: b, annotations: {c: d}}}\n',
    faults: ['misplaced-field metadata.labels.annotations: metadata.annotations'],
  },
  {
    name: 'a name among labels of an object that has one: a label like any other',
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {name: a}}\n',
    faults: [],
  },
  {
    name: 'what several places could take: no guess',
    yaml: container('    port: 80\n'),
    faults: ['unknown-field spec.containers[0].port: ports'],
  },
  {
    name: 'a place that cannot take the value: not named',
    yaml: container('    limits: 5\n'),
    faults: ['unknown-field spec.containers[0].limits: '],
  },
]

test.each(cases)('$name', ({ yaml, minor = 35, faults }) => {
  const [value] = objectsIn(yaml)
  expect(faultsOf(value ?? {}, minor).map(told)).toEqual(faults)
})
