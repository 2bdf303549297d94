import type { Path } from '../../../manifests/document.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { parseImageReference } from '../../../manifests/image-reference.ts'
import { has, textAt } from '../../../manifests/json.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import type { PodTemplate } from '../../../manifests/pod.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Check, Lint, Rule } from '../../rule.ts'

const reference: Rule = {
  id: 'image-reference',
  severity: 'error',
  finds: 'an image whose name no registry can have',
  why: 'The API server takes almost any text as an image, but no node can pull it: the pod stays in InvalidImageName. Registry, name, tag and digest each have a form: registry.example.org:5000/team/app:1.4.2.',
  bad: example('registry.example.org/Team/App:1.4'),
  good: example('registry.example.org:5000/team/app:1.4'),
  source: 'https://github.com/distribution/reference/blob/main/reference.go',
}

const tag: Rule = {
  id: 'image-tag',
  severity: 'warning',
  finds: 'an image without a tag, or with the tag latest',
  why: 'Without a tag latest is meant, and what that is changes without a word: two pods of one workload may run different programs, a restart may bring a new one, and nobody can go back to what ran before.',
  bad: example('registry.example.org:5000/team/app'),
  good: example('registry.example.org:5000/team/app:1.4'),
  source: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
}

/** Does the name of each image say which one is meant, today and later? */
export const imageName: Check = {
  rules: [reference, tag],
  scope: 'pod',
  run(pod, lint) {
    // Where it stands one level too high it is meant for the container all the same.
    const misplaced = textAt(pod.spec, 'image')
    if (misplaced !== undefined) checkImage(pod, [...pod.specPath, 'image'], misplaced, lint)
    for (const container of pod.containers) {
      const image = textAt(container.value, 'image')
      if (image !== undefined) checkImage(pod, [...container.path, 'image'], image, lint)
    }
  },
}

function checkImage(pod: PodTemplate, path: Path, image: string, lint: Lint): void {
  const { owner } = pod
  if (isFilledInLater(owner, image) || lint.project.taggedImages.has(untagged(image))) {
    const reason = `the image "${excerpt(image)}" is filled in by something else`
    for (const { id } of [reference, tag]) lint.notChecked(id, { object: owner, reason })
    return
  }
  const parsed = parseImageReference(image)
  if ('problem' in parsed) {
    lint.report('image-reference', {
      object: owner,
      path,
      message: `"${excerpt(image)}" is no image reference: ${parsed.problem}. The pod would stay in InvalidImageName.`,
      hint: 'write it as REGISTRY/NAME:TAG',
    })
    return
  }
  if (parsed.digest !== undefined || (parsed.tag !== undefined && parsed.tag !== 'latest')) return
  lint.report('image-tag', {
    object: owner,
    path,
    message:
      parsed.tag === undefined
        ? `The image ${excerpt(image)} has no tag, so latest is pulled, whatever that is by then.`
        : `The image ${excerpt(image)} may be another one tomorrow: the tag latest moves.`,
    hint: `name a version: ${excerpt(image.replace(/:latest$/u, ''))}:TAG`,
  })
}

/** By a template, by a tool that builds the image first, or by OpenShift once there is a new one. */
function isFilledInLater({ value }: KubernetesObject, image: string): boolean {
  return (
    hasVariable(image) ||
    /^(?:ko|bazel):\/\//u.test(image) ||
    has(value, 'metadata', 'annotations', 'image.openshift.io/triggers')
  )
}

function example(image: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: ${image}
`
}

/** The name as kustomize compares it. A colon before the last slash is that of a port. */
function untagged(image: string): string {
  const [named = ''] = image.split('@')
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  return colon < 0 ? named : named.slice(0, colon)
}
