import { describe, expect, test } from 'vitest'
import { container, deployment, faultsOf, objectsIn, pod, template, told, type Case } from './support.ts'

const unknown: Case[] = [
  {
    name: 'a slip',
    yaml: container('    imagePullpolicy: Always\n'),
    faults: ['unknown-field spec.containers[0].imagePullpolicy: imagePullPolicy'],
  },
  {
    name: 'a singular',
    yaml: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec: {accessMode: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}',
    faults: ['required spec.accessModes: see accessMode', 'unknown-field spec.accessMode: accessModes'],
  },
  {
    name: 'two letters exchanged',
    yaml: container('    prots: []\n'),
    faults: ['unknown-field spec.containers[0].prots: ports'],
  },
  { name: 'nothing near', yaml: pod('  containers: []\n  colour: red\n'), faults: ['unknown-field spec.colour: '] },
  {
    name: 'a key without a value',
    yaml: pod('  containers: []\n  colour:\n'),
    faults: ['unknown-field spec.colour: '],
  },
  {
    name: 'a field of later versions',
    yaml: pod('  containers: []\n  hostnameOverride: a\n'),
    minor: 33,
    faults: ['unknown-field spec.hostnameOverride: 1.34 to 1.37'],
  },
  { name: 'the same where it exists', yaml: pod('  containers: []\n  hostnameOverride: a\n'), minor: 34, faults: [] },
  {
    name: 'a field that is gone',
    yaml: pod('  containers: []\n  workloadRef: {name: a, podGroup: b}\n'),
    minor: 36,
    faults: ['unknown-field spec.workloadRef: 1.35 to 1.35'],
  },
  {
    name: 'a key called as what every JavaScript object has',
    yaml: pod('  containers: []\n  constructor: a\n  __proto__: {}\n'),
    faults: ['unknown-field spec.constructor: ', 'unknown-field spec.__proto__: '],
  },
]

const types: Case[] = [
  {
    name: 'a number in quotes',
    yaml: deployment(`  replicas: "2"\n${template}`),
    faults: ['type spec.replicas: integer, not text, 2'],
  },
  {
    name: 'quotes that hide another number',
    yaml: deployment(`  replicas: "012"\n${template}`),
    faults: ['type spec.replicas: integer, not text'],
  },
  {
    name: 'a fraction',
    yaml: deployment(`  replicas: 1.5\n${template}`),
    faults: ['type spec.replicas: integer, not number'],
  },
  {
    name: 'a number of more than 32 bits',
    yaml: deployment(`  replicas: 3000000000\n${template}`),
    faults: ['type spec.replicas: int32, not integer'],
  },
  {
    name: 'a label that is a number',
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {version: 1.10}}\ndata: {PORT: 80, DEBUG: yes}\n',
    faults: [
      'type metadata.labels.version: text, not number, quote it',
      'type data.PORT: text, not integer, quote it',
      'type data.DEBUG: text, not boolean, quote it',
    ],
  },
  {
    name: 'true in quotes',
    yaml: container('    tty: "true"\n'),
    faults: ['type spec.containers[0].tty: boolean, not text, true'],
  },
  {
    name: 'a word for true',
    yaml: container('    tty: "yes"\n'),
    faults: ['type spec.containers[0].tty: boolean, not text'],
  },
  {
    name: 'a text for a list',
    yaml: container('    command: sleep 1\n'),
    faults: ['type spec.containers[0].command: list, not text'],
  },
  {
    name: 'a mapping for a list of such',
    yaml: container('    ports: {containerPort: 80}\n'),
    faults: ['type spec.containers[0].ports: list, not mapping, [{"containerPort":80}]'],
  },
  {
    name: 'a mapping of names for a list of others',
    yaml: container('    env: {DEBUG: "1"}\n'),
    faults: ['type spec.containers[0].env: list, not mapping'],
  },
  {
    name: 'a list for a mapping',
    yaml: container('    resources: [a]\n'),
    faults: ['type spec.containers[0].resources: mapping, not list'],
  },
  {
    name: 'quantities of any kind, but no others',
    yaml: container('    resources: {limits: {cpu: 1, memory: 1Gi, a/b: 0.5, c/d: true}}\n'),
    faults: ['type spec.containers[0].resources.limits.c/d: quantity, not boolean'],
  },
  {
    name: 'number or text',
    yaml: 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 1, targetPort: 1.5}, {port: 2, targetPort: web}, {port: 3, targetPort: 4}]}\n',
    faults: ['type spec.ports[0].targetPort: integer-or-text, not number'],
  },
  {
    name: 'data of a Secret that is not base64',
    yaml: 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {good: Z2VoZWlt, broken: geheim!, short: abc, lines: "Z2Vo\\nZWlt"}\n',
    faults: ['type data.broken: base64, not text', 'type data.short: base64, not text'],
  },
]

