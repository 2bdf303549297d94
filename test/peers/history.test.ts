import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kubeconfig } from '../commands/ctx-home.ts'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'
import { runPeer, without } from './programs.ts'

/** A home with contexts, and what runs there. */
function home(names: string[], current: string) {
  const folder = temporaryFolder()
  const env = { HOME: folder }
  mkdirSync(join(folder, '.kube'))
  writeFileSync(join(folder, '.kube', 'config'), kubeconfig(names, current), { mode: 0o600 })
  return {
    env,
    icc: (...argv: string[]) => runIcc(argv, { home: folder, env }),
  }
}

const noKubectx = without('kubectx')

test.skipIf(noKubectx !== '')(`icc ctx - goes where kubectx - would, and kubectx sees it${noKubectx}`, async () => {
  const { env, icc } = home(['one', 'two', 'user@host/x'], 'one')
  await runPeer('kubectx', ['user@host/x'], env)
  expect(await icc('ctx', '-')).toMatchObject({ stderr: 'Switched to context "one".\n' })
  expect(await runPeer('kubectx', ['-c'], env)).toMatchObject({ stdout: 'one\n' })
  expect(await icc('ctx', '-')).toMatchObject({ stderr: 'Switched to context "user@host/x".\n' })
})

const noKubens = without('kubens')

test.skipIf(noKubens !== '').each(['one', 'user@host/x', 'arn:aws:x/y'])(
  `in the context %s icc ns - goes where kubens - would, and kubens sees it${noKubens}`,
  async (context) => {
    const { env, icc } = home([context], context)
    // Nobody answers at that cluster: -f is how both do without.
    for (const namespace of ['first', 'second'])
      expect(await runPeer('kubens', ['-f', namespace], env)).toMatchObject({ exitCode: 0 })
    expect(await icc('ns', '-c')).toMatchObject({ stdout: 'second\n' })
    expect(await icc('ns', '-')).toMatchObject({ stderr: `Switched to namespace "first" in context "${context}".\n` })
    expect(await runPeer('kubens', ['-c'], env)).toMatchObject({ stdout: 'first\n' })
    await icc('ns', '-u')
    expect(await runPeer('kubens', ['-c'], env)).toMatchObject({ stdout: 'default\n' })
  },
)
