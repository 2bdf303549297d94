import { expect, test } from 'vitest'
import { createKube } from '../../src/adapters/kube.ts'
import { createTestContext, type Given } from '../support/run-icc.ts'
import { scriptedIdpForTest } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

/** Counts the connections that are made to clusters. */
function counting(): { given: Given; made: () => number } {
  let made = 0
  const ctx = createTestContext()
  return {
    given: {
      kube: (target) => {
        made += 1
        return createKube(target, ctx)
      },
    },
    made: () => made,
  }
}

test('where the profile does not say which claim is the name, one connection answers all questions', async () => {
  const user = await userOf(await scriptedIdpForTest())
  const { given, made } = counting()
  expect(await user.icc(['login'], given)).toMatchObject({ exitCode: 0 })
  expect(made()).toBe(1)
})

test('a cluster that cannot be reached is told once, and not asked for the namespace as well', async () => {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['site', 'set', 'api.server=https://127.0.0.1:1', '--site', 'playground'])
  const { given, made } = counting()
  const { stderr, exitCode } = await user.icc(['login'], given)
  expect({ exitCode, made: made() }).toEqual({ exitCode: 0, made: 1 })
  expect(stderr.match(/You are signed in all the same\./gu)).toHaveLength(1)
})
