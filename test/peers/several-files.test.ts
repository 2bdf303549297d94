import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'
import { runPeer, without } from './programs.ts'

const skipped = without('kubectl', 'kubectx')

/** `first` is current; `both` is a context of each file, as whoever merges files has them. */
function several(): Record<string, string> {
  const home = temporaryFolder()
  const files = ['.kube/config', 'missing', 'more/second', 'third'].map((name) => join(home, name))
  write(join(home, '.kube', 'config'), 'first', 'first')
  write(join(home, 'more', 'second'), 'second', '""')
  write(join(home, 'third'), 'third', 'third')
  return { HOME: home, KUBECONFIG: ['', ...files, ''].join(delimiter) }
}

function write(file: string, name: string, current: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const contexts = [name, 'both'].map((one) => `- context: {cluster: ${name}, user: ${name}}\n  name: ${one}\n`)
  const text = `# ${name}\napiVersion: v1\nkind: Config\ncontexts:\n${contexts.join('')}current-context: ${current}\n`
  writeFileSync(file, text, { mode: 0o600 })
}

function namesIn(stdout: string): string[] {
  return stdout.split('\n').filter(Boolean).toSorted()
}

async function contextsBy(env: Record<string, string>): Promise<Record<'icc' | 'kubectx' | 'kubectl', unknown>> {
  const [icc, iccCurrent, kubectx, kubectxCurrent, kubectl, kubectlCurrent] = await Promise.all([
    runIcc(['ctx'], { home: env['HOME'] ?? '', env }),
    runIcc(['ctx', '-c'], { home: env['HOME'] ?? '', env }),
    runPeer('kubectx', [], env),
    runPeer('kubectx', ['-c'], env),
    runPeer('kubectl', ['config', 'get-contexts', '--output', 'name'], env),
    runPeer('kubectl', ['config', 'current-context'], env),
  ])
  return {
    icc: [namesIn(icc.stdout), iccCurrent.stdout],
    kubectx: [namesIn(kubectx.stdout), kubectxCurrent.stdout],
    kubectl: [namesIn(kubectl.stdout), kubectlCurrent.stdout],
  }
}

/** The same deed, by each of them. */
const DEEDS: [string, string[], string[]][] = [
  ['switch to a context of a later file', ['third'], ['use-context', 'third']],
  ['rename one of a later file', ['new=second'], ['rename-context', 'second', 'new']],
  ['rename the current one', ['new=.'], ['rename-context', 'first', 'new']],
  ['delete one of a later file', ['-d', 'second'], ['delete-context', 'second']],
]

test.skipIf(skipped !== '').each(DEEDS)(
  `over several files, %s: icc, kubectx and kubectl do and see the same${skipped}`,
  async (_, words, kubectlWords) => {
    const envs = { icc: several(), kubectx: several(), kubectl: several() }
    const icc = await runIcc(['ctx', ...words], { home: envs.icc['HOME'] ?? '', env: envs.icc })
    expect(icc).toMatchObject({ exitCode: 0 })
    expect(await runPeer('kubectx', words, envs.kubectx)).toMatchObject({ exitCode: 0 })
    expect(await runPeer('kubectl', ['config', ...kubectlWords], envs.kubectl)).toMatchObject({ exitCode: 0 })
    const seen = await Promise.all(Object.values(envs).map(contextsBy))
    const [first] = seen
    for (const each of seen) {
      expect(each.kubectx).toEqual(each.icc)
      expect(each.kubectl).toEqual(each.icc)
      expect(each).toEqual(first)
    }
  },
)

test.skipIf(skipped !== '')(
  `over several files, what icc ctx -u and -d leave is nothing, for kubectx and kubectl too${skipped}`,
  async () => {
    const env = several()
    const icc = (...argv: string[]) => runIcc(['ctx', ...argv], { home: env['HOME'] ?? '', env })
    await icc('-u')
    expect(await runPeer('kubectx', ['-c'], env)).toMatchObject({ stdout: '', exitCode: 1 })
    expect(await runPeer('kubectl', ['config', 'current-context'], env)).toMatchObject({ stdout: '', exitCode: 1 })
    await icc('-d', 'both')
    const left = 'first\nsecond\nthird\n'
    expect((await runPeer('kubectx', [], env)).stdout).toBe(left)
    expect((await runPeer('kubectl', ['config', 'get-contexts', '--output', 'name'], env)).stdout).toBe(left)
  },
)
