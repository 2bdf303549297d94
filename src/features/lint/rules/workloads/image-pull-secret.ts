import { additions } from '../../../manifests/additions.ts'
import type { Edit } from '../../../manifests/edit.ts'
import { excerpt } from '../../../manifests/excerpt.ts'
import { parseImageReference } from '../../../manifests/image-reference.ts'
import { has, textAt } from '../../../manifests/json.ts'
import type { Container, PodTemplate } from '../../../manifests/pod.ts'
import type { Project } from '../../project.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'

const SITE = 'registry: {hosts: [registry.example.org], pullSecretStyle: gitlab-deploy-token}'

const pullSecret: Rule = {
  id: 'image-pull-secret',
  severity: 'warning',
  fix: 'ask',
  finds: 'an image from the private registry of the site without a Secret to pull it with',
  why: 'The registry of the site lets nobody pull without a token. The node has none: the pod stays in ImagePullBackOff unless it names a Secret of type kubernetes.io/dockerconfigjson under imagePullSecrets.',
  bad: example(''),
  good: example('imagePullSecrets: [{name: registry-token}]'),
  source: 'https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/',
}

/** Can the images of the site's private registry be pulled? */
export const imagePullSecret: Check = {
  rules: [pullSecret],
  scope: 'pod',
  run(pod, lint) {
    const { registry } = lint.facts.site?.profile ?? {}
    // Where it is not known how a Secret is had, the registry may be open to all.
    if (registry?.hosts === undefined || registry.pullSecretStyle === undefined) return
    const hosts = registry.hosts
    const found = pod.containers.find((container) => isFrom(hosts, container))
    if (found !== undefined && !has(pod.spec, 'imagePullSecrets', 0)) checkAccount(pod, found, lint)
  },
}

function isFrom(hosts: readonly string[], { value }: Container): boolean {
  const image = textAt(value, 'image')
  const parsed = image === undefined ? undefined : parseImageReference(image)
  if (parsed === undefined || 'problem' in parsed) return false
  const name = `${parsed.registry}/${parsed.repository}/`.toLowerCase()
  return hosts.some((host) => name.startsWith(`${host.toLowerCase().replace(/\/+$/u, '')}/`))
}

/** The ServiceAccount of a pod can hold the Secret for it. */
function checkAccount(pod: PodTemplate, container: Container, lint: Lint): void {
  const named = textAt(pod.spec, 'serviceAccountName')
  const [account] = lint.project.named('ServiceAccount', named ?? 'default', pod.owner)
  if (account !== undefined && has(account.value, 'imagePullSecrets', 0)) return
  if (account === undefined && named !== undefined && named !== 'default') {
    const reason = `the ServiceAccount ${excerpt(named)}, which may hold a pull secret, is not in the given files`
    lint.notChecked('image-pull-secret', { object: pod.owner, reason })
    return
  }
  const image = textAt(container.value, 'image') ?? ''
  lint.report('image-pull-secret', {
    object: pod.owner,
    path: [...container.path, 'image'],
    message: `The image ${excerpt(image)} is in a private registry, and the pod names no Secret to pull it with: it would stay in ImagePullBackOff.`,
    hint: 'icc scaffold pull-secret, and name it under spec.imagePullSecrets',
    fix: nameSecret(pod, lint.project),
  })
}

/** Which one is meant can be said where the project knows a single one. */
function nameSecret({ owner, spec, specPath }: PodTemplate, project: Project): Fix | undefined {
  const [name, ...others] = pullSecrets(project)
  if (name === undefined || others.length > 0 || project.named('Secret', name, owner).length === 0) return undefined
  const edits: Edit[] | undefined = has(spec, 'imagePullSecrets')
    ? [{ kind: 'append', path: [...specPath, 'imagePullSecrets'], value: { name } }]
    : additions(spec, specPath, { imagePullSecrets: [{ name }] })
  return edits && { safe: false, title: `pull with the Secret ${excerpt(name)}`, edits }
}

const known = new WeakMap<Project, ReadonlySet<string>>()

/** The names of the Secrets in the project that images can be pulled with. */
function pullSecrets(project: Project): ReadonlySet<string> {
  const before = known.get(project)
  if (before !== undefined) return before
  const names = project
    .ofType('Secret')
    .filter(({ value }) => textAt(value, 'type') === 'kubernetes.io/dockerconfigjson')
    .flatMap(({ name }) => name ?? [])
  known.set(project, new Set(names))
  return new Set(names)
}

function example(secrets: string): Rule['bad'] {
  const text = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  ${secrets}
  containers:
    - name: web
      image: registry.example.org/team/app:1.4
`
  return { files: { 'pod.yaml': text.replace(/^ +\n/mu, '') }, site: SITE }
}
