import { join } from 'node:path'
import type { Context } from '../../context.ts'
import { IccError } from '../../errors.ts'
import { faultList } from './faults.ts'
import { readTextFile } from './text-file.ts'
import { SITE_ID } from './text-forms.ts'
import { usualMapping } from './usual-mapping.ts'
import type { Fault } from './yaml-file.ts'

/** The file of the settings, whether it exists or not. */
export function settingsFile(ctx: Pick<Context, 'configDir'>): string {
  return join(ctx.configDir(), 'config.yaml')
}

/** What stands in the file; nothing where there is none. @throws `settings-broken` (exit 1) */
export function settingsText(file: string): string {
  const read = readTextFile(file)
  if (read === 'missing') return ''
  if ('fault' in read) throw settingsBroken(file, [read.fault])
  return read.text
}

/**
 * The site of the settings. Many commands ask, most of which need to be quick: a file that says the site and nothing else
 * is read without the validator.
 *
 * @throws `settings-broken` (exit 1) with every fault, its line and column
 */
export async function siteInSettings(ctx: Pick<Context, 'configDir'>): Promise<string | undefined> {
  const text = settingsText(settingsFile(ctx))
  if (text === '') return undefined
  const { site, ...others } = usualMapping(text) ?? {}
  if (typeof site === 'string' && SITE_ID.test(site) && Object.keys(others).length === 0) return site
  return (await import('./settings.ts')).readSettings(ctx).site
}

export function settingsBroken(file: string, faults: readonly Fault[]): IccError {
  const message = `icc's settings cannot be used. Nothing was done.\n${faultList(faults)}`
  return new IccError('settings-broken', message, { hint: `correct ${file}, or move it away` })
}
