import type { Source } from '../../manifests/document.ts'

const SCRIPTED = /(?:^|[/.])gitlab-ci\.ya?ml$|(?:^|\/)\.(?:github|forgejo|gitea)\/workflows\//u

/** A command that works on manifests, or hands one over. */
const COMMAND = /\bsed\b(?=[^\n]*(?:\.ya?ml|\.json|\bkubectl\b))[^\n]*/gu
const REPLACEMENT = /(?<=[\s"';{])s(?<mark>[|/#,@:!~%+])(?<word>[^\n]{4,100}?)\k<mark>/gu

/**
 * The words in manifests that the project's pipelines put something else in place of, as in
 * `sed "s|IMAGE_TAG|$CI_COMMIT_SHORT_SHA|" k8s/web.yaml | kubectl apply -f -`. Patterns that are more than a word are left out.
 */
export function replacedWords(sources: readonly Source[]): Set<string> {
  const commands = sources
    .filter(({ name, text }) => SCRIPTED.test(name) && text.includes('sed'))
    .flatMap(({ text }) => text.match(COMMAND) ?? [])
  const words = commands.flatMap((command) =>
    [...command.matchAll(REPLACEMENT)].map((match) => (match.groups?.['word'] ?? '').replace(/^:/u, '')),
  )
  return new Set(words.filter((word) => /^[\w<>@%-]+$/u.test(word)))
}
