import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTestContext } from '../support/run-icc.ts'
import { scriptedIdpForTest } from '../support/scripted-idp.ts'
import { userOf } from '../support/scripted-idp-run.ts'

// From a real checkout to the kubeconfig, by a real API server's answers: nothing in between is stood in for.

const git = (folder: string, ...args: string[]) =>
  spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: folder, encoding: 'utf8' })
const noGit = git('.', '--version').status !== 0
const why = noGit ? ' (skipped: no git)' : ''

/** Somebody who is a member of the group se2/magic-team, with a checkout whose only remote is given. */
async function withCheckout(url: string) {
  const user = await userOf(await scriptedIdpForTest())
  await user.icc(['login'])
  const folder = user.home.folder
  git(folder, 'init', '-q', 'work')
  git(join(folder, 'work'), 'remote', 'add', 'origin', url)
  git(join(folder, 'work'), 'commit', '-q', '--allow-empty', '-m', 'x')
  git(join(folder, 'work'), 'worktree', 'add', '-q', '../copy')
  return {
    user,
    here: (name: string) => user.icc(['ns', '.'], { cwd: join(folder, name), clock: createTestContext().clock }),
    namespace: () => /namespace: (\S+)/u.exec(readFileSync(user.home.kubeconfig, 'utf8'))?.[1],
  }
}

test.skipIf(noGit).each([
  ['https://git.campus.example/se2/magic_team.git', 'work'],
  ['git@git.campus.example:se2/Magic.Team.git', 'work'],
  ['ssh://git@git.campus.example:2222/SE2/magic-team', 'copy'],
])(`%s, in the folder %s, leads to its namespace${why}`, async (url, folder) => {
  const { here, namespace } = await withCheckout(url)
  const { stderr, exitCode } = await here(folder)
  expect({ stderr, exitCode }).toMatchObject({
    stderr: expect.stringContaining('Switched to namespace "se2-magic-team" in context "playground".\n'),
    exitCode: 0,
  })
  expect(namespace()).toBe('se2-magic-team')
})

test.skipIf(noGit)(`a project in which one has no rights is not switched to${why}`, async () => {
  const { here, namespace } = await withCheckout('https://git.campus.example/ai/lab.git')
  const { stderr, exitCode } = await here('work')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('"ai/lab" would be the namespace "ai-lab" or "ai-lab-1"')
  expect(stderr).toContain('the cluster lets you see neither it nor anything in it')
  expect(namespace()).toBe('w001-default')
})

test.skipIf(noGit)(`a path that is too long is refused with the rule${why}`, async () => {
  const { here } = await withCheckout(`https://git.campus.example/${'a'.repeat(40)}/${'b'.repeat(40)}.git`)
  const { stderr, exitCode } = await here('work')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('the name has 81 characters and Kubernetes allows 63, so it was never created')
})
