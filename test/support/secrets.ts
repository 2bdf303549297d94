export type SecretKind = 'id token' | 'refresh token' | 'access token' | 'device code' | 'code verifier'

/** Where the identity provider's side sees each kind of secret, in requests and in answers. */
const FIELDS: Record<string, SecretKind> = {
  id_token: 'id token',
  refresh_token: 'refresh token',
  token: 'refresh token',
  access_token: 'access token',
  device_code: 'device code',
  code_verifier: 'code verifier',
}

/** Shorter ones, which only tests make, could stand in a text by chance. */
const SHORTEST = 10

/** Takes down the secrets among the fields of a request or an answer. */
export function collectSecrets(secrets: Map<string, SecretKind>, fields: unknown): void {
  if (typeof fields !== 'object' || fields === null) return
  for (const [name, value] of Object.entries(fields)) {
    const kind = FIELDS[name]
    if (kind === undefined || typeof value !== 'string' || value.length < SHORTEST) continue
    secrets.set(value, secrets.get(value) ?? kind)
  }
}

/** As it is, or as other programs might write it: of a signed token the signature is enough, or the text in base64. */
export function isIn(secret: string, text: string): boolean {
  return formsOf(secret).some((form) => text.includes(form))
}

/** What a secret can be known by: of a signed token the signature. */
export function shortForm(secret: string): string {
  return secret.split('.').at(-1) || secret
}

/** Made once a secret: a test file has hundreds of them, and looks for each in every file. */
const forms = new Map<string, readonly string[]>()

function formsOf(secret: string): readonly string[] {
  const known = forms.get(secret)
  if (known) return known
  const end = shortForm(secret)
  // The last characters of an encoding depend on what follows, the first ones on what comes before.
  const encoded = [0, 1, 2].map((skipped) => {
    const bytes = Buffer.from(secret.slice(skipped))
    return bytes
      .subarray(0, bytes.length - (bytes.length % 3))
      .toString('base64')
      .slice(0, 40)
  })
  const made = [...new Set([end, encodeURIComponent(end), ...encoded])]
  forms.set(secret, made)
  return made
}
