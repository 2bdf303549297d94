import type { Context } from '../context.ts'
import { wrongCall } from '../errors.ts'
import { reportFiles } from '../features/scaffold/files/plan.ts'
import { updateScaffolded } from '../features/scaffold/update/run-update.ts'
import type { ScaffoldCall } from './scaffold-run.ts'
import { diffOf, surroundings } from './scaffold-run.ts'

/** `icc scaffold update FILE` */
export async function runUpdate(
  ctx: Context,
  file: string | undefined,
  options: ScaffoldCall['options'],
): Promise<void> {
  if (file === undefined)
    throw wrongCall('Which file? It is one that icc scaffold wrote.', 'icc scaffold update FILE')
  const dryRun = options['dry-run'] === true
  const { plan, run, version } = await updateScaffolded(
    ctx,
    file,
    ({ options: { site, kubeVersion, namespace } }) =>
      surroundings(
        { ...ctx, siteFlag: ctx.siteFlag ?? site },
        { 'kube-version': kubeVersion, namespace, ...options },
      ),
    { force: options['force'] === true, dryRun, interactive: ctx.terminal.interactive },
  )
  if (plan === undefined) return
  const [planned] = plan.files
  ctx.output.result({ files: reportFiles(plan), next: nextSteps(file, plan.files) }, () =>
    dryRun ? diffOf(plan) : '',
  )
  if (planned?.action !== 'overwrite') return
  const versions = version === run.version ? `version ${version}` : `version ${version} to ${run.version}`
  ctx.output.status(`${planned.path}: ${dryRun ? 'would be changed' : 'updated'} (template ${run.kind}, ${versions})`)
  if (!dryRun) ctx.output.status(['', 'Next:', ...nextSteps(file, plan.files).map((step) => `  ${step}`)].join('\n'))
}

function nextSteps(file: string, files: readonly { action: string }[]): string[] {
  return files.some(({ action }) => action !== 'equal') ? [`kubectl diff -f ${file}`, `kubectl apply -f ${file}`] : []
}
