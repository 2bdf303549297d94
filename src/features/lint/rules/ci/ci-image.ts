import { parseImageReference } from '../../../manifests/image-reference.ts'
import type { Check, Lint, Rule } from '../../rule.ts'
import { imagesOf, jobsOf, linesOf, pipeline, type Job } from './pipeline.ts'

const rule: Rule = {
  id: 'ci-image',
  severity: 'warning',
  finds: 'an image of a pipeline without a fixed version, or a kubectl that does not fit the cluster',
  why: 'An image without a tag is another one next month, and the pipeline breaks without a change of yours. What is pushed as latest alone cannot be rolled back. And kubectl is made for clusters of at most one minor version more or less.',
  bad: pipeline('test:\n  image: node\n  script: [npm test]\n'),
  good: pipeline('test:\n  image: node:26\n  script: [npm test]\n'),
  source: 'https://kubernetes.io/releases/version-skew-policy/#kubectl',
}

/** Does each image of a pipeline have a version, and does kubectl's fit the cluster? */
export const ciImage: Check = {
  rules: [rule],
  scope: 'ci',
  run(file, lint) {
    for (const job of jobsOf(file)) {
      for (const { path, image } of imagesOf(job)) checkImage(job, path, image, lint)
      checkPushes(job, lint)
    }
  },
}

function checkImage(job: Job, path: readonly (string | number)[], image: string, lint: Lint): void {
  // What a variable holds is not known here.
  if (image.includes('$')) return
  const reference = parseImageReference(image)
  if ('problem' in reference || reference.digest !== undefined) return
  const { repository, tag } = reference
  const place = { document: job.document, path }
  if (tag === undefined || tag === 'latest') {
    lint.report('ci-image', {
      place,
      message: `${image} is whatever version is the newest when the job runs.`,
      hint: `name a version: ${image.replace(/:latest$/u, '')}:VERSION`,
    })
    return
  }
  const { target } = lint.facts
  if (target.assumed) return
  const [, minor] = /(?:^|\/)[^/]*kubectl[^/]*$/u.test(repository) ? (/^v?1\.(\d{1,3})(?:\.|$)/u.exec(tag) ?? []) : []
  if (minor === undefined || Math.abs(Number(minor) - target.minor) <= 1) return
  lint.report('ci-image', {
    place,
    message: `kubectl 1.${minor} is made for Kubernetes 1.${Number(minor) - 1} to 1.${Number(minor) + 1}; the cluster has 1.${target.minor}.`,
    hint: `take kubectl 1.${target.minor}`,
  })
}

const PUSH = /\b(?:docker|podman|buildah) push (?:-\S+ )*["']?(?<image>[^\s"';&|]+)/gu

/** Pushing latest beside a version is fine; pushing nothing else is not. */
function checkPushes(job: Job, lint: Lint): void {
  const pushes = linesOf(job).flatMap((line) =>
    [...line.text.matchAll(PUSH)].map((match) => ({ line, image: match.groups?.['image'] ?? '' })),
  )
  if (pushes.some(({ image }) => !isLatest(image) || /\$\{?\w*(?:IMAGE|TAG)\w*\}?$/u.test(image))) return
  const [first] = pushes
  if (first === undefined || /--all-tags|\s-a\s/u.test(first.line.text)) return
  lint.report('ci-image', {
    place: { document: job.document, path: first.line.path },
    message: 'The image is pushed as latest alone: no version of it can be deployed, or gone back to.',
    hint: 'push "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA" too',
  })
}

function isLatest(image: string): boolean {
  return image.endsWith(':latest') || !/:[^/]*$/u.test(image)
}
