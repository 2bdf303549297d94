import { ExitCode, IccError } from '../../errors.ts'

/** A DNS label. @see RFC 1123 section 2.1 and Kubernetes "Object Names and IDs" */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u
const LONGEST = 63

/** Why no namespace can have this name, in one clause; undefined if one can. */
export function nameProblem(name: string): string | undefined {
  if (name.length > LONGEST) return `it has ${name.length} characters, and Kubernetes allows ${LONGEST}`
  if (!NAME.test(name)) return 'only a-z, 0-9 and "-" are allowed, and a letter or digit at both ends (RFC 1123)'
  return undefined
}

/** @throws `namespace-invalid` (exit 2) with the rule */
export function checkName(name: string): void {
  const problem = nameProblem(name)
  if (problem === undefined) return
  const lower = name.toLowerCase()
  throw new IccError('namespace-invalid', `"${name}" cannot be a namespace: ${problem}. Nothing was changed.`, {
    exitCode: ExitCode.usage,
    hint: nameProblem(lower) === undefined ? `icc ns ${lower}` : 'icc ns --list',
  })
}
