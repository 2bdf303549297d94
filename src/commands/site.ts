import type { CommandGroup } from '../command.ts'
import { siteAdd } from './site-add.ts'
import { siteCheck } from './site-check.ts'
import { siteList } from './site-list.ts'
import { siteSet } from './site-set.ts'
import { siteShow } from './site-show.ts'
import { siteUse } from './site-use.ts'

export const site: CommandGroup = {
  name: 'site',
  summary: 'the campus clouds that icc knows',
  commands: [siteList, siteShow, siteCheck, siteAdd, siteUse, siteSet],
}
