/** True for one address of IPv4 (RFC 791) or IPv6 (RFC 4291 section 2.2). */
export function isAddress(text: string): boolean {
  if (text.includes(':')) return /^[0-9a-f.:]+$/iu.test(text) && URL.canParse(`http://[${text}]/`)
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/u.test(part) && Number(part) <= 255)
}

/** True for a range of addresses, such as 192.0.2.0/24. @see RFC 4632 section 3.1 */
export function isAddressRange(text: string): boolean {
  const [, start = '', length] = /^([0-9a-f.:]+)\/(0|[1-9]\d{0,2})$/iu.exec(text) ?? []
  return isAddress(start) && Number(length) <= (start.includes(':') ? 128 : 32)
}

/** A range of IPv4 as people write it when it begins at its first address; undefined for IPv6 and what is no range. */
export function rangeStart(text: string): string | undefined {
  const range = readRange(text)
  return range === undefined ? undefined : `${addressOf(range.first)}/${range.length}`
}

/** True if all of one range of IPv4 is in another, which is larger; true also where that cannot be told. */
export function isWithinRange(inner: string, outer: string): boolean {
  const [small, large] = [readRange(inner), readRange(outer)]
  if (small === undefined || large === undefined) return inner.includes(':') === outer.includes(':')
  return small.length > large.length && firstOf(small.first, large.length) === large.first
}

type Range = { first: number; length: number }

function readRange(text: string): Range | undefined {
  if (!isAddressRange(text) || text.includes(':')) return undefined
  const [address = '', length] = text.split('/')
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return { first: firstOf(number, Number(length)), length: Number(length) }
}

function firstOf(address: number, length: number): number {
  const size = 2 ** (32 - length)
  return address - (address % size)
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}
