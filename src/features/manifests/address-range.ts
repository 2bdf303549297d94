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
