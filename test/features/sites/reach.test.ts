import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkSiteFile } from '../../../src/features/sites/load.ts'
import { reachOf } from '../../../src/features/sites/reach.ts'
import { siteFolders } from './site-folders.ts'

test('no address and no host of a profile that shows every field is left out', () => {
  const { ctx } = siteFolders()
  const { profile } = checkSiteFile(ctx, join(import.meta.dirname, '../../fixtures/sites/every-field.yaml'))
  const { talksTo, runs, opens, trusts } = reachOf(profile)
  const told = new Set([...talksTo, ...opens].map(({ where }) => where))
  const { login, api, network, docs, contacts } = profile
  const written = JSON.stringify({ login, api, network, docs, contacts })
  const addresses = written.match(/(?:https?|socks5):\/\/[^"]+/gu) ?? []
  expect(addresses.length).toBeGreaterThan(10)
  expect(addresses.filter((one) => !told.has(one))).toEqual([])
  const hosts = (written.match(/"[a-z]+(?:\.[a-z]+)*\.example\.org"/gu) ?? []).map((one) => one.slice(1, -1))
  expect(hosts.length).toBeGreaterThan(3)
  expect(hosts.filter((one) => !told.has(one))).toEqual([])
  expect(runs).toEqual(['ssh -J ssh.example.org -p 2222 access.example.org renew'])
  expect(opens.map(({ field }) => field)).toEqual([
    'login.portal.url',
    'login.openshift.console',
    'docs.start',
    'contacts[0].url',
  ])
  expect(trusts).toContain('api.ca')
  expect(trusts).toContain('login.oidc.ca')
})
