import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkSiteFile } from '../../../src/features/sites/load.ts'
import { profileSchema } from '../../../src/features/sites/schema.ts'
import { SIGN_IN_METHODS } from '../../../src/features/sites/schema-access.ts'
import { siteFolders } from './site-folders.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const page = readFileSync(join(root, 'docs', 'sites.md'), 'utf8')

test.each(['docs/sites.md', 'README.md'])('the profile that %s shows is sound', (name) => {
  const text = readFileSync(join(root, name), 'utf8')
  const profile = /```yaml\n((?:#.*\n)?id: mycampus[\s\S]*?)```/u.exec(text)?.[1] ?? ''
  const { ctx, write } = siteFolders()
  const { profile: read } = checkSiteFile(ctx, write('mycampus.yaml', profile))
  expect(read.login.oidc?.issuer).toMatch(/^https:/u)
})

test('every way to sign in is in the table, and no other way', () => {
  const table = page.slice(page.indexOf('| `method`'), page.indexOf('For `oidc`'))
  const rows = [...table.matchAll(/^\| `([a-z-]+)` +\|/gmu)].map(([, name]) => name)
  expect(new Set(rows.slice(1))).toEqual(new Set(SIGN_IN_METHODS))
})

test('every group of a profile is told of', () => {
  expect(Object.keys(profileSchema.entries).filter((name) => !page.includes(name))).toEqual([])
})
