import { excerpt } from '../../../manifests/excerpt.ts'
import { has, textAt } from '../../../manifests/json.ts'
import type { PodTemplate } from '../../../manifests/pod.ts'
import type { Check, Lint, Rule } from '../../rule.ts'

const policy: Rule = {
  id: 'restart-policy',
  severity: 'error',
  fix: 'safe',
  finds: 'a restart policy that the kind of the workload does not allow',
  why: 'The pods of a Job are to end, so Always is refused there, and it is what counts if nothing is stated. The pods of a Deployment and its like are to run forever, so nothing but Always is taken.',
  bad: example(''),
  good: example('restartPolicy: Never'),
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy',
}

const FINITE = new Set(['batch/Job', 'batch/CronJob'])

/** Are pods that end allowed to end, and those that run for good kept running? */
export const restartPolicy: Check = {
  rules: [policy],
  scope: 'pod',
  run(pod, lint) {
    const written = textAt(pod.spec, 'restartPolicy')
    // What is no policy at all is for the schema to say.
    if (has(pod.spec, 'restartPolicy') && !isPolicy(written)) return
    if (FINITE.has(pod.owner.type)) {
      if (written === undefined || written === 'Always') reportFinite(pod, written, lint)
    } else if (pod.owner.type !== 'Pod' && written !== undefined && written !== 'Always') {
      reportEndless(pod, written, lint)
    }
  },
}

function isPolicy(written: string | undefined): boolean {
  return written === 'Always' || written === 'OnFailure' || written === 'Never'
}

function reportFinite(pod: PodTemplate, written: string | undefined, lint: Lint): void {
  const { owner, spec, specPath } = pod
  const path = [...specPath, 'restartPolicy']
  lint.report('restart-policy', {
    object: owner,
    path,
    message:
      written === undefined
        ? `The pods of a ${owner.kind} need a restart policy: without one Always is meant, which the API server refuses there.`
        : `The pods of a ${owner.kind} are to end: the API server refuses restartPolicy Always.`,
    hint: 'restartPolicy: Never keeps the pods that failed, OnFailure starts their containers again',
    fix: {
      safe: true,
      title: 'never restart: the Job makes a new pod instead',
      edits: [
        'restartPolicy' in spec
          ? { kind: 'set', path, value: 'Never' }
          : { kind: 'add', path: specPath, key: 'restartPolicy', value: 'Never', before: 'containers' },
      ],
    },
  })
}

function reportEndless({ owner, specPath }: PodTemplate, written: string, lint: Lint): void {
  const path = [...specPath, 'restartPolicy']
  lint.report('restart-policy', {
    object: owner,
    path,
    message: `The pods of a ${owner.kind} are to run for good: the API server refuses restartPolicy ${excerpt(written)}.`,
    hint: 'write Always, or make it a Job if it is to end',
    fix: { safe: true, title: 'restart always', edits: [{ kind: 'set', path, value: 'Always' }] },
  })
}

function example(line: string): string {
  return `apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      ${line}
      containers:
        - name: train
          image: python:3.14.2
`.replace(/^ +\n/mu, '')
}
