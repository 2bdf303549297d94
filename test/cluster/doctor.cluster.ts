import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Home } from '../../playground/home.ts'
import { PREFIX } from '../../playground/real-campus.ts'
import type { Doctor } from '../../src/commands/doctor.ts'
import type { Roles } from '../../src/features/session/roles.ts'
import { kubectl } from '../../tools/kubectl.ts'
import { iccProcess } from '../support/icc-process.ts'
import { describeOnCluster, runKubectl, signedIn } from './real-cluster.ts'

async function rolesOf(home: Home): Promise<Roles> {
  const { stdout } = await iccProcess(home, ['whoami', '--roles', '-o', 'json'])
  return (JSON.parse(stdout) as { roles: Roles }).roles
}

describeOnCluster('what a real API server says to the doctor and of rights', {}, (campus) => {
  test('after a sign-in nothing is wrong', async () => {
    const home = await signedIn(campus())
    symlinkSync((await kubectl()) ?? '', join(home.folder, 'bin', 'kubectl'))
    const { stdout, stderr, exitCode } = await iccProcess(home, ['doctor', '-o', 'json'])
    const { checks } = JSON.parse(stdout) as Doctor
    expect(checks.filter(({ status }) => status === 'problem' || status === 'warning')).toEqual([])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const said = (id: string) => checks.find((one) => one.id === id)?.message
    expect(said('token')).toBe(`the cluster takes you for ${PREFIX}infw001`)
    expect(said('api')).toMatch(/ answers \(Kubernetes 1\.\d+\)$/u)
    expect(said('clock')).toMatch(/^as that of /u)
    expect(said('namespace')).toBe('you can work in w001-default')
  })

  test.each(['infw001', 'staff01'])('the rights of %s are those that kubectl lists', async (username) => {
    const home = await signedIn(campus(), username)
    const listed = (await runKubectl(home, 'auth', 'can-i', '--list', '--no-headers')).stdout
    const resources = listed
      .split('\n')
      .map((line) => line.split(/\s+/u)[0] ?? '')
      .filter((resource) => resource !== '' && !/^selfsubject\w+\.authen|^selfsubject\w+\.author/u.test(resource))
    const { rules, incomplete } = await rolesOf(home)
    expect([...new Set(rules.map(({ resource }) => (resource === '*' ? '*.*' : resource)))].toSorted()).toEqual(
      [...new Set(resources)].toSorted(),
    )
    expect(incomplete).toBe(false)
  })

  test('RoleBindings are told to those who may read them', async () => {
    expect((await rolesOf(await signedIn(campus()))).bindings).toBe(null)
    const { namespace, bindings } = await rolesOf(await signedIn(campus(), 'staff01'))
    expect(namespace).toBe('staff01-default')
    expect(bindings).toEqual([
      {
        name: expect.stringMatching(/^campus-\d$/u),
        role: expect.stringMatching(/^campus-\d$/u),
        subject: `user ${PREFIX}staff01`,
      },
    ])
  })
})
