import { expect, test } from 'vitest'
import { readRemotes } from '../../../src/features/namespaces/git-config.ts'

test.each<[string, string, { name: string; url: string }[]]>([
  ['one remote', '[remote "a"]\n\turl = u\n', [{ name: 'a', url: 'u' }]],
  ['Windows line ends', '[remote "a"]\r\n\turl = u\r\n', [{ name: 'a', url: 'u' }]],
  [
    'capitals in keywords only',
    '[REMOTE "A"]\nURL=u\n[remote "a"]\nurl=v\n',
    [
      { name: 'A', url: 'u' },
      { name: 'a', url: 'v' },
    ],
  ],
  ['the first of several addresses', '[remote "a"]\nurl = u\nurl = v\n', [{ name: 'a', url: 'u' }]],
  ['a section in two parts', '[remote "a"]\nfetch = x\n[core]\n[remote "a"]\nurl = u\n', [{ name: 'a', url: 'u' }]],
  ['a setting beside its section', '[remote "a"] url = u\n', [{ name: 'a', url: 'u' }]],
  ['quotes', '[remote "a"]\nurl = "u # v" ; w\n', [{ name: 'a', url: 'u # v' }]],
  ['comments', '# x\n[remote "a"] ; y\nurl = u # v\n;url = z\n', [{ name: 'a', url: 'u' }]],
  ['escapes', '[remote "a\\"b"]\nurl = u\\\\v\\"w\n', [{ name: 'a"b', url: 'u\\v"w' }]],
  ['a continued line', '[remote "a"]\nurl = u\\\nv\n', [{ name: 'a', url: 'uv' }]],
  ['other sections with an address', '[url "x"]\nurl = u\n[submodule "a"]\nurl = u\n', []],
  ['a remote without an address', '[remote "a"]\nfetch = x\npushurl = u\n', []],
  ['nothing', '', []],
])('%s: the remotes are found', (_what, config, remotes) => {
  expect(readRemotes(config)).toEqual(remotes)
})
