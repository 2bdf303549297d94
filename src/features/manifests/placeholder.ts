/**
 * What the text is for. In a name, a host or an image reference a placeholder shows more easily than in free text, where
 * `<br>` or `DB_HOST` may be meant.
 */
export type TextUse = 'identifier' | 'namespace' | 'image' | 'text'

/** Every placeholder has one of these, and few other texts do. */
const MARK = /[A-Z<]|your|my|change|replace/u

/**
 * Some text of each placeholder without `<`: without one of these there is no need to look closer. Where each is of two
 * characters or more, a text is read five times as fast.
 */
const TRACE =
  /[A-Z0-9]_|NAME|APP|HOST|DOMAIN|PROJECT|SERVICE|SECRET|USER|REGISTRY|IMAGE|TAG|VERSION|your-|(?:my|your)-?(?:own-)?(?:namespace|ns)/u
const TO_CHANGE = /(?:change|replace)[-_]?(?:me|this)/iu

/**
 * False for the text of a file in which nothing can be a placeholder, whatever YAML or JSON makes of it: escapes and tags
 * may hide one.
 */
export function mayHoldPlaceholder(written: string): boolean {
  return /[\\!]/u.test(written) || written.includes('<') || TRACE.test(written) || TO_CHANGE.test(written)
}

/** Beyond this it is prose, a program or a certificate, not something to fill in. */
const LONGEST = 200

/**
 * What in a text stands for something that was to be filled in: `NAME_OF_APP`, `<your-name>`, `CHANGEME`. Undefined
 * where nothing does. In free text only a placeholder that is the whole text counts.
 */
export function placeholderIn(text: string, use: TextUse): string | undefined {
  if (!MARK.test(text)) return undefined
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > LONGEST) return undefined
  if (isPlaceholder(trimmed)) return trimmed
  switch (use) {
    case 'text':
      return undefined
    case 'image':
      return anyAngle(trimmed) ?? imagePart(trimmed)
    case 'namespace':
      return /^(?:my|your)-?(?:own-)?(?:namespace|ns)$/u.test(trimmed) ? trimmed : identifier(trimmed)
    case 'identifier':
      return identifier(trimmed)
  }
}

const WORD = /^(?:CHANGE|REPLACE)[-_]?(?:ME|THIS)$/iu
const SHOUTED = /^(?:[A-Z0-9]+_)*(?:NAME|HOST|DOMAIN|URL)_OF_[A-Z0-9_]+$|^YOUR_[A-Z0-9_]+$|^REPLACE_WITH_[A-Z0-9_]+$/u
const HERE = /^[A-Z0-9]+(?:_[A-Z0-9]+)*_HERE$/u

/** What people write between angle brackets when they mean "your own": never the name of an HTML element. */
const TO_FILL_IN =
  /^<(?:(?:your|insert|enter|change|replace|put)[-_ ][^<>]*|my [^<>]*|[^<>]*[-_ ](?:here|name)|[A-Z]+(?:_[A-Z0-9]+)+|(?:TOKEN|PASSWORD|USERNAME|USER|NAME|HOST|HOSTNAME|DOMAIN|NAMESPACE|PROJECT|SECRET|KEY|IMAGE|TAG|REGISTRY|URL|EMAIL|PORT|APP))>$/u

function isPlaceholder(text: string): boolean {
  return [WORD, SHOUTED, HERE, TO_FILL_IN].some((pattern) => pattern.test(text))
}

/** Words that stand for a name in a pattern such as `APP.example.org`. */
const STAND_IN =
  /^(?:NAME|APP|APPNAME|HOST|HOSTNAME|DOMAIN|NAMESPACE|PROJECT|SERVICE|SECRET|USER|USERNAME|REGISTRY|IMAGE)$/u

const SNAKE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/u

const YOURS =
  /^your-(?:own-)?(?:app|application|name|namespace|service|image|registry|host|hostname|domain|user|username|project|secret|claim)(?:-name)?$/u

/** No name may have capital letters or angle brackets, so those are there to be seen and replaced. */
function identifier(text: string): string | undefined {
  return anyAngle(text) ?? text.split('.').find((part) => isStandIn(part))
}

function isStandIn(part: string): boolean {
  return [STAND_IN, SNAKE, YOURS, WORD].some((pattern) => pattern.test(part))
}

function anyAngle(text: string): string | undefined {
  return /<[^<>]+>/u.exec(text)?.[0]
}

/** Registry, path and name are in small letters; a tag may be in capitals. */
function imagePart(reference: string): string | undefined {
  const [path = '', tag] = reference.split(/:(?=[^/:]*$)/u)
  const found = path.split(/[/.]/u).find((part) => isStandIn(part))
  if (found !== undefined) return found
  return tag !== undefined && /^(?:TAG|VERSION|IMAGE_TAG|YOUR_TAG|your-tag)$/u.test(tag) ? tag : undefined
}
