import type { Compared } from './agreement.ts'

const ALONE = 'The server looks at one object alone; this is about two, or about what is not there yet.'
const SITE =
  'What a site grants its users is a matter of their rights and of its own policies; the operators ask here.'
const RANGE = 'How much a container may have, and for which request, says a LimitRange of the site; here is none.'
const LATER = 'Only the node, or what schedules pods, finds out.'

/** Why a server takes what a rule calls an error, by rule. */
export const SERVER_TAKES: Readonly<Record<string, string>> = {
  'config-ref': ALONE,
  'duplicate-object': 'In a dry run nothing is stored, so that the second does not meet the first.',
  'fixed-uid': 'OpenShift gives each namespace its user ids; this server has no such admission.',
  'forbidden-kind': SITE,
  'gpu-toleration-missing': LATER,
  'gpu-none': SITE,
  'hpa-target': ALONE,
  'image-reference': LATER,
  'ingress-allow-list': SITE,
  'ingress-service': ALONE,
  'ingress-service-port': ALONE,
  'node-port-range': 'Each cluster has a range of its own; this one takes 30000 to 32767.',
  'pod-security-baseline':
    'The labels that decide are those of a Namespace in the same files, or the site is an OpenShift.',
  'pod-security-restricted': 'The labels that decide are those of a Namespace in the same files.',
  'port-privileged': LATER,
  'probe-port': LATER,
  'pvc-ref': ALONE,
  'pvc-shrink': 'The claim that it shrinks is not on this server.',
  'resources-missing': 'The quota that wants amounts comes with the same files.',
  'resources-order': RANGE,
  'resources-range': RANGE,
  'rwo-shared': LATER,
  'secret-ref': ALONE,
  'service-selector': ALONE,
  'service-target-port': ALONE,
  'service-type': SITE,
  'statefulset-service': ALONE,
  'tls-host-coverage': ALONE,
  'tls-secret-name': ALONE,
  'volume-mount': 'A claim that no container mounts is storage for nothing, which the server gives.',
}

/** Why lint finds no error in what a server refuses, by what tells such objects; the first that fits counts. */
export const LINT_PASSES: readonly { title: string; fits: (one: Compared) => boolean }[] = [
  {
    title: 'Another program is to fill a place in it (`${NAME}`) before a server sees it.',
    fits: ({ unfilled, case: name }) => unfilled || name.startsWith('names/placeholders'),
  },
  {
    title: 'Of a kind that operators bring, and neither icc nor this cluster knows.',
    fits: said(/^no kind /u),
  },
  {
    title: 'The cluster has a description of this custom kind, which lint reads with `--server` only.',
    fits: ({ object }) => object.startsWith('Certificate/'),
  },
  {
    title:
      'It names a ServiceAccount or PriorityClass that is not there, or comes with the same files: at most a warning.',
    fits: said(/error looking up service account|no PriorityClass with name/u),
  },
  {
    title: 'A quota that students report of their campus, and its operators do not: a warning.',
    fits: said(/failed quota: .* must specify/u),
  },
  {
    title: 'It is encrypted with SOPS, which another program takes away first.',
    fits: ({ case: name }) => name.startsWith('schema/sops-') || name === 'security/secrets-sealed.yaml',
  },
  {
    title: 'An image that an image stream of OpenShift is still to name.',
    fits: ({ case: name }) => name === 'workloads/good-images.yaml',
  },
]

function said(pattern: RegExp): (one: Compared) => boolean {
  return ({ server }) => server.words.some((word) => pattern.test(word))
}
