import type { Rule } from '../../rule.ts'

const SOURCE = 'The README of icc, section "Checking manifests"'

/** What is wrong with a suppression. These are reported where suppressions are applied, after all checks. */
export const SUPPRESSION_RULES: readonly Rule[] = [
  {
    id: 'suppression-unused',
    severity: 'warning',
    finds: 'an ignored rule that finds nothing there, does not exist, or has passed its day',
    why: 'What it silenced is fixed, or its name is misspelt and it never silenced anything. Left in place it would hide the next, real finding.',
    bad: example('# icc-ignore image-tag: the course server pins it'),
    good: example('# the course server pins it'),
    source: SOURCE,
  },
  {
    id: 'suppression-reason',
    severity: 'warning',
    finds: 'an ignored rule without a reason',
    why: 'Whoever reads the manifest next cannot know whether it is a decision or an oversight, and will not dare to take it out.',
    bad: example('# icc-ignore gpu-fraction', '0.5'),
    good: example('# icc-ignore gpu-fraction: this site divides its cards by a plugin of its own', '0.5'),
    source: SOURCE,
  },
]

function example(comment: string, amount = '1'): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  containers:
    - name: train
      image: pytorch/pytorch:2.9.0
      resources:
        limits:
          ${comment}
          nvidia.com/gpu: ${amount}
`
}
