import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSettings, writeSetting } from '../../../src/features/sites/settings.ts'
import { failure, siteFolders } from './site-folders.ts'

test('without a file, and with one of comments only, there are no settings', () => {
  const { ctx, write } = siteFolders()
  expect(readSettings(ctx)).toEqual({})
  write('config/config.yaml', '# nothing yet\n')
  expect(readSettings(ctx)).toEqual({})
})

test('settings are read', () => {
  const { ctx, write } = siteFolders()
  write('config/config.yaml', 'site: haw-icc\nsecrets: file\n')
  expect(readSettings(ctx)).toEqual({ site: 'haw-icc', secrets: 'file' })
})

test('every fault of the settings is told with its line and column', () => {
  const { ctx, write } = siteFolders()
  const file = write('config/config.yaml', 'site: [haw-icc]\nsecret: file\nsecrets: vault\n')
  expect(failure(() => readSettings(ctx))).toMatchObject({
    code: 'settings-broken',
    exitCode: 1,
    message: [
      "icc's settings cannot be used. Nothing was done.",
      `  ${file}:2:1: secret: unknown name; did you mean secrets?`,
      `  ${file}:1:1: site: expected a text, found a list`,
      `  ${file}:3:1: secrets: expected one of keyring, file, found "vault"`,
    ].join('\n'),
  })
})

test.each(['site: [', '- site: haw-icc\n', 'site: a\n---\nsite: b\n', 'site: a\nsite: b\n'])(
  'settings of %j are broken, not empty',
  (text) => {
    const { ctx, write } = siteFolders()
    write('config/config.yaml', text)
    expect(failure(() => readSettings(ctx))).toMatchObject({ code: 'settings-broken' })
  },
)

test.each([
  ['', 'site: new\n'],
  ['# comment', '# comment\nsite: new\n'],
  ['---\n', '---\nsite: new\n'],
  ['site: old', 'site: new'],
  ['# before\nsite: old # why\n# after\n', '# before\nsite: new # why\n# after\n'],
  ['site:   "old"   # why\n', 'site:   new   # why\n'],
  ["'site': 'old'\n", "'site': new\n"],
  ['site: |-\n  old\nsecrets: file\n', 'site: new\nsecrets: file\n'],
  ['site:\n  old\n', 'site:\n  new\n'],
  ['secrets: file', 'secrets: file\nsite: new'],
  ['secrets: file # no keyring\n# end\n', 'secrets: file # no keyring\nsite: new\n# end\n'],
  ['secrets: |-\n  file\n\n# end\n', 'secrets: |-\n  file\nsite: new\n\n# end\n'],
  ['  secrets: file\n', '  secrets: file\n  site: new\n'],
  ['secrets: file\r\n# end\r\n', 'secrets: file\r\nsite: new\r\n# end\r\n'],
  ['\uFEFFsecrets: file\n', '\uFEFFsecrets: file\nsite: new\n'],
  ['\uFEFFsite: old\n', '\uFEFFsite: new\n'],
  ['{secrets: file}\n', '{secrets: file, site: new}\n'],
  ['{secrets: file, site: old}\n', '{secrets: file, site: "new"}\n'],
  ['{}', '{"site": "new"}'],
  ['---\nsecrets: file\n...\n', '---\nsecrets: file\nsite: new\n...\n'],
])('a setting in %j changes nothing else', async (before, after) => {
  expect(await withSite(before, 'new')).toBe(after)
})

/** The text of the settings after the site was changed. */
async function withSite(text: string, site: string): Promise<string> {
  const { ctx, write } = siteFolders()
  const file = write('config/config.yaml', text)
  await writeSetting(ctx, 'site', site)
  return readFileSync(file, 'utf8')
}

test.each(['null', 'true', '1e3', '123', '0x1f'])(
  'the site %s is written so that it is read as a text',
  async (id) => {
    const { ctx } = siteFolders()
    await writeSetting(ctx, 'site', id)
    expect(readSettings(ctx)).toEqual({ site: id })
  },
)

test('a layout that cannot be changed in place is left alone', async () => {
  const text = '# comment\n...\n'
  const { ctx, write } = siteFolders()
  const file = write('config/config.yaml', text)
  await expect(writeSetting(ctx, 'site', 'new')).rejects.toMatchObject({ code: 'settings-broken' })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('whatever the layout, other lines stay byte for byte and the new value is read', async () => {
  const line = fc.constantFrom('', '# a comment', 'secrets: file', 'secrets: "keyring"  # why', 'site: old')
  const lines = fc.uniqueArray(line, { selector: (text) => /^\w+/u.exec(text)?.[0] ?? text, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (parts, lineEnd, ended) => {
      const before = parts.join(lineEnd) + (ended ? lineEnd : '')
      const { ctx, write } = siteFolders()
      const file = write('config/config.yaml', before)
      await writeSetting(ctx, 'site', 'new')
      const after = readFileSync(file, 'utf8')
      expect(readSettings(ctx).site).toBe('new')
      expect(otherLines(after)).toEqual(otherLines(before))
    }),
    { numRuns: 60 },
  )
})

function otherLines(text: string): string[] {
  return text.split(/\r?\n/u).filter((line) => !/^(site:|$)/u.test(line))
}
