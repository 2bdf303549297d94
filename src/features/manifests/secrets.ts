import { placeholderIn } from './placeholder.ts'
import { remember } from './remember.ts'
import { hasVariable } from './variable.ts'

/** Shapes that nothing but a credential has, by what they are. No shape can begin in the middle of a word. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'a GitLab token': /(?<![\w-])gl(?:pat|dt|rt|ptt|soat|agent|cbt|oas|ft)-[\w-]{20,300}/u,
  'a GitHub token': /(?<![\w-])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{60,255})/u,
  'an AWS access key': /(?<![\w-])(?:AKIA|ASIA)(?![A-Z0-9]{9}EXAMPLE)[A-Z0-9]{16}(?!\w)/u,
  'a Slack token': /(?<![\w-])xox[abeoprs]-[\w-]{20,255}/u,
  'a Google API key': /(?<![\w-])AIza[\w-]{35}(?![\w-])/u,
  'an API key': /(?<![\w-])(?:sk-(?:proj-|ant-)?[A-Za-z0-9][\w-]{31,255}|[sr]k_live_[A-Za-z0-9]{20,255})/u,
  'a Hugging Face token': /(?<![\w-])hf_[A-Za-z0-9]{34,40}(?!\w)/u,
  'an npm token': /(?<![\w-])npm_[A-Za-z0-9]{36}(?!\w)/u,
  'a PyPI token': /(?<![\w-])pypi-AgEI[\w-]{50,400}/u,
  'a Docker Hub token': /(?<![\w-])dckr_(?:pat|oat)_[\w-]{20,100}/u,
  'an OpenShift token': /(?<![\w-])sha256~[\w-]{43}(?![\w-])/u,
  'a Rancher token': /(?<![\w-])(?:kubeconfig-[\w.-]{1,80}|token-[a-z0-9]{5}):[a-z0-9]{54}(?!\w)/u,
  'a signed token (JWT)': /(?<![\w-])eyJ[\w-]{10,4000}\.eyJ[\w-]{10,4000}\.[\w-]{20,2000}/u,
  'a private key': /-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH) )?PRIVATE KEY-----(?:\s|\\n|\\r){1,9}[A-Za-z0-9+/=]{20}/u,
}

/** Some text of each shape: without one of these there is no need to look closer. */
const TRACE =
  /gl(?:pat|dt|rt|ptt|soat|agent|cbt|oas|ft)-|gh[pousr]_|github_pat_|AKIA|ASIA|xox|AIza|sk-|k_live_|hf_|npm_|pypi-|dckr_|sha256~|:[a-z0-9]{54}|eyJ|PRIVATE/u

/** No credential of a known shape is shorter. */
const SHORTEST = 20

/** What is one character again and again stands for a credential in an example. */
const FEWEST_CHARACTERS = 10

/**
 * False for the text of a file in which nothing can be a credential of these shapes, whatever YAML or JSON makes of it:
 * escapes and tags may hide one.
 */
export function mayHoldCredential(written: string): boolean {
  return /[\\!]/u.test(written) || TRACE.test(written)
}

/** What credential a text holds, by its looks: `a GitLab token`. Undefined where it has none of the known shapes. */
export function credentialIn(text: string): string | undefined {
  if (text.length < SHORTEST || !TRACE.test(text)) return undefined
  return Object.entries(SHAPES).find(([, shape]) => new Set(shape.exec(text)?.[0]).size >= FEWEST_CHARACTERS)?.[0]
}

const SECRET_WORDS = words('password passwd passphrase pass token apikey secretkey')

/** Other keys are those of tables, caches and lists. */
const SECRET_KEYS = words('access api deploy encryption hmac jwt master private secret session signing')

/** Beside one of these it is no secret: a switch, a limit, a word of a language model. */
const NO_SECRET = words(
  'allow bos cls disable disabled empty enable enabled end eos mask max min next no pad page public random require required sep special start stop unk use',
)

/** The name of a Secret, which is none. */
const NAMES_OF_SECRETS = words('cert certificate image k8s kubernetes pull tls')

/** True for the name of a variable that holds a secret: `DB_PASSWORD`, `apiKey`, `spring.datasource.password`. */
export const namesSecret = remember((name: string): boolean => {
  const parts = [...words(name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/gu, '_'))]
  const [last = '', before = ''] = parts.toReversed().map((part) => part.replace(/\d+$/u, ''))
  if (parts.some((part) => NO_SECRET.has(part))) return false
  if (last === 'key') return SECRET_KEYS.has(before)
  if (last === 'secret') return !parts.some((part) => NAMES_OF_SECRETS.has(part))
  return last === 'pwd' ? parts.length > 1 : SECRET_WORDS.has(last)
})

function words(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9]+/gu))
}

const REFERENCE = /^(?:vault:|ref\+|op:\/\/|secretref:|sm:\/\/|gcp?sm:|aws-?sm:|arn:aws|azurekeyvault|<path:)/iu

/** True for what stands in place of a secret: nothing, a switch, a path, a placeholder, or where it is to be found. */
export function isStandIn(value: string): boolean {
  const text = value.trim()
  return (
    text === '' ||
    /^(?:true|false|yes|no|on|off|none|null|[01])$/iu.test(text) ||
    /^\/[\w.-]+\/[\w./-]*$/u.test(text) ||
    /^<[^<>]*>$/u.test(text) ||
    text.startsWith('ENC[') ||
    REFERENCE.test(text) ||
    hasVariable(text) ||
    placeholderIn(text, 'text') !== undefined
  )
}

/** True for an address with a password in it, such as `postgres://app:hunter2@db/app`. */
export function hasPassword(address: string): boolean {
  if (!address.includes('://')) return false
  const [, password] = /^[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]{0,200}:([^\s/@]{1,200})@\S/iu.exec(address) ?? []
  return password !== undefined && !isStandIn(password)
}

/** True for certificates and public keys, which everybody may see. */
export function isPublic(text: string): boolean {
  return (
    /^\s*-----BEGIN (?:CERTIFICATE|PUBLIC KEY|[A-Z ]+ PUBLIC KEY)-----/u.test(text) && !text.includes('PRIVATE KEY')
  )
}
