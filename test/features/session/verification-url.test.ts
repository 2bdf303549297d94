import { expect, test } from 'vitest'
import { judgeVerificationUrl } from '../../../src/features/session/verification-url.ts'

const issuer = 'https://login.example.edu/realms/campus'

test.each([
  ['https://login.example.edu/device', []],
  ['https://login.example.edu/device?user_code=ABCD-EFGH', []],
  ['https://go.example.edu/d', ['go.example.edu']],
  ['https://go.example.edu:8443/d', ['go.example.edu:8443']],
])('%s may be opened', (address, hosts) => {
  expect(judgeVerificationUrl(address, issuer, hosts)).toEqual({ openable: true, url: address })
})

test.each([
  ['http://login.example.edu/device', 'not an https'],
  ['javascript:alert(1)', 'not an https'],
  ['file:///etc/passwd', 'not an https'],
  ['https://login.example.edu@evil.example/device', 'user name'],
  ['https://user:word@login.example.edu/device', 'user name'],
  ['https://evil.example/device', 'evil.example'],
  ['https://login.example.edu:8443/device', 'login.example.edu:8443'],
  ['https://login.example.edu.evil.example/', 'evil.example'],
  ['not a url', 'not a web address'],
  ['', 'not a web address'],
])('%s is only shown', (address, problem) => {
  const judged = judgeVerificationUrl(address, issuer, [])
  expect(judged.openable).toBe(false)
  expect(judged).toHaveProperty('problem', expect.stringContaining(problem))
})
