import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createKube } from '../../../src/adapters/kube.ts'
import { createTestContext, runIcc, temporaryFolder } from '../../support/run-icc.ts'

/** A context of the built-in site `playground`, whose API server is a closed port. */
function signedInFarAway() {
  const home = temporaryFolder()
  mkdirSync(join(home, '.kube'))
  const extensions = [{ name: 'icc', extension: { site: 'playground' } }]
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'playground',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    contexts: [{ name: 'playground', context: { cluster: 'c', user: 'u', extensions } }],
    users: [{ name: 'u', user: { token: 'x' } }],
  }
  writeFileSync(join(home, '.kube', 'config'), JSON.stringify(kubeconfig))
  return { home, kube: (target: Parameters<typeof createKube>[0]) => createKube(target, createTestContext()) }
}

const advice = 'The playground is not running. Start it with npm start'

test.each([
  ['whoami', ['whoami'], 1],
  ['ns NAME', ['ns', 'somewhere'], 1],
  ['ns --list', ['ns', '--list'], 0],
])("%s says how the site's cluster is reached from outside", async (_, argv, exitCode) => {
  const ran = await runIcc(argv, signedInFarAway())
  expect(ran).toMatchObject({ exitCode, stderr: expect.stringContaining(advice) })
  expect(ran.stderr).toContain('127.0.0.1:1 cannot be reached')
})
