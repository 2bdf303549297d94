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
  {
    id: 'server-certificate',
    severity: 'warning',
    finds: 'with --server: a certificate that cert-manager does not get, and why',
    why: 'cert-manager makes the certificate of an Ingress by itself, and where it cannot it goes on trying and tells nobody: visitors get the warning of a self-signed certificate. What keeps it back stands in its Challenge, Order or CertificateRequest.',
    bad: { words: 'An Ingress whose host name is not in the DNS, so that nobody can prove that it is yours.' },
    good: { words: 'The same Ingress after the name was set up.' },
    source: 'https://cert-manager.io/docs/troubleshooting/acme/',
  },
  {
    id: 'server-tls-secret',
    severity: 'warning',
    finds: 'with --server: a Secret for a certificate that somebody else made or writes',
    why: 'cert-manager wants the Secret of a certificate for itself. One that was there before is overwritten with its key, or is kept and no certificate is made, as version and issuer have it; and two Certificates with the same Secret renew each other until the authority refuses. Only the metadata of the Secret is asked for.',
    bad: { words: 'An Ingress with an issuer and the Secret of a certificate that was made by hand.' },
    good: { words: 'The same Ingress with a Secret that does not exist yet.' },
    source: 'https://cert-manager.io/docs/usage/certificate/',
  },
]
