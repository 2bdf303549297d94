import { valueRange } from '../../../manifests/positions.ts'
import type { Check, Place, Rule } from '../../rule.ts'
import { examplePod } from './example.ts'
import { secretsIn } from './plain-secrets.ts'

const plainText: Rule = {
  id: 'secret-plain-text',
  severity: 'warning',
  finds: 'a password, token or private key that everybody can read who sees the file',
  why: 'What is in a repository is there for all who may read it, now and later, with all copies and its whole history. The base64 of a Secret is no encryption. A secret that was there once has to be made anew; taking it out of the file is not enough.',
  bad: `${examplePod([])}      env: [{name: DB_PASSWORD, value: hunter2}]\n`,
  good: `${examplePod([])}      env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]\n`,
  source: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
}

/** Is there a secret in the files? */
export const secretPlainText: Check = {
  rules: [plainText],
  always: true,
  scope: 'object',
  run(object, lint) {
    for (const { path, ...secret } of secretsIn(object)) {
      const { document } = object
      const range = valueRange(document, [...object.path, ...path])
      // A text of several lines is concealed as a whole, wherever it is pointed to.
      const place: Place =
        range === undefined ? { document, path: [...object.path, ...path] } : { source: document.source, range }
      lint.report('secret-plain-text', { object, place, ...secret, conceals: true })
    }
  },
}
