import type { LoginEntries } from '../../../src/features/kubeconfig/login-entries.ts'
import type { LoginOptions } from '../../../src/features/kubeconfig/login.ts'

/** How `icc login` writes when no flag says otherwise. */
export const AUTO: LoginOptions = { use: 'auto', keepNamespace: true }

/** Not a real one: nothing here reads it. */
export const CA = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'

/** What a first sign-in at a made-up campus brings. */
export function entries(overrides: Partial<LoginEntries> = {}): LoginEntries {
  return {
    site: 'campus',
    context: 'campus',
    cluster: { name: 'campus', server: 'https://api.campus.example.org', ca: CA },
    user: { name: 'campus', credential: { kind: 'token', token: 'first' } },
    namespace: 'alice',
    ...overrides,
  }
}

/** A kubeconfig of the user's own. */
export const OWN = `# mine
apiVersion: v1
kind: Config
clusters:
- name: own
  cluster:
    server: https://own.example.org
users:
- name: own
  user: {}
contexts:
- name: own   # keep
  context:
    cluster: own
    user: own
current-context: own
`
