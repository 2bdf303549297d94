/** Text that is safe to put into a page as it is. Only `html` makes it. */
export type Html = { readonly markup: string }

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A template for pages: whatever is put in is escaped, unless it is `Html` itself. */
export function html(strings: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html {
  const parts = strings.map((text, index) => text + markupOf(values[index] ?? ''))
  return { markup: parts.join('') }
}

function markupOf(value: string | Html | Html[]): string {
  if (typeof value === 'string') return value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')
  return Array.isArray(value) ? value.map(({ markup }) => markup).join('') : value.markup
}
