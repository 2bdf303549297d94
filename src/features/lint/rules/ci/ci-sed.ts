import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { jobsOf, linesOf, pipeline, type Line } from './pipeline.ts'

const rule: Rule = {
  id: 'ci-sed',
  severity: 'warning',
  fix: 'ask',
  finds: 'sed with "/" around a text that has slashes of its own',
  why: 'The name of an image, a branch or a path has slashes, and sed takes the first of them for the end of the text: "unknown option to s". It may work for one branch and fail for the next.',
  bad: pipeline('deploy:\n  script:\n    - sed -i "s/__IMAGE__/$CI_REGISTRY_IMAGE/" k8s/web.yaml\n'),
  good: pipeline('deploy:\n  script:\n    - sed -i "s|__IMAGE__|$CI_REGISTRY_IMAGE|" k8s/web.yaml\n'),
  source: 'https://www.gnu.org/software/sed/manual/html_node/The-_0022s_0022-Command.html',
}

/** Can sed tell where the texts of a replacement end? */
export const ciSed: Check = {
  rules: [rule],
  scope: 'ci',
  run(file, lint) {
    for (const job of jobsOf(file)) for (const line of linesOf(job)) checkLine(line, lint)
  },
}

/** A replacement up to the end of its quotes, or to the next blank. */
const REPLACEMENT = /\bsed\b[^|;&\n]*?(?<quote>["']?)s\/(?<body>.*?)\k<quote>(?=\s|$)/gu
/** Variables of GitLab, and names people give, whose values have slashes. */
const SLASHED =
  /\$\{?(?:CI_REGISTRY_IMAGE|CI_PROJECT_(?:PATH|NAMESPACE|DIR|URL)|CI_COMMIT_(?:REF_NAME|BRANCH|TAG)|CI_(?:SERVER|API_V4|ENVIRONMENT|PAGES)_URL|\w*(?:IMAGE|URL|PATH|DIR|FOLDER)\w*)\b\}?/u

function checkLine({ job, path, text }: Line, lint: Lint): void {
  for (const match of text.matchAll(REPLACEMENT)) {
    const { body = '' } = match.groups ?? {}
    const problem = problemOf(body)
    if (problem === undefined) continue
    lint.report('ci-sed', {
      place: { document: job.document, path },
      message: problem,
      hint: 'use another delimiter, s|old|new|; for images better: kubectl set image --local -f FILE',
      fix: withBar(path, text, match[0], body),
    })
    return
  }
}

function problemOf(body: string): string | undefined {
  if (/\$\\/u.test(body)) return 'After a dollar sign the backslash keeps the shell from filling in the variable.'
  const slashed = SLASHED.exec(body)?.[0]
  if (slashed !== undefined) return `${slashed} has slashes in it, and sed takes the first for the end of the text.`
  const slashes = body.replaceAll(/\\./gu, '').split('/').length - 1
  return slashes > 2 ? 'There are more slashes in this replacement than sed can tell apart.' : undefined
}

/** The same with `|`, where it is plain which slashes part the texts: both of them, and no bar in the texts. */
function withBar(path: Line['path'], text: string, whole: string, body: string): Fix | undefined {
  const parts = body.split('/')
  if (parts.length !== 3 || /[|\\]/u.test(body)) return undefined
  const value = text.replace(whole, () => whole.replace(`s/${body}`, () => `s|${parts.join('|')}`))
  return { safe: false, title: 'use | as the delimiter', edits: [{ kind: 'set', path, value }] }
}