const required: Case[] = [
  {
    name: 'no pathType',
    yaml: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {rules: [{http: {paths: [{backend: {service: {name: a, port: {number: 80}}}}]}}]}\n',
    faults: ['required spec.rules[0].http.paths[0].pathType'],
  },
  { name: 'no containers', yaml: pod('  containers:\n'), faults: ['required spec.containers'] },
  {
    name: 'an empty item',
    yaml: container('    env:\n    -\n'),
    faults: ['required spec.containers[0].env[0].name'],
  },
  {
    name: 'no spec',
    yaml: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n',
    faults: ['required spec'],
  },
  { name: 'no metadata at all', yaml: 'apiVersion: v1\nkind: ConfigMap\n', faults: ['required metadata.name'] },
  {
    name: 'generateName is a name',
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n',
    faults: [],
  },
  {
    name: 'a question to the server has no name',
    yaml: 'apiVersion: authorization.k8s.io/v1\nkind: SelfSubjectAccessReview\nspec: {resourceAttributes: {verb: get}}\n',
    faults: [],
  },
  {
    name: 'what the server never demanded, though an old description does',
    yaml: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {policyTypes: [Ingress]}\n',
    minor: 30,
    faults: [],
  },
  {
    name: 'a template of a claim needs neither kind nor name of a version',
    yaml: 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b}}, template: {spec: {containers: [{name: a, image: "a:1"}]}}, volumeClaimTemplates: [{metadata: {name: a}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}\n',
    faults: [],
  },
]

const enums: Case[] = [
  {
    name: 'another case',
    yaml: pod('  restartPolicy: always\n  containers: []\n'),
    faults: ['enum spec.restartPolicy: Always'],
  },
  {
    name: 'no such value',
    yaml: pod('  restartPolicy: Sometimes\n  containers: []\n'),
    faults: ['enum spec.restartPolicy: Always|Never|OnFailure'],
  },
  {
    name: 'in a list',
    yaml: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec: {accessModes: [ReadWriteSometimes], resources: {requests: {storage: 1Gi}}}\n',
    faults: ['enum spec.accessModes[0]: ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod'],
  },
  {
    name: 'an empty text where nothing need stand',
    yaml: pod('  restartPolicy: ""\n  containers: []\n'),
    faults: [],
  },
  {
    name: 'an empty text where something must',
    yaml: 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {rules: [{http: {paths: [{pathType: "", backend: {}}]}}]}\n',
    faults: ['enum spec.rules[0].http.paths[0].pathType: Exact|ImplementationSpecific|Prefix'],
  },
]

const nulls: Case[] = [
  {
    name: 'null counts as absent',
    yaml: 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: null, creationTimestamp: null}\nspec: {containers: [{name: a, image: "a:1", env: null, resources: {limits: {cpu: null}}, args: [null]}], hostNetwork: ~}\nstatus: null\n',
    faults: [],
  },
  {
    name: 'and so is missing where something must stand',
    yaml: pod('  containers: [{name: null, image: "a:1"}]\n'),
    faults: ['required spec.containers[0].name'],
  },
  {
    name: 'what the server alone writes is not looked at',
    yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, managedFields: [{manager: kubectl, future: 1}]}\n',
    faults: [],
  },
]

describe.each(Object.entries({ unknown, types, required, enums, nulls }))('%s', (_, cases) => {
  test.each(cases)('$name', ({ yaml, minor = 35, faults }) => {
    const [value] = objectsIn(yaml)
    expect(faultsOf(value ?? {}, minor).map(told)).toEqual(faults)
  })
})
