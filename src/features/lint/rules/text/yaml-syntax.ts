import type { ReadFault } from '../../../manifests/document.ts'
import type { ManifestFile } from '../../project.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'

const syntax: Rule = {
  id: 'yaml-syntax',
  severity: 'error',
  finds: 'a file that cannot be read as YAML',
  why: 'kubectl stops at it, and whatever else the file holds is not applied. Mostly a tab, a quote or a blank is to blame, a line or two above the place where it shows.',
  bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n data: {}\n',
  good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: {}\n',
  source: 'https://yaml.org/spec/1.2.2/',
}

const duplicate: Rule = {
  id: 'duplicate-key',
  severity: 'error',
  fix: 'safe',
  finds: 'a key that stands twice in a mapping',
  why: 'Only the last one counts, and the API server refuses it where it is asked to be strict. What the first one says is lost without a word.',
  bad: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  name: b\n',
  good: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  source: 'https://yaml.org/spec/1.2.2/#3213-node-comparison',
}

/** Can every document of a file be read, and read in one way only? */
export const yamlSyntax: Check = {
  rules: [syntax, duplicate],
  scope: 'file',
  run(file, lint) {
    for (const fault of file.faults) report(file, fault, lint)
  },
}

function report(file: ManifestFile, fault: ReadFault, lint: Lint): void {
  const place = { source: file.source, range: fault.range }
  if (fault.kind === 'duplicate-key') {
    lint.report('duplicate-key', {
      place,
      message: fault.message,
      hint: 'leave one of them',
      fix: without(file, fault),
    })
    return
  }
  lint.report('yaml-syntax', { place, message: fault.message, hint: hintOf(file, fault) })
}

/** With the same value twice it does not matter which one goes. */
function without({ documents }: ManifestFile, { index, duplicate: twice }: ReadFault): Fix | undefined {
  const document = documents.find((one) => one.index === index)
  if (twice?.sameValue !== true || document === undefined) return undefined
  const path = [...twice.mapping, twice.key]
  return {
    safe: true,
    title: 'remove the second one, which says the same',
    document,
    edits: [{ kind: 'remove-duplicate', path, occurrence: twice.occurrence }],
  }
}

function hintOf({ source }: ManifestFile, { kind, range }: ReadFault): string | undefined {
  const line = source.text.slice(source.text.lastIndexOf('\n', range.start - 1) + 1, range.end)
  if (kind === 'ignored-content') return 'put --- before it, or remove it'
  if (kind !== 'syntax') return undefined
  return /^\s*\t/u.test(line)
    ? 'indent with blanks, never with tabs'
    : 'look at the indentation and the quotes here and just above'
}
