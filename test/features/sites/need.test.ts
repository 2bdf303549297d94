import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadSite } from '../../../src/features/sites/load.ts'
import { need } from '../../../src/features/sites/need.ts'
import { failure, siteFolders } from './site-folders.ts'

test('a value that is there is given with its type', () => {
  const { ctx } = siteFolders()
  const url: string = need(ctx, loadSite(ctx, 'haw-icc'), 'login.portal.url')
  expect(url).toBe('https://icc-login.informatik.haw-hamburg.de/')
})

test('a missing value is an error that says whom to ask and where to put it', () => {
  const { ctx, config } = siteFolders()
  const site = loadSite(ctx, 'haw-icc')
  expect(failure(() => need(ctx, site, 'login.oidc.issuer'))).toMatchObject({
    code: 'site-incomplete',
    exitCode: 1,
    hint: 'icc site set login.oidc.issuer=VALUE --site haw-icc',
    message: [
      'The profile haw-icc does not say login.oidc.issuer. Nothing was done.',
      'Ask for it: icc@informatik.haw-hamburg.de',
      `Write it into ${join(config, 'sites', 'haw-icc.yaml')}:`,
      '  id: haw-icc',
      '  extends: haw-icc',
      '  login:',
      '    oidc:',
      '      issuer: ...',
    ].join('\n'),
  })
})

test('of a value with several parts the hint is where they are told', () => {
  const { ctx } = siteFolders()
  expect(failure(() => need(ctx, loadSite(ctx, 'haw-icc'), 'login.ssh'))).toMatchObject({
    hint: 'icc site show haw-icc',
  })
})

test('in a profile of the user’s own the value goes into that very file', () => {
  const { ctx, user } = siteFolders()
  const file = user('campus', 'id: campus\ntitle: Campus\nlogin: {method: device}\n')
  expect(failure(() => need(ctx, loadSite(ctx, 'campus'), 'api.server'))).toMatchObject({
    message: [
      'The profile campus does not say api.server. Nothing was done.',
      'Ask for it: the people who run the cluster (the profile names no contact)',
      `Add it to ${file}:`,
      '  api:',
      '    server: ...',
    ].join('\n'),
  })
})

test('the file that the message describes mends the profile', () => {
  const { ctx, user } = siteFolders()
  user('haw-icc', 'id: haw-icc\nextends: haw-icc\nlogin:\n  oidc:\n    issuer: https://sso.example.org/\n')
  expect(need(ctx, loadSite(ctx, 'haw-icc'), 'login.oidc.issuer')).toBe('https://sso.example.org/')
})
