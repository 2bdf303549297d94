import { dirname } from 'node:path'
import type { OptionValue } from '../command.ts'
import type { Context } from '../context.ts'
import { wrongCall } from '../errors.ts'
import { reportFiles } from '../features/scaffold/files/plan.ts'
import { sendObjects, type Sent } from '../features/scaffold/private/send.ts'
import { refuseVisible } from '../features/scaffold/private/visible.ts'
import { writePrivate } from '../features/scaffold/private/write-private.ts'
import { pathsOf, scaffold, type ScaffoldRequest, type Surroundings } from '../features/scaffold/scaffold.ts'
import type { Template } from '../features/scaffold/types.ts'
import { diffOf, tell, tellNext } from './scaffold-run.ts'

export type PrivateCall = {
  template: Template
  request: ScaffoldRequest
  around: Surroundings
  options: Readonly<Record<string, OptionValue>>
}

/** Runs a template whose manifest holds a secret: into a file that git ignores, or to the cluster. */
export async function runPrivate(ctx: Context, call: PrivateCall): Promise<void> {
  const how = { force: call.options['force'] === true, dryRun: call.options['dry-run'] === true }
  if (call.options['apply'] === true) return toCluster(ctx, call, how)
  const { template, request, around } = call
  const lookAtGit = await gitLooker()
  // Nobody should type a secret to be told then that it cannot be written.
  refuseVisible(ctx, pathsOf(template, request.out), lookAtGit)
  const { files, next } = await scaffold(ctx, template, request, around)
  const plan = await writePrivate(ctx, files, how)
  if (plan === undefined) return
  ctx.output.result({ files: reportFiles(plan), next }, () => (how.dryRun ? diffOf(plan) : ''))
  tell(ctx, plan, next, how.dryRun)
}

/** As lint leaves files out that git ignores. */
async function gitLooker(): Promise<Parameters<typeof refuseVisible>[2]> {
  const { gitIgnored, topOfCheckout } = await import('../features/lint/intake/git-ignored.ts')
  return (path) => {
    const folder = dirname(path)
    const top = topOfCheckout(folder)
    if (top === undefined) return undefined
    return { top, ignored: gitIgnored(folder).within(folder).ignores(path, false) }
  }
}

async function toCluster(
  ctx: Context,
  { template, request, around, options }: PrivateCall,
  how: { force: boolean; dryRun: boolean },
): Promise<void> {
  if (options['out'] !== undefined)
    throw wrongCall('--apply sends it to the cluster, and --out writes it: one of the two.')
  const { currentCluster } = await import('../features/session/current-cluster.ts')
  const current = await currentCluster(ctx)
  const cluster = { ...current, namespace: request.namespace ?? current.namespace }
  const { files, next } = await scaffold(ctx, template, { ...request, out: 'cluster' }, around)
  const kube = await ctx.kube(cluster.target)
  const sent: Sent[] = []
  for (const { path, text } of files) {
    const done = await sendObjects(ctx, { name: path, text }, { kube, cluster, options: how })
    if (done === undefined) return ctx.output.status('Nothing was sent.')
    sent.push(...done)
  }
  ctx.output.result({ objects: sent, next }, () => '')
  for (const { kind, name, namespace, action } of sent)
    ctx.output.status(
      `${kind} ${name}: ${(how.dryRun ? PLANNED : DONE)[action]} in ${namespace} (${cluster.context})`,
    )
  tellNext(ctx, next)
}

const DONE = { create: 'made', overwrite: 'replaced' } as const
const PLANNED = { create: 'would be made', overwrite: 'would be replaced' } as const
