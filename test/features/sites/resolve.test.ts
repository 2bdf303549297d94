import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Choice } from '../../../src/context.ts'
import { chosenSite, resolveSite } from '../../../src/features/sites/resolve.ts'
import { siteFolders } from './site-folders.ts'

const hints = { marker: 'marked', inUse: ['only', 'only'] }

test('the first that says a site wins: flag, environment, context, settings, the only one in use', async () => {
  const { ctx, write } = siteFolders()
  const env = { ICC_SITE: 'from-environment' }
  expect(await chosenSite(ctx)).toBeUndefined()
  expect(await chosenSite(ctx, { inUse: ['a', 'b'] })).toBeUndefined()
  expect(await chosenSite(ctx, { inUse: ['only', 'only'] })).toEqual({ id: 'only', by: 'only' })
  write('config/config.yaml', 'site: from-settings\n')
  expect(await chosenSite(ctx, { inUse: ['only'] })).toEqual({ id: 'from-settings', by: 'settings' })
  expect(await chosenSite(ctx, hints)).toEqual({ id: 'marked', by: 'context' })
  expect(await chosenSite({ ...ctx, env: { ICC_SITE: '' } }, hints)).toEqual({ id: 'marked', by: 'context' })
  expect(await chosenSite({ ...ctx, env }, hints)).toEqual({ id: 'from-environment', by: 'environment' })
  expect(await chosenSite({ ...ctx, env, siteFlag: 'flag' }, hints)).toEqual({ id: 'flag', by: 'flag' })
})

test('broken settings do not matter where something stronger says the site', async () => {
  const { ctx, write } = siteFolders()
  write('config/config.yaml', 'site: [')
  expect(await chosenSite(ctx, hints)).toEqual({ id: 'marked', by: 'context' })
  await expect(chosenSite(ctx)).rejects.toMatchObject({ code: 'settings-broken' })
})

test('a site that the command line or an old sign-in names is taken as it is', async () => {
  const { ctx } = siteFolders()
  expect(await resolveSite({ ...ctx, siteFlag: 'gone' }, hints)).toBe('gone')
  expect(await resolveSite(ctx, { marker: 'gone' })).toBe('gone')
  expect(await resolveSite(ctx, { inUse: ['gone'] })).toBe('gone')
})

test('a written-down site that does not exist is told with the place where it is written', async () => {
  const { ctx, config, write } = siteFolders()
  await expect(resolveSite({ ...ctx, env: { ICC_SITE: 'haw-ic' } }, {})).rejects.toMatchObject({
    code: 'site-unknown',
    exitCode: 2,
    message: expect.stringMatching(/^ICC_SITE: There is no site "haw-ic"\. Did you mean haw-icc\? There are: /u),
  })
  write('config/config.yaml', 'site: gone\n')
  await expect(resolveSite(ctx, {})).rejects.toMatchObject({
    message: expect.stringContaining(`${join(config, 'config.yaml')}: There is no site "gone".`),
  })
  write('config/config.yaml', 'site: generic\n')
  expect(await resolveSite(ctx, {})).toBe('generic')
})

test('without a terminal, nothing said is a usage error with the list', async () => {
  const { ctx } = siteFolders()
  await expect(resolveSite(ctx, {})).rejects.toMatchObject({
    code: 'site-not-chosen',
    exitCode: 2,
    message:
      'Nothing says which site is meant. There are: csc-rahti, desy, einfra-cz, generic, haw-icc, mi2-akira, nautilus, playground.',
    hint: 'icc site use ID, or --site ID for this command only',
  })
})

test('on a terminal the user picks one of the sites that can be used', async () => {
  const offered: Choice[][] = []
  const { ctx, user } = siteFolders({
    terminal: { interactive: true, stdout: true, columns: 80 },
    prompt: () =>
      Promise.resolve({
        pick: (_message, choices) => {
          offered.push(choices)
          return Promise.resolve('generic')
        },
        confirm: () => Promise.reject(new Error('not asked')),
        text: () => Promise.reject(new Error('not asked')),
        secret: () => Promise.reject(new Error('not asked')),
        keys: () => {
          throw new Error('not asked')
        },
      }),
  })
  user('broken', 'id: [')
  expect(await resolveSite(ctx, {})).toBe('generic')
  expect(offered[0]?.map(({ value }) => value)).toEqual([
    'csc-rahti',
    'desy',
    'einfra-cz',
    'generic',
    'haw-icc',
    'mi2-akira',
    'nautilus',
    'playground',
  ])
})
