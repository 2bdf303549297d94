import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { runIcc, temporaryFolder } from '../../support/run-icc.ts'

// Which type the paths of an Ingress get that have none: as they are read now, so they have to be read afterwards.

type Route = { path?: string; pathType?: string }

const HEAD = { v1: 'networking.k8s.io/v1', old: 'extensions/v1beta1' }
const BACKEND = { v1: '{service: {name: web, port: {number: 80}}}', old: '{serviceName: web, servicePort: 80}' }

async function mended(version: 'v1' | 'old', path: string, annotation = 'team'): Promise<Route> {
  const home = temporaryFolder()
  const file = join(home, 'web.yaml')
  writeFileSync(
    file,
    `apiVersion: ${HEAD[version]}
kind: Ingress
metadata:
  name: web
  annotations: {${annotation}: /}
spec:
  rules:
    - host: web.example.org
      http:
        paths:
          - ${path}
            backend: ${BACKEND[version]}
`,
  )
  await runIcc(['lint', 'web.yaml', '--fix', '--yes'], { home })
  const text = readFileSync(file, 'utf8')
  const { spec } = parse(text) as { spec: { rules: { http: { paths: (Route & { backend: object })[] } }[] } }
  const { backend, ...route } = spec.rules[0]?.http.paths[0] ?? { backend: {} }
  expect(backend).toEqual({ service: { name: 'web', port: { number: 80 } } })
  return route
}

test.each(['v1', 'old'] as const)('paths without a type (%s)', async (version) => {
  const literal = { pathType: 'Prefix' }
  const own = { pathType: 'ImplementationSpecific' }
  expect(await mended(version, 'path: /shop')).toEqual({ path: '/shop', ...literal })
  expect(await mended(version, 'path: /a.b-c_d~e,f@g+1')).toEqual({ path: '/a.b-c_d~e,f@g+1', ...literal })
  // Google's and Amazon's controllers read an asterisk, others an expression.
  for (const pattern of ['/*', '/api/.*', '/v[0-9]+/.+', '/(a|b)', '/a$', '/x?', '/a.+'])
    expect(await mended(version, `path: '${pattern}'`)).toEqual({ path: pattern, ...own })
  expect(await mended(version, 'path: /shop', 'nginx.ingress.kubernetes.io/rewrite-target')).toEqual({
    path: '/shop',
    ...own,
  })
})

test.each(['v1', 'old'] as const)('where there is no path, all were meant (%s)', async (version) => {
  const all = { path: '/', pathType: 'Prefix' }
  for (const none of ['path:', "path: ''", '# none']) expect(await mended(version, none)).toEqual(all)
})
