/**
 * One GitLab path by the rule of gitlab-k8s-integrator. `namespace` and `label` are always what the rule computes;
 * `problem` says in one sentence why no such namespace can exist.
 */
export type MappedPath = { path: string; namespace: string; label: string; problem?: string }

/** Two or more paths that share one namespace. */
export type Collision = { namespace: string; paths: string[] }

/** The longest namespace name and the longest label value. @see RFC 1123 section 2.1 and Kubernetes "Labels and Selectors" */
const LONGEST = 63
const NAMESPACE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u
const LABEL = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/u

const REPLACEMENTS: Readonly<Record<string, string>> = {
  ' ': '',
  ü: 'ue',
  ö: 'oe',
  ä: 'ae',
  ß: 'ss',
  _: '-',
  '.': '-',
  '/': '-',
}

/**
 * Computes the namespace of a GitLab user name, group path or project path (`group/project`, not display names).
 *
 * Runs of `-` stay, ends are not trimmed and nothing is cut: the integrator does none of it, and a name made prettier
 * would be another namespace.
 */
export function mapGitLabPath(path: string): MappedPath {
  const namespace = lowerCase(path).replace(/[ üöäß_./]/gu, (character) => REPLACEMENTS[character] ?? '')
  const label = path.replaceAll('_', '__').replaceAll('/', '_')
  const problem = namespaceProblem(namespace) ?? labelProblem(label)
  return problem === undefined ? { path, namespace, label } : { path, namespace, label, problem }
}

/**
 * The path that a `gitlab-origin` label stands for, read from left to right as the integrator does.
 *
 * `a_/b` and `a/_b` have the same label; it is read as the first, so the answer is not always where the label came from.
 */
export function unmapLabel(label: string): string {
  return label.replace(/__|_/gu, (found) => (found === '__' ? '_' : '/'))
}

/**
 * Which of the paths share a namespace, in the order of the paths. GitLab takes paths that differ only in case for the
 * same project, so they do not collide; paths that get no namespace do not either.
 */
export function collisions(paths: readonly string[]): Collision[] {
  const byNamespace = new Map<string, Map<string, string>>()
  for (const path of paths) {
    const { namespace, problem } = mapGitLabPath(path)
    if (problem !== undefined) continue
    const sharing = byNamespace.get(namespace) ?? new Map<string, string>()
    if (!sharing.has(lowerCase(path))) sharing.set(lowerCase(path), path)
    byNamespace.set(namespace, sharing)
  }
  return [...byNamespace]
    .filter(([, sharing]) => sharing.size > 1)
    .map(([namespace, sharing]) => ({ namespace, paths: [...sharing.values()] }))
}

/**
 * Character by character, as Go's `strings.ToLower` does: JavaScript would make two characters of `İ` and choose
 * between two small sigmas.
 */
function lowerCase(text: string): string {
  return Array.from(text, (character) => (character === 'İ' ? 'i' : character.toLowerCase())).join('')
}

function namespaceProblem(name: string): string | undefined {
  if (name === '') return 'nothing is left of it for a name'
  if (!NAMESPACE.test(name))
    return 'a namespace name holds only a-z, 0-9 and "-", and begins and ends with a letter or digit'
  if (name.length > LONGEST)
    return `the name has ${name.length} characters and Kubernetes allows ${LONGEST}, so it was never created`
  return undefined
}

function labelProblem(label: string): string | undefined {
  if (!LABEL.test(label))
    return 'the label gitlab-origin holds only A-Z, a-z, 0-9, "-", "_" and ".", and begins and ends with a letter or digit'
  if (label.length > LONGEST)
    return `the label gitlab-origin has ${label.length} characters and Kubernetes allows ${LONGEST}`
  return undefined
}
