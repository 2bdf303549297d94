import type { Visit } from '../context.ts'
import { oneLine } from '../output.ts'

/** No scripts, nothing from elsewhere, nobody may frame it, nothing of it or of its address is kept or passed on. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
}

const STYLE =
  ':root{color-scheme:light dark;font:100%/1.5 system-ui,sans-serif}main{max-width:32rem;margin:20vh auto;padding:0 1.5rem}h1{font-size:1.4rem}'

/** A page of one heading and one paragraph. */
export function loopbackPage({ title, text }: Pick<Parameters<Visit['answer']>[0], 'title' | 'text'>): string {
  const [heading, paragraph] = [escaped(title), escaped(text)]
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${heading} - icc</title><style>${STYLE}</style></head>
<body><main><h1>${heading}</h1><p>${paragraph}</p></main></body>
</html>
`
}

function escaped(text: string): string {
  return oneLine(text).replaceAll(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`)
}
