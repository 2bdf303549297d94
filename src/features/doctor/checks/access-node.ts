import { ok, problem, skipped, unlessSkipped, type Check } from '../check.ts'
import { LIMIT, TimeIsUp, until } from '../time-limit.ts'

/** The host on which people of the site renew their certificate takes connections, or the one on the way to it. */
export const accessNode: Check = {
  id: 'access-node',
  async run(facts) {
    const profile = (await facts.site().catch(unlessSkipped))?.profile
    const ssh = profile?.login.ssh
    if (profile?.login.method !== 'ssh-renew' || ssh === undefined) return skipped('the sign-in here needs none')
    const jump = profile.network?.jumpHost
    const [host, port] = jump === undefined ? [ssh.host, ssh.port ?? 22] : [jump, 22]
    const probe = await facts.ctx.probe()
    const fault = await until(facts.deadline, probe.connect(host, port, facts.deadline)).catch((error: unknown) => {
      if (error instanceof TimeIsUp) return `${host} did not answer within ${LIMIT / 1000} seconds.`
      throw error
    })
    if (fault === undefined) return ok(`${host} takes connections (port ${port})`)
    return problem(fault, profile.network?.vpnHint ?? `ssh -v ${host}`)
  },
}
