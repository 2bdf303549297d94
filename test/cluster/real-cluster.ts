import { execFile } from 'node:child_process'
import { afterAll, beforeAll, describe } from 'vitest'
import type { CampusOptions, ClientId } from '../../playground/campus.ts'
import { createHome, type Home } from '../../playground/home.ts'
import { startRealCampus, type RealCampus } from '../../playground/real-campus.ts'
import { findBinaries } from '../../tools/cluster/binaries.ts'
import { kubectl } from '../../tools/kubectl.ts'
import { startIcc } from '../support/icc-process.ts'
import { temporaryFolder, type Ran } from '../support/run-icc.ts'
import { noteSecrets } from '../support/secret-watch.ts'

export const binaries = findBinaries()
const kubectlPath = await kubectl()

/** Why nothing can be tested here, as the end of a test's name; empty where it can. */
export const skipped =
  'found' in binaries
    ? kubectlPath === undefined
      ? ' (skipped: there is no kubectl here)'
      : ''
    : ` (skipped: ${binaries.missing.join(' ')})`

function watchExchanges(sent: unknown, answered: unknown): void {
  noteSecrets(sent)
  noteSecrets(answered)
}

/** Tests with a campus on a real API server, which starts before the first and ends after the last of them. */
export function describeOnCluster(title: string, options: CampusOptions, tests: (campus: () => RealCampus) => void) {
  describe.skipIf(skipped)(`${title}${skipped}`, () => {
    let campus: RealCampus | undefined
    beforeAll(async () => {
      if (!('found' in binaries)) return
      campus = await startRealCampus(binaries.found, { pollInterval: 1, watchExchanges, ...options })
    })
    afterAll(() => campus?.close())
    tests(() => {
      if (campus === undefined) throw new Error('the campus has not started')
      return campus
    })
  })
}

/** A person signed in by the real program, with a shell in which kubectl finds what it wrote. */
export async function signedIn(campus: RealCampus, username = 'infw001', clientId: ClientId = 'icc'): Promise<Home> {
  const home = await createHome(temporaryFolder(), campus, clientId)
  const login = startIcc(home, ['login'])
  const [, code = ''] = await login.prints(/Code {2}(\S+)/u)
  await campus.approve(code, username)
  const { exitCode, stderr } = await login.done
  if (exitCode !== 0) throw new Error(`icc login ended with ${exitCode}: ${stderr}`)
  return home
}

export function runKubectl(home: Home, ...args: string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: home.folder, ...home.env }
  return new Promise((resolve) => {
    const child = execFile(kubectlPath ?? '', args, { env }, (_, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: child.exitCode ?? 1 }),
    )
    // It asks for a name and a password where it has nothing to show.
    child.stdin?.end()
  })
}
