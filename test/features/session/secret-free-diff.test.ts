import { expect, test } from 'vitest'
import { secretFreeDiff, withoutSecrets } from '../../../src/features/session/secret-free-diff.ts'

test('the names of the file come first, then what changes', () => {
  const change = { file: '/home/student/.kube/config', before: 'a: 1\n', after: 'a: 2\n' }
  expect(secretFreeDiff([change])).toEqual([
    '--- /home/student/.kube/config  now',
    '+++ /home/student/.kube/config  after the sign-in',
    '@@ -1,1 +1,1 @@',
    '-a: 1',
    '+a: 2',
  ])
  expect(secretFreeDiff([{ ...change, after: change.before }])).toEqual([])
})

test.each([
  ['+    token: abc', '+    token: [hidden]'],
  [
    '+    proxy-url: http://student:geheim@proxy.example.org:3128',
    '+    proxy-url: http://student:[hidden]@proxy.example.org:3128',
  ],
  [
    '+    proxy-url: http://student:ge@he/im@proxy.example.org',
    '+    proxy-url: http://student:[hidden]@proxy.example.org',
  ],
  ['+    server: https://api.example.org:6443', '+    server: https://api.example.org:6443'],
  [`+      ${'QUJD'.repeat(20)}`, '+      [hidden]'],
])('%s', (line, shown) => {
  expect(withoutSecrets(line)).toBe(shown)
})
