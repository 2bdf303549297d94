import type { Rule } from '../../rule.ts'

const SOURCE = 'https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run'

/** What a cluster itself says with --server. These are reported where its answers are read, beside the checks. */
export const SERVER_RULES: readonly Rule[] = [
  {
    id: 'server-refused',
    severity: 'error',
    finds: 'with --server: what the cluster itself would refuse',
    why: 'The API server was asked what it would do with the object, or with the pods that it makes, and it said no: by its own rules, a quota, or a policy that only this cluster knows. Nothing was stored.',
    bad: { words: 'A Pod without requests in a namespace whose quota counts them.' },
    good: { words: 'The same Pod with requests and limits.' },
    source: SOURCE,
  },
  {
    id: 'server-warning',
    severity: 'warning',
    finds: 'with --server: what the cluster itself takes with a warning',
    why: 'The API server was asked what it would do with the object. It would take it, and add a warning that kubectl shows at the real apply, where it is easily overlooked.',
    bad: { words: 'A Deployment in a namespace that warns of what its Pod Security level will not allow.' },
    good: { words: 'The same Deployment with the security context that the warning asks for.' },
    source: SOURCE,
  },
]
