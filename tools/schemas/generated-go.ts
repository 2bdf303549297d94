// Reads the values that a field may have out of zz_generated.openapi.go. The OpenAPI files of the repository leave them
// out, a running server says them. The file is written by a generator, one thing a line, so that its indentation tells
// what belongs to what: a property's name stands behind five tabs, its own `Enum` behind seven, that of its items (or of
// a map's values) behind ten.

const FUNCTION = /^func schema_(\w+)\(/u
const PROPERTY = /^\t{5}"([^"]+)": \{$/u
const ENUM = /^(\t+)Enum:\s+\[\]interface\{\}\{(.*)\},$/u

/** Allowed values by Go function and field: `k8sio_api_core_v1_Container imagePullPolicy`. */
export function readAllowedValues(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  let type = ''
  let field = ''
  for (const line of text.split('\n')) {
    type = FUNCTION.exec(line)?.[1] ?? type
    field = PROPERTY.exec(line)?.[1] ?? field
    if (!line.includes('Enum:')) continue
    const [, tabs, values] = ENUM.exec(line) ?? []
    if (values === undefined || (tabs?.length !== 7 && tabs?.length !== 10))
      throw new Error(`values of ${type}.${field} stand where they are not expected`)
    found.set(`${type} ${field}`, JSON.parse(`[${values}]`) as string[])
  }
  return found
}

/** What the generator calls the function of a type: the last four parts of its Go package, and its name. */
export function functionName(type: string): string {
  const [, , ...parts] = type.replaceAll('-', '').split('.')
  return ['k8sio', ...parts.slice(0, -1)].slice(-4).concat(parts.slice(-1)).join('_')
}
