import { versionIn } from '../api-version.ts'
import { ok, problem, unlessSkipped, warning, type Check } from '../check.ts'
import type { Facts } from '../facts.ts'
import { findOnPath } from '../../../program-path.ts'
import { TimeIsUp, until } from '../time-limit.ts'

/** kubectl is there, and of an age at which it understands the cluster. */
export const kubectl: Check = {
  id: 'kubectl',
  async run(facts) {
    const [server, found] = [serverVersion(facts), findOnPath(facts.ctx, 'kubectl')]
    // Awaited at its end only: both are slow.
    server.catch(() => undefined)
    if (found === undefined) return problem('there is none on PATH', await howToGet(facts, server))
    const own = await ownVersion(facts, found)
    if (own === undefined) return warning(`${found} does not say its version`, `${found} version --client`)
    const there = await server
    if (there === undefined) return ok(`${own} (${found}); the version of the cluster is not known`)
    const apart = minorOf(own) - minorOf(there)
    if (Math.abs(apart) <= 1) return ok(`${own} (${found}) for a cluster of ${there}`)
    return warning(
      `${own} (${found}) is ${Math.abs(apart)} minor versions ${apart > 0 ? 'newer' : 'older'} than the cluster (${there}); one is supported`,
      await howToGet(facts, server),
    )
  },
}

/** Such as `1.35`; undefined where nothing said it in time. */
async function serverVersion(facts: Facts): Promise<string | undefined> {
  const open = (await facts.api().catch(unlessSkipped))?.answer
  const version = open && versionIn(open)
  if (version !== undefined) return version
  const kube = await facts.kube().catch(unlessSkipped)
  if (!kube) return undefined
  // What is wrong with the credential or the server is told by their own checks.
  return until(facts.deadline, kube.version()).catch(() => undefined)
}

/** @returns such as `1.35`, with the patch where it says one: `1.35.2` */
async function ownVersion({ ctx, deadline }: Facts, path: string): Promise<string | undefined> {
  const probe = await ctx.probe()
  const args = ['version', '--client', '--output=json']
  const { stdout } = await until(deadline, probe.run(path, args, deadline)).catch((error: unknown) => {
    if (error instanceof TimeIsUp) return { stdout: '' }
    throw error
  })
  return /"gitVersion":\s*"v(\d+\.\d+(?:\.\d+)?)/u.exec(stdout)?.[1]
}

function minorOf(version: string): number {
  return Number(version.split('.')[1])
}

/** By the system; the version is that of the cluster, where it is known. */
async function howToGet({ ctx }: Facts, server: Promise<string | undefined>): Promise<string> {
  const version = await server
  if (ctx.platform === 'darwin') return 'brew install kubernetes-cli'
  if (ctx.platform === 'win32') return 'winget install -e --id Kubernetes.kubectl'
  // A page of the vendor's that names the newest patch.
  const stable = `https://dl.k8s.io/release/stable${version === undefined ? '' : `-${version}`}.txt`
  return `curl -fLO "https://dl.k8s.io/release/$(curl -fL ${stable})/bin/linux/amd64/kubectl", then chmod +x it and move it to a folder on PATH`
}
