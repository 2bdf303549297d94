/** The name of a container image, taken apart. */
export type ImageReference = {
  /** The registry with its port; `docker.io` where none is written. */
  registry: string
  /** The repository in it, such as `library/nginx`. */
  repository: string
  tag: string | undefined
  digest: string | undefined
}

const DEFAULT_REGISTRY = 'docker.io'

/** Nothing that a registry takes is longer: a host name, a port, a repository, a tag and a digest. */
const MAX_LENGTH = 1000
const MAX_REPOSITORY = 255

const REGISTRY_FORM =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::\d+)?$/u
const COMPONENT_FORM = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/u
const TAG_FORM = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/u
const DIGEST_FORM = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/u

/**
 * Reads the name of an image as container runtimes do. What is wrong with one that they refuse completes the sentence
 * "That is no image reference: ...".
 *
 * @see https://github.com/distribution/reference/blob/main/reference.go
 */
export function parseImageReference(text: string): ImageReference | { problem: string } {
  const general = generalProblem(text)
  if (general !== undefined) return { problem: general }
  const [named = '', digest, ...more] = text.split('@')
  if (more.length > 0) return { problem: 'there is more than one "@" in it' }
  if (digest !== undefined && !DIGEST_FORM.test(digest))
    return { problem: 'after "@" comes sha256: with 64 hexadecimal digits' }
  // Before the last slash a colon is that of a port.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  const tag = colon < 0 ? undefined : named.slice(colon + 1)
  if (tag !== undefined && !TAG_FORM.test(tag)) return { problem: tagProblem(tag) }
  const { registry, repository } = splitRegistry(colon < 0 ? named : named.slice(0, colon))
  const problem = nameProblem(registry, repository)
  return problem === undefined ? { registry, repository, tag, digest } : { problem }
}

function generalProblem(text: string): string | undefined {
  if (text === '') return 'it is empty'
  if (/\s/u.test(text)) return 'there is a blank in it'
  if (text.length > MAX_LENGTH) return 'it is too long'
  if (/^[a-z]+:\/\//iu.test(text)) return 'it begins with a scheme, and must begin with the host'
  return /^[a-f0-9]{64}$/u.test(text) ? 'it is the id of an image, not a name' : undefined
}

function tagProblem(tag: string): string {
  return tag === '' ? 'the tag after ":" is missing' : 'a tag has up to 128 letters, digits, "_", "." and "-"'
}

/** The first part is a registry only if it looks like one: with a dot, a port or a capital letter, or `localhost`. */
function splitRegistry(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const isRegistry = slash >= 0 && (/[.:A-Z]/u.test(first) || first === 'localhost')
  const registry = isRegistry && first !== 'index.docker.io' ? first : DEFAULT_REGISTRY
  const repository = isRegistry ? name.slice(slash + 1) : name
  const official = registry === DEFAULT_REGISTRY && repository !== '' && !repository.includes('/')
  return { registry, repository: official ? `library/${repository}` : repository }
}

function nameProblem(registry: string, repository: string): string | undefined {
  if (repository === '') return 'the name of the image is missing'
  if (!REGISTRY_FORM.test(registry)) return 'the registry before the first "/" is no host name'
  if (/[A-Z]/u.test(repository)) return 'the name must be in small letters'
  if (repository.length > MAX_REPOSITORY) return `the name has more than ${MAX_REPOSITORY} characters`
  if (repository.split('/').every((part) => COMPONENT_FORM.test(part))) return undefined
  return 'a name is made of small letters and digits, with one ".", "_" or "/" or some "-" between them'
}
