import { expect, test } from 'vitest'
import { findSite, readBuiltIn } from '../../../src/features/sites/find-site.ts'
import { profileFiles } from '../../../src/features/sites/layers.ts'
import { loadSite } from '../../../src/features/sites/load.ts'
import { siteIds } from '../../../src/features/sites/site-names.ts'
import { siteFolders } from './site-folders.ts'

test('every built-in profile is the same with and without checks', async () => {
  const { ctx } = siteFolders()
  for (const file of profileFiles(ctx)) {
    const checked = loadSite(ctx, file.id)
    expect(readBuiltIn(file)).toEqual(checked)
    expect(await findSite(ctx, file.id)).toEqual(checked)
  }
  expect(siteIds(ctx)).toContain('haw-icc')
})

test('a profile of the user is checked, and what it builds on is merged in', async () => {
  const { ctx, user } = siteFolders()
  user('playground', 'id: playground\nextends: playground\nlogin: {oidc: {issuer: https://localhost:1/}}\n')
  expect(await findSite(ctx, 'playground')).toEqual(loadSite(ctx, 'playground'))
  user('haw-icc', 'id: haw-icc\ntitle: Mine\nlogin: {method: tokn}\n')
  await expect(findSite(ctx, 'haw-icc')).rejects.toMatchObject({ code: 'site-broken' })
})

test('a profile that comes with icc and is none of the plain kind is checked', async () => {
  const { ctx } = siteFolders()
  const withText = (text: string) => ({
    ...ctx,
    assets: { ...ctx.assets, list: () => ['campus.yaml'], read: () => text },
  })
  const readAs = (text: string) => findSite(withText(text), 'campus')
  await expect(readAs('id: campus\ntitle: Campus\nlogin: device\n')).rejects.toMatchObject({ code: 'site-broken' })
  await expect(readAs('id: campus\ntitle: Campus\n')).rejects.toMatchObject({ code: 'site-broken' })
  await expect(readAs('id: campus\nextends: other\n')).rejects.toMatchObject({ code: 'site-broken' })
  const anchored = await readAs('id: campus\ntitle: &name Campus\nlegal: [*name]\nlogin: {method: token}\n')
  expect(anchored.profile).toMatchObject({ legal: ['Campus'], login: { method: 'token', sessionHours: 12 } })
})

test('a site that is not there is unknown', async () => {
  const { ctx } = siteFolders()
  await expect(findSite(ctx, 'haw-ikc')).rejects.toMatchObject({ code: 'site-unknown', exitCode: 2 })
})
