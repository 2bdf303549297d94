import type { Json, Path } from '../../../manifests/document.ts'
import { isObject } from '../../../manifests/json.ts'
import { valueRange } from '../../../manifests/positions.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { jobsOf, pipeline, SCRIPTS, type Job } from './pipeline.ts'

const rule: Rule = {
  id: 'ci-syntax',
  severity: 'error',
  fix: 'safe',
  finds: 'a line of a script that YAML takes for something else than text',
  why: 'A colon followed by a blank makes a mapping of a line, and a bare true a truth value. GitLab refuses the whole pipeline then: "script config should be a string or a nested array of strings".',
  bad: pipeline('deploy:\n  script:\n    - echo status: deployed\n'),
  good: pipeline("deploy:\n  script:\n    - 'echo status: deployed'\n"),
  source: 'https://docs.gitlab.com/ci/yaml/script/#use-special-characters-with-script',
}

/** Is each line of each script a text? */
export const ciSyntax: Check = {
  rules: [rule],
  scope: 'ci',
  run(file, lint) {
    for (const job of jobsOf(file))
      for (const script of SCRIPTS) checkValue(job, [...job.path, script], job.value[script], lint)
  },
}

function checkValue(job: Job, path: Path, value: Json | undefined, lint: Lint): void {
  if (value === undefined || value === null || typeof value === 'string') return
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkValue(job, [...path, index], item, lint)
    return
  }
  lint.report('ci-syntax', {
    place: { document: job.document, path },
    message: isObject(value)
      ? 'YAML takes this line for a mapping, because of ": " in it; GitLab refuses the pipeline.'
      : `YAML takes this line for ${typeof value === 'boolean' ? 'a truth value' : 'a number'}; GitLab refuses the pipeline.`,
    hint: 'put the whole line in single quotes',
    fix: quoted(job, path),
  })
}

/** The line as it is written, as a text. What spans several lines may be meant in more than one way. */
function quoted({ document }: Job, path: Path): Fix | undefined {
  const range = valueRange(document, path)
  const text = range && document.source.text.slice(range.start, range.end).trimEnd()
  if (text === undefined || text.includes('\n') || /[ \t]#/u.test(text)) return undefined
  return { safe: true, title: 'put it in quotes', edits: [{ kind: 'set', path, value: text }] }
}
