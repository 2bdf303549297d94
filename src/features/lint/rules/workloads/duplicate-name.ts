import type { Json } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { listAt, textAt } from '../../../manifests/json.ts'
import { containerTitle } from '../../../manifests/pod.ts'
import type { Check, Rule } from '../../rule.ts'

const env: Rule = {
  id: 'env-duplicate',
  severity: 'warning',
  finds: 'an environment variable that a container sets twice',
  why: 'The last one wins, and the first one only looks as if it did something. kubectl apply goes by the name, so a later change can hit either of them.',
  bad: example(['web'], '[{name: MODE, value: test}, {name: MODE, value: live}]'),
  good: example(['web'], '[{name: MODE, value: live}]'),
  source: 'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
}

const container: Rule = {
  id: 'container-duplicate',
  severity: 'error',
  finds: 'two containers of one pod with the same name',
  why: 'The containers of a pod, init containers included, are told apart by their names. The API server refuses two with the same.',
  bad: example(['web', 'web'], '[]'),
  good: example(['web', 'log'], '[]'),
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container',
}

/** Is each name given once? */
export const duplicateName: Check = {
  rules: [env, container],
  scope: 'pod',
  run(pod, lint) {
    for (const { name, index } of repeated(pod.containers))
      lint.report('container-duplicate', {
        object: pod.owner,
        path: [...(pod.containers[index]?.path ?? []), 'name'],
        message: `Another container of the pod is called ${excerpt(name)} too, so the API server refuses it.`,
        hint: 'give one of them another name',
      })
    for (const one of pod.containers)
      for (const { name, index } of repeated(listAt(one.value, 'env').map(named)))
        lint.report('env-duplicate', {
          object: pod.owner,
          path: [...one.path, 'env', index, 'name'],
          message: `${containerTitle(one)} sets ${excerpt(name)} more than once; only the last one counts.`,
          hint: 'drop the others',
        })
  },
}

type Named = { name: string | undefined }

function named(item: Json): Named {
  return { name: textAt(item, 'name') }
}

/** Those whose name came before. */
function repeated(all: readonly Named[]): { name: string; index: number }[] {
  if (all.length < 2) return []
  const seen = new Set<string>()
  return all.flatMap(({ name }, index) => {
    if (name === undefined) return []
    if (seen.has(name)) return [{ name, index }]
    seen.add(name)
    return []
  })
}

function example(names: readonly string[], variables: string): string {
  const containers = names.map((name) => `    - {name: ${name}, image: 'nginx:1.29.3', env: ${variables}}\n`)
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
${containers.join('')}`
}
