import type { Identity, Kube, KubeTarget, ResourceRule } from '../context.ts'
import { connect, metadataAs, type Connection, type KubeContext } from './kube-connection.ts'
import { list, member, text } from '../unknown-json.ts'
import { kubeObjects } from './kube-objects.ts'

/**
 * The cluster behind a kubeconfig context. A few requests of the Kubernetes API over plain https: the official client
 * costs 100 ms to load, three times what kubectl needs for the whole answer.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export async function createKube(target: KubeTarget, ctx: KubeContext): Promise<Kube> {
  const connection = await connect(target, ctx)
  const { ask, expected, unreadable } = connection
  return {
    ...kubeObjects(connection),
    async whoAmI() {
      const answer = await ask({
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      })
      return answer.status === 404 ? 'not-served' : toIdentity(connection, expected(answer))
    },
    async canI({ namespace, verb, group, resource }) {
      const answer = await ask({
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { namespace, verb, group, resource } },
        },
      })
      const allowed = member(member(expected(answer), 'status'), 'allowed')
      if (typeof allowed !== 'boolean') throw unreadable('Its answer does not say what was asked.')
      return allowed
    },
    async rules(namespace) {
      const answer = await ask({
        path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectRulesReview',
          spec: { namespace },
        },
      })
      const status = member(expected(answer), 'status')
      const rules = list(member(status, 'resourceRules')).map(toRule)
      return { rules, incomplete: member(status, 'incomplete') === true }
    },
    getNamespace: (name) => getNamespace(connection, name),
    listNamespaces: () => listNamespaces(connection),
  }
}

async function getNamespace({ ask, expected }: Connection, name: string): ReturnType<Kube['getNamespace']> {
  const answer = await ask({
    path: `/api/v1/namespaces/${encodeURIComponent(name)}`,
    accept: metadataAs('PartialObjectMetadata'),
  })
  if (answer.status === 403) return 'forbidden'
  if (answer.status === 404) return 'missing'
  expected(answer)
  return 'found'
}

/** In pages of 500, names only. @see https://kubernetes.io/docs/reference/using-api/api-concepts/ (chunks) */
async function listNamespaces({ ask, expected, unreadable }: Connection): Promise<string[] | 'forbidden'> {
  const names: string[] = []
  const seen = new Set<string>()
  let next = ''
  do {
    if (seen.has(next)) throw unreadable('Its list of namespaces has no end.')
    seen.add(next)
    const from = next === '' ? '' : `&continue=${encodeURIComponent(next)}`
    const answer = await ask({
      path: `/api/v1/namespaces?limit=500${from}`,
      accept: metadataAs('PartialObjectMetadataList'),
    })
    if (answer.status === 403) return 'forbidden'
    const page = expected(answer)
    names.push(...list(member(page, 'items')).map((item) => text(member(member(item, 'metadata'), 'name'))))
    next = text(member(member(page, 'metadata'), 'continue'))
  } while (next !== '')
  return names
}

function toIdentity({ unreadable }: Connection, review: unknown): Identity {
  const user = member(member(review, 'status'), 'userInfo')
  const uid = text(member(user, 'uid'))
  const username = text(member(user, 'username'))
  if (username === '') throw unreadable('Its answer does not say what was asked.')
  return {
    username,
    uid: uid === '' ? undefined : uid,
    groups: list(member(user, 'groups')).map(text),
  }
}

function toRule(rule: unknown): ResourceRule {
  const names = (key: string) => list(member(rule, key)).map(text)
  return {
    verbs: names('verbs'),
    apiGroups: names('apiGroups'),
    resources: names('resources'),
    resourceNames: names('resourceNames'),
  }
}
