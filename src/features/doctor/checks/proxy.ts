import { unlessSkipped, ok, problem, warning, type Check, type Finding } from '../check.ts'
import type { DoctorContext } from '../facts.ts'

/** The proxy that the environment names can be used, and is asked for what it should be asked for. */
export const proxy: Check = {
  id: 'proxy',
  async run(facts) {
    const { env } = facts.ctx
    const odd = oddVariables(env)
    const asked = await Promise.all([facts.signIn, facts.api].map((fact) => fact().catch(unlessSkipped)))
    const probe = await facts.ctx.probe()
    const ways: string[] = []
    for (const one of asked) {
      if (one === undefined) continue
      const way = probe.route(one.target)
      if ('problem' in way) return problem(way.problem, 'set HTTPS_PROXY to http://HOST:PORT, or unset it')
      ways.push(`${one.host} ${way.proxy === undefined ? 'directly' : `through ${way.proxy}`}`)
    }
    if (odd) return odd
    const isSet = env['HTTPS_PROXY'] || env['https_proxy']
    if (!isSet && !ways.some((way) => way.includes('through'))) return ok('none is set')
    return ok(ways.length === 0 ? 'HTTPS_PROXY is set' : [...new Set(ways)].join(', '))
  },
}

function oddVariables(env: DoctorContext['env']): Finding | undefined {
  const has = (name: string): boolean => Boolean(env[name] || env[name.toLowerCase()])
  const exceptions = env['NO_PROXY'] || env['no_proxy'] || ''
  if (!has('HTTPS_PROXY') && has('HTTP_PROXY'))
    return warning(
      'HTTP_PROXY is set and HTTPS_PROXY is not: icc and kubectl ask over https only, so they use none',
      'set HTTPS_PROXY, if the proxy is needed',
    )
  if (!has('HTTPS_PROXY') && has('ALL_PROXY'))
    return warning('ALL_PROXY is set, which neither icc nor kubectl heeds', 'set HTTPS_PROXY, if the proxy is needed')
  if (/;|:\/\/|[^\s,]\s+[^\s,]/u.test(exceptions))
    return warning(
      'NO_PROXY is not written as kubectl reads it: hosts, domains and networks with commas between them',
      'export NO_PROXY=localhost,.example.edu,10.0.0.0/8 (as an example)',
    )
  return undefined
}
