import { scheduleMeant } from '../../../manifests/cron.ts'
import { shortestInterval } from '../../../manifests/cron-runs.ts'
import type { JsonObject, Path } from '../../../manifests/document.ts'
import { has, objectAt, textAt, textPairsAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { pairEdit } from '../../../manifests/pair-edit.ts'
import { podTemplateOf } from '../../../manifests/pod.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { gpuUses } from '../gpu/gpu-resources.ts'
import { exampleCronJob, exampleJob } from './example.ts'

const DAY = 86_400

const cronTtl: Rule = {
  id: 'cron-ttl',
  severity: 'info',
  fix: 'ask',
  finds: 'a time to live of the Jobs of a CronJob, which has limits of its own',
  why: 'A CronJob keeps its last finished Jobs by number: three that went well and one that failed, or as its history limits say. A time to live deletes them earlier, the failed ones and their logs too.',
  bad: exampleCronJob({ job: ['activeDeadlineSeconds: 3600', 'ttlSecondsAfterFinished: 600'] }),
  good: exampleCronJob({ spec: ['startingDeadlineSeconds: 600', 'failedJobsHistoryLimit: 3'] }),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits',
}

const jobTtl: Rule = {
  id: 'job-ttl',
  severity: 'info',
  fix: 'ask',
  finds: 'a Job that stays for good after it is done',
  why: 'A finished Job and its pods are kept until somebody deletes them. They count against quotas of objects, and a Job of the same name cannot be made until the old one is gone. With ttlSecondsAfterFinished the cluster clears them away, and the logs can still be read until then.',
  bad: exampleJob(['activeDeadlineSeconds: 3600']),
  good: exampleJob(['activeDeadlineSeconds: 3600', 'ttlSecondsAfterFinished: 86400']),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/',
}

const deadline: Rule = {
  id: 'job-deadline',
  severity: 'info',
  fix: 'ask',
  finds: 'a Job that may run for ever',
  why: 'A program that hangs is not ended by itself: its Job holds its share of the quota, and its GPU, until somebody notices. With activeDeadlineSeconds the cluster stops it after that time, retries included.',
  bad: exampleJob(['ttlSecondsAfterFinished: 86400']),
  good: exampleJob(['activeDeadlineSeconds: 3600', 'ttlSecondsAfterFinished: 86400']),
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
}

/** Does a Job end, and go away when it has ended? */
export const jobLifetime: Check = {
  rules: [cronTtl, jobTtl, deadline],
  scope: 'object',
  types: ['batch/Job', 'batch/CronJob'],
  run(object, lint) {
    const steps = object.type === 'batch/Job' ? ['spec'] : ['spec', 'jobTemplate', 'spec']
    const spec = objectAt(object.value, ...steps)
    if (spec === undefined) return
    const path = [...object.path, ...steps]
    if (object.type === 'batch/CronJob') checkCronTtl(object, spec, path, lint)
    else checkJobTtl(object, spec, path, lint)
    checkDeadline(object, spec, path, lint)
  },
}

function checkCronTtl(object: KubernetesObject, spec: JsonObject, job: Path, lint: Lint): void {
  if (!has(spec, 'ttlSecondsAfterFinished')) return
  const path = [...job, 'ttlSecondsAfterFinished']
  lint.report('cron-ttl', {
    object,
    path,
    at: 'key',
    message: 'A time to live deletes finished Jobs before the history limits of the CronJob do, failed ones too.',
    hint: 'take ttlSecondsAfterFinished out, and set failedJobsHistoryLimit if one is not enough',
    fix: { safe: false, title: 'leave it to the history limits', edits: [{ kind: 'remove', path }] },
  })
}

/** Tools that delete a finished Job themselves say so in an annotation. */
const CLEANED_UP = /^(?:helm\.sh\/hook|argocd\.argoproj\.io\/hook)(?:-delete-policy)?$/u

function checkJobTtl(object: KubernetesObject, spec: JsonObject, path: Path, lint: Lint): void {
  if (has(spec, 'ttlSecondsAfterFinished')) return
  if (textPairsAt(object.value, 'metadata', 'annotations').some(([key]) => CLEANED_UP.test(key))) return
  lint.report('job-ttl', {
    object,
    path: [...path, 'ttlSecondsAfterFinished'],
    message: 'When this Job is done, it and its pods stay until somebody deletes them.',
    hint: `add ttlSecondsAfterFinished: ${DAY}`,
    fix: {
      safe: false,
      title: 'delete it a day after it is done',
      edits: [pairEdit(spec, path, 'ttlSecondsAfterFinished', DAY, 'template')],
    },
  })
}

function checkDeadline(object: KubernetesObject, spec: JsonObject, path: Path, lint: Lint): void {
  const pod = podTemplateOf(object)
  if (has(spec, 'activeDeadlineSeconds') || has(pod?.spec, 'activeDeadlineSeconds')) return
  const [gpu] = pod === undefined ? [] : gpuUses(pod, lint.facts)
  const seconds = deadlineFor(object)
  lint.report('job-deadline', {
    object,
    path: [...path, 'activeDeadlineSeconds'],
    severity: gpu === undefined ? 'info' : 'warning',
    message:
      gpu === undefined
        ? 'If its program hangs, this Job holds its share of the quota until somebody notices.'
        : `If its program hangs, this Job holds its ${gpu.resource} until somebody notices.`,
    hint: `add activeDeadlineSeconds: ${seconds}, or how long it may take`,
    fix: {
      safe: false,
      title: `stop it after ${seconds} s`,
      edits: [pairEdit(spec, path, 'activeDeadlineSeconds', seconds, 'template')],
    },
  })
}

/** A day; for what runs more often, until the next run. */
function deadlineFor({ value, type }: KubernetesObject): number {
  const written = type === 'batch/CronJob' ? textAt(value, 'spec', 'schedule') : undefined
  const schedule = written === undefined ? undefined : scheduleMeant(written)
  const interval = schedule === undefined ? undefined : shortestInterval(schedule)
  return Math.min(DAY, interval ?? DAY)
}
