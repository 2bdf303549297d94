/** A sound Ingress for the examples of rules; `metadata` and `spec` are further lines, `route` one of its paths. */
export function ingressExample({ metadata = '', spec = '', rule = '- host: web.example.org', route = '' }): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
${indented(metadata, 2)}spec:
${indented(spec, 2)}  rules:
    ${rule}
      http:
        paths:
${indented(route === '' ? ROUTE : route, 10)}`
}

const ROUTE = `- path: /
  pathType: Prefix
  backend: {service: {name: web, port: {name: http}}}`

function indented(lines: string, width: number): string {
  if (lines === '') return ''
  return lines
    .split('\n')
    .map((line) => `${' '.repeat(width)}${line}\n`)
    .join('')
}
