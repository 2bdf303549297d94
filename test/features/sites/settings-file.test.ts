import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { siteInSettings } from '../../../src/features/sites/settings-file.ts'
import { readSettings } from '../../../src/features/sites/settings.ts'
import { siteFolders } from './site-folders.ts'

test('without a file, and with one of comments only, the settings say no site', async () => {
  const { ctx, write } = siteFolders()
  expect(await siteInSettings(ctx)).toBeUndefined()
  write('config/config.yaml', '# nothing yet\n')
  expect(await siteInSettings(ctx)).toBeUndefined()
})

test.each([
  'site: haw-icc',
  "# mine\nsite: 'haw-icc' # why\n",
  'site: "haw-icc"\r\n',
  '---\nsite: haw-icc\nsecrets: file\n',
  'site: &here haw-icc\n',
])('the site of the settings %j is read', async (text) => {
  const { ctx, write } = siteFolders()
  write('config/config.yaml', text)
  expect(await siteInSettings(ctx)).toBe('haw-icc')
})

const words = [
  'haw-icc',
  'a',
  'no',
  'null',
  '12',
  '1e3',
  '0x1f',
  '2025-10-01',
  'A',
  'a_b',
  '[a]',
  '',
  ' ',
  '-',
  "'no'",
]
const lines = fc.constantFrom(
  ...words.map((word) => `site: ${word}`),
  ...words.map((word) => `site: "${word}"`),
  'secrets: file',
  'secrets: vault',
  'other: 1',
  '# note',
  '',
  '---',
  '...',
  'site:',
  '- a',
  '\tsite: a',
  'site : a',
)

test('whatever stands in the file, the quick look finds what the checks find', async () => {
  const { ctx, write } = siteFolders()
  await fc.assert(
    fc.asyncProperty(fc.array(lines, { maxLength: 3 }), fc.constantFrom('\n', '\r\n'), async (chosen, end) => {
      write('config/config.yaml', chosen.map((line) => line + end).join(''))
      const quick = await siteInSettings(ctx).catch(messageOf)
      expect(quick).toEqual(checked(ctx))
    }),
    { numRuns: 500 },
  )
})

function checked(ctx: Parameters<typeof readSettings>[0]): unknown {
  try {
    return readSettings(ctx).site
  } catch (error) {
    return messageOf(error)
  }
}

function messageOf(error: unknown): unknown {
  return (error as Error).message
}
