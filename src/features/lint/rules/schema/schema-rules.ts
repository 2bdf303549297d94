import type { Rule } from '../../rule.ts'

const SOURCE = 'https://kubernetes.io/docs/reference/kubernetes-api/'

export const unknownField: Rule = {
  id: 'schema-unknown-field',
  severity: 'error',
  fix: 'ask',
  finds: 'a field that does not exist',
  why: 'The API server refuses it, or, where it is not asked to be strict, drops it without a word: what you meant to set is then not set.',
  bad: claim('accessMode: [ReadWriteOnce]'),
  good: claim('accessModes: [ReadWriteOnce]'),
  source: SOURCE,
}

export const misplacedField: Rule = {
  id: 'schema-misplaced-field',
  severity: 'error',
  fix: 'ask',
  finds: 'a field that exists, but in another place',
  why: 'Two blanks too many or too few put a field into the mapping next door, where the API server knows nothing of it and refuses it, or drops it without a word.',
  bad: pod('limits: {memory: 128Mi}'),
  good: pod('resources: {limits: {memory: 128Mi}}'),
  source: SOURCE,
}

export const wrongType: Rule = {
  id: 'schema-type',
  severity: 'error',
  fix: 'safe',
  finds: 'a value of the wrong type',
  why: 'The API server does not convert: a number in quotes is a text, and the value of a label or of an environment variable without quotes is a number. It refuses the whole object.',
  bad: pod('env: [{name: PORT, value: 8080}]'),
  good: pod("env: [{name: PORT, value: '8080'}]"),
  source: SOURCE,
}

export const required: Rule = {
  id: 'schema-required',
  severity: 'error',
  finds: 'a field that must be there and is not',
  why: 'The API server refuses an object that lacks it.',
  bad: 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {restartPolicy: Always}\n',
  good: pod('ports: [{containerPort: 8080}]'),
  source: SOURCE,
}

export const missingSpec: Rule = {
  id: 'missing-spec',
  severity: 'error',
  finds: 'an object without a spec, or without what makes it one: ports, rules, an amount of storage',
  why: 'The published schemas call these optional, so tools that know nothing but schemas pass them. The API server itself refuses the object.',
  bad: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n',
  good: 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: 80}]\n',
  source: SOURCE,
}

export const notAllowed: Rule = {
  id: 'schema-enum',
  severity: 'error',
  fix: 'safe',
  finds: 'a value that is none of those allowed',
  why: 'Such fields take a few words only, and small letters and capitals count. The API server refuses any other.',
  bad: claim('accessModes: [readWriteOnce]'),
  good: claim('accessModes: [ReadWriteOnce]'),
  source: SOURCE,
}

export const unknownKind: Rule = {
  id: 'schema-unknown-kind',
  severity: 'error',
  fix: 'safe or ask',
  finds: 'a kind that does not exist in the API version that is named',
  why: 'The API server has nothing of that name to make: "no matches for kind". Mostly the group is missing or belongs to another kind.',
  bad: 'apiVersion: v1\nkind: Deployment\nmetadata: {name: web}\n',
  good: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
  source: SOURCE,
}

function pod(line: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: nginx:1.29
      ${line}
`
}

function claim(line: string): string {
  return `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  ${line}
  resources: {requests: {storage: 1Gi}}
`
}
