const VARIABLES = [
  /\$\{?[A-Za-z_]/u, // envsubst, Flux
  /\$\(/u,
  /__[A-Za-z][A-Za-z0-9_]*__/u,
  /@[A-Z][A-Z0-9_]*@/u,
  /%%?[A-Z][A-Z0-9_]*%/u,
  /\{\{/u,
  /^ENC\[[A-Z0-9_]+,/u, // SOPS
]

/**
 * True for a text with a place that another program fills in before the cluster sees it (`${HOST}`, `__TAG__`): of
 * what it will be, nothing can be said.
 */
export function hasVariable(text: string): boolean {
  return /[$_@%{]/u.test(text) && VARIABLES.some((variable) => variable.test(text))
}
