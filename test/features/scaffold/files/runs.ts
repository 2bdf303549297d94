import * as fc from 'fast-check'
import type { Run } from '../../../../src/features/scaffold/files/head.ts'
import type { Json } from '../../../../src/features/manifests/document.ts'

/** What shells, YAML or terminals take for more than text. */
const ODD = [
  'a|B7| |\n|\r|\t|\'|"|\\|$|$HOME|`|#|: |-|--x|=|*|~|!|&|;|(|{}|%s|ä|日本|😀|---|/etc/x|1.34|,|# icc-ignore image-tag',
  '\u001b[2J|\u0085|\u2028|\u202e|\ufeff|\uffff',
].flatMap((pieces) => pieces.split('|'))

const odd = fc.array(fc.constantFrom('|', ...ODD), { maxLength: 8 }).map((pieces) => pieces.join(''))

const anyText = fc
  .oneof(odd, fc.stringMatching(/^[a-z0-9.:/=-]{1,40}$/u), fc.string({ unit: 'grapheme' }))
  .map((text) => text.replaceAll('\0', '').toWellFormed())

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/u)
const flag = name.filter((text) => !/^no-|^(?:site|namespace|kube-version|minimal|comments)$/u.test(text))

/** JSON has no -0. */
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json)

export const anyRun: fc.Arbitrary<Run> = fc.record(
  {
    kind: name,
    version: fc.integer({ min: 1, max: 99_999 }),
    manifests: fc.array(
      name.map((text) => `${text}.yaml`),
      { minLength: 1, maxLength: 3 },
    ),
    words: fc.array(fc.record({ flag, value: fc.oneof(anyText, fc.boolean()) }), { maxLength: 6 }),
    argument: anyText,
    options: fc.record(
      {
        site: anyText,
        namespace: anyText,
        kubeVersion: fc.constantFrom('1.29', '1.34'),
        minimal: fc.boolean(),
        comments: fc.boolean(),
      },
      { requiredKeys: ['kubeVersion', 'minimal', 'comments'] },
    ),
    facts: fc.dictionary(name, json, { maxKeys: 4 }),
  },
  { requiredKeys: ['kind', 'version', 'manifests', 'words', 'options', 'facts'] },
)

export const ingressRun: Run = {
  kind: 'ingress',
  version: 1,
  manifests: ['service.yaml', 'ingress.yaml'],
  argument: 'web',
  words: [
    { flag: 'host', value: 'web.example.org' },
    { flag: 'service', value: 'web' },
    { flag: 'class', value: 'nginx' },
    { flag: 'issuer', value: 'letsencrypt-prod' },
    { flag: 'label', value: 'app.kubernetes.io/part-of=shop' },
    { flag: 'tls', value: true },
    { flag: 'redirect', value: false },
  ],
  options: { site: 'haw-icc', kubeVersion: '1.34', minimal: false, comments: true },
  facts: { issuer: 'letsencrypt-prod' },
}
