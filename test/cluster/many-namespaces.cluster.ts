import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { iccProcess, noTerminal, startIccOnTerminal } from '../support/icc-process.ts'
import { describeOnCluster, runKubectl, signedIn } from './real-cluster.ts'

const ICC = join(import.meta.dirname, '../../bin/icc.ts')

describeOnCluster('20,000 namespaces for somebody who may list them', { extraNamespaces: 20_000 }, (campus) => {
  test('they are listed, and switched to by name', async () => {
    const home = await signedIn(campus(), 'staff01')
    const { stdout, exitCode } = await iccProcess(home, ['ns', '--list'])
    expect(exitCode).toBe(0)
    const names = stdout.split('\n').filter((line) => line.includes('project-'))
    expect(names).toHaveLength(20_000)
    // One TAB, out of what the list left behind.
    const env = { PATH: process.env['PATH'], HOME: home.folder, ...home.env }
    const tab = await promisify(execFile)(process.execPath, [ICC, '__complete', 'zsh', 'ns', 'project-1998'], { env })
    expect(tab.stdout.split('\n').filter((line) => line.startsWith('project-1998'))).toHaveLength(10)
    expect(await iccProcess(home, ['ns', 'project-12345'])).toMatchObject({ exitCode: 0 })
    const { stdout: current } = await runKubectl(home, 'config', 'view', '--minify', '-o', 'jsonpath={..namespace}')
    expect(current).toBe('project-12345')
    expect(await iccProcess(home, ['ns', 'project-99999'])).toMatchObject({ exitCode: 1 })
  })

  test.skipIf(noTerminal)('one is picked by a part of its name', async () => {
    const home = await signedIn(campus(), 'staff01')
    const picking = startIccOnTerminal(home, ['ns'], {}, 'terminal')
    await picking.prints(/Which namespace of/u)
    picking.type('19876')
    await picking.prints(/project-19876/u)
    picking.type('\r')
    expect(await picking.done).toMatchObject({ exitCode: 0 })
    const { stdout: current } = await runKubectl(home, 'config', 'view', '--minify', '-o', 'jsonpath={..namespace}')
    expect(current).toBe('project-19876')
  })
})
