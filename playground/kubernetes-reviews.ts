import { mayAccess, mayVisit, pathsFor, rulesFor, type Binding } from './kubernetes-access.ts'
import type { Requester } from './kubernetes-authentication.ts'
import { StatusError } from './kubernetes-status.ts'

/**
 * Answers the questions that users ask about themselves: who am I, may I, what may I.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/ (authentication.k8s.io/v1, authorization.k8s.io/v1)
 */
export function review(kind: string, requester: Requester, body: unknown, table?: readonly Binding[]): unknown {
  const spec = record(record(body)['spec'])
  switch (kind) {
    case 'SelfSubjectReview':
      return {
        kind,
        apiVersion: 'authentication.k8s.io/v1',
        metadata: { creationTimestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z') },
        status: { userInfo: { username: requester.username, groups: requester.groups } },
      }
    case 'SelfSubjectAccessReview':
      return authorization(kind, spec, { allowed: isAllowed(requester, spec, table) })
    case 'SelfSubjectRulesReview':
      return authorization(kind, spec, rulesStatus(requester, text(spec, 'namespace'), table))
    default:
      throw new StatusError('NotFound', 'the server could not find the requested resource', {})
  }
}

function authorization(kind: string, spec: Record<string, unknown>, status: unknown): unknown {
  return { kind, apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status }
}

function isAllowed(
  requester: Requester,
  spec: Record<string, unknown>,
  table: readonly Binding[] | undefined,
): boolean {
  const path = spec['nonResourceAttributes']
  if (path !== undefined) return mayVisit(requester, text(record(path), 'verb'), text(record(path), 'path'))
  if (spec['resourceAttributes'] === undefined) {
    throw new StatusError(
      'Invalid',
      'spec: exactly one of resourceAttributes and nonResourceAttributes must be given',
    )
  }
  const wanted = record(spec['resourceAttributes'])
  const access = {
    verb: text(wanted, 'verb'),
    group: text(wanted, 'group'),
    resource: text(wanted, 'resource'),
    subresource: text(wanted, 'subresource'),
    name: text(wanted, 'name'),
    namespace: text(wanted, 'namespace'),
  }
  return mayAccess(requester, access, table)
}

function rulesStatus(requester: Requester, namespace: string, table: readonly Binding[] | undefined): unknown {
  if (namespace === '') throw new StatusError('BadRequest', 'no namespace on request')
  return {
    resourceRules: rulesFor(requester, namespace, table),
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: pathsFor(requester) }],
    incomplete: false,
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(from: Record<string, unknown>, key: string): string {
  const value = from[key]
  return typeof value === 'string' ? value : ''
}
