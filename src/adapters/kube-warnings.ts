/** One warning of a Warning header: code, agent, text in quotes, and perhaps a date in quotes. */
const WARNING = /[\s,]*(\d{3}) (\S+) "((?:[^"\\]|\\.)*)"(?: "[^"]*")?/gsuy

/**
 * The texts of `Warning` headers, several of them joined by commas. Only those of code 299 are the API server's own; what
 * follows something that is no warning is left out.
 *
 * @param header as Node reads headers: a character for each byte
 * @see RFC 7234 section 5.5, and k8s.io/apimachinery `net.ParseWarningHeaders`
 */
export function readWarnings(header: string | undefined): string[] {
  const found = [...(header ?? '').matchAll(WARNING)].flatMap(([, code, , quoted = '']) =>
    code === '299' ? [Buffer.from(quoted.replaceAll(/\\(.)/gsu, '$1'), 'latin1').toString('utf8')] : [],
  )
  return [...new Set(found)]
}
