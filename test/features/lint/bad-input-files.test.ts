import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Prompt } from '../../../src/context.ts'
import { runIcc, temporaryFolder, type Ran } from '../../support/run-icc.ts'
import { script, startLint } from './bad-input-process.ts'

// Files that are no files, or not for long.

type Report = {
  findings: { rule: string; file: string; message: string }[]
  checked: { files: number; objects: number }
}

function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: b}\n`
}

function found({ stdout }: Ran): string[] {
  return (JSON.parse(stdout) as Report).findings.map(({ file, rule, message }) => `${file} ${rule} ${message}`)
}

const noPipes = process.platform === 'win32' ? 'no named pipes here' : undefined

test.skipIf(noPipes !== undefined)('a pipe does not keep it waiting, in a folder or named', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'a.yaml'), configMap('a'))
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')])
  symlinkSync('pipe.yaml', join(folder, 'link.yaml'))
  const inFolder = await startLint(folder, ['-o', 'json']).done
  const reason =
    'file-unreadable This file was not looked at: it is no regular file; give what it holds to icc lint -.'
  expect(found(inFolder)).toEqual([`link.yaml ${reason}`, `pipe.yaml ${reason}`])
  expect(inFolder.exitCode).toBe(1)
  const named = await startLint(folder, ['pipe.yaml', 'a.yaml', '/dev/zero', '-o', 'json']).done
  expect(found(named).map((line) => line.replace(/^.*\/dev/u, '/dev'))).toEqual([
    `/dev/zero ${reason}`,
    `pipe.yaml ${reason}`,
  ])
  expect((JSON.parse(named.stdout) as Report).checked.files).toBe(1)
})

test.skipIf(noPipes !== undefined)('a socket is named, and nothing else happens', async () => {
  const home = temporaryFolder()
  writeFileSync(join(home, 'a.yaml'), configMap('a'))
  const server = createServer()
  onTestFinished(() => void server.close())
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(join(home, 's.yaml'), resolve)
  await promise
  const ran = await runIcc(['lint', '-o', 'json'], { home })
  expect(found(ran)).toEqual([expect.stringMatching(/^s\.yaml file-unreadable .*no regular file/u)])
})

test('links in circles, to themselves and to nowhere', async () => {
  const home = temporaryFolder()
  mkdirSync(join(home, 'one/two'), { recursive: true })
  writeFileSync(join(home, 'one/two/a.yaml'), configMap('a'))
  symlinkSync('..', join(home, 'one/up'), 'dir')
  symlinkSync(join(home, 'one'), join(home, 'one/two/again'), 'dir')
  symlinkSync('left.yaml', join(home, 'right.yaml'))
  symlinkSync('right.yaml', join(home, 'left.yaml'))
  symlinkSync('nowhere', join(home, 'gone.yaml'))
  symlinkSync('one/two/a.yaml', join(home, 'twin.yaml'))
  const ran = await runIcc(['lint', '-o', 'json', '--ignore', 'duplicate-object'], { home })
  expect(found(ran)).toEqual([
    expect.stringMatching(/^gone\.yaml file-unreadable .*leads nowhere/u),
    expect.stringMatching(/^left\.yaml file-unreadable .*circle/u),
    expect.stringMatching(/^right\.yaml file-unreadable .*circle/u),
  ])
  expect((JSON.parse(ran.stdout) as Report).checked).toEqual({ files: 2, objects: 2 })
})

/** Root may read everything: then icc is run by somebody who may not. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** A checkout in a folder that is root's alone can be run by nobody else. */
const isLocked = spawnSync(process.execPath, ['--check', script], nobody).status !== 0

test.skipIf(process.platform === 'win32' || isLocked)(
  'what may not be read is named, and the rest is looked at',
  async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'locked'))
    writeFileSync(join(folder, 'locked/c.yaml'), configMap('c'))
    writeFileSync(join(folder, 'a.yaml'), configMap('a'))
    writeFileSync(join(folder, 'b.yaml'), configMap('b'))
    chmodSync(join(folder, 'b.yaml'), 0)
    chmodSync(join(folder, 'locked'), 0)
    openUp(folder)
    const ran = await startLint(folder, ['-o', 'json'], nobody).done
    chmodSync(join(folder, 'locked'), 0o700)
    expect(found(ran)).toEqual([
      'b.yaml file-unreadable This file was not looked at: you may not read it.',
      'locked file-unreadable This file was not looked at: you may not read it.',
    ])
    expect((JSON.parse(ran.stdout) as Report).checked.files).toBe(1)
    expect(ran.exitCode).toBe(1)
  },
)

/** Folders of tests are for their owner alone, all the way up to that of all temporary files. */
function openUp(folder: string): void {
  chmodSync(folder, 0o755)
  chmodSync(join(folder, '..'), 0o711)
}

test.skipIf(process.platform !== 'linux')('a file that is gone after the folder was listed is named', async () => {
  const folder = temporaryFolder()
  // As long as icc reads this one, it has listed the folder and not come to the others.
  writeFileSync(join(folder, 'a.json'), `{"text": "${'x'.repeat(100_000_000)}"}`)
  for (const name of ['b', 'c', 'd']) writeFileSync(join(folder, `${name}.yaml`), configMap(name))
  const icc = startLint(folder, ['-o', 'json'])
  await reads('a.json', icc.pid)
  rmSync(join(folder, 'c.yaml'))
  rmSync(join(folder, 'd.yaml'))
  mkdirSync(join(folder, 'd.yaml'))
  const ran = await icc.done
  expect(found(ran)).toEqual([
    expect.stringMatching(/^c\.yaml file-unreadable .*not there any more/u),
    expect.stringMatching(/^d\.yaml file-unreadable .*no regular file/u),
  ])
  expect((JSON.parse(ran.stdout) as Report).checked).toEqual({ files: 1, objects: 1 })
  expect(ran.exitCode).toBe(1)
})

/** Resolves as soon as the process has the file open. */
async function reads(name: string, pid: number): Promise<void> {
  for (;;) {
    for (const open of openFiles(pid)) if (open.endsWith(`/${name}`)) return
    // Others, that is the test's own streams, must have their turn.
    await new Promise(setImmediate)
  }
}

function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${descriptor}`)]
    } catch {
      // Closed meanwhile.
      return []
    }
  })
}

test.each<[string, (file: string) => void]>([
  ['gone', (file) => rmSync(file)],
  ['another', (file) => writeFileSync(file, configMap('other'))],
  [
    'a folder',
    (file) => {
      rmSync(file)
      mkdirSync(file)
    },
  ],
  ['no text', (file) => writeFileSync(file, Uint8Array.of(0, 1, 2))],
])('a file that is %s by the time of writing: nothing is written', async (_, change) => {
  const home = temporaryFolder()
  const file = join(home, 'b.yaml')
  const mendable = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, creationTimestamp: null}\n'
  writeFileSync(join(home, 'a.yaml'), mendable.replace('NAME', 'a'))
  writeFileSync(file, mendable.replace('NAME', 'b'))
  const prompt: Pick<Prompt, 'confirm'> = {
    confirm: () => {
      change(file)
      return Promise.resolve(true)
    },
  }
  const { stderr, exitCode } = await runIcc(['lint', '--fix'], {
    home,
    terminal: { interactive: true, stdout: false, columns: 400 },
    prompt: () => Promise.resolve(prompt as Prompt),
  })
  expect(stderr).toContain('b.yaml changed while icc looked at it. Nothing was written.')
  expect(exitCode).toBe(1)
  expect(readdirSync(home).toSorted()).toEqual(['a.yaml', ...(_ === 'gone' ? [] : ['b.yaml'])])
})

test('names of any kind: exact in JSON, harmless on the terminal', async () => {
  const home = temporaryFolder()
  const names = [
    'line\nbreak.yaml',
    '\u001b[31mred.yaml',
    '--fix.yaml',
    'b\u202e.yaml',
    '"quoted" \\ $(x).yaml',
    'ä.yaml',
  ]
  for (const [index, name] of names.entries())
    writeFileSync(join(home, name), configMap(`c${index}`).replace('data: {a', 'dato: {a'))
  const json = await runIcc(['lint', '-o', 'json'], { home })
  expect((JSON.parse(json.stdout) as Report).findings.map(({ file }) => file)).toEqual(names.toSorted())
  const human = await runIcc(['lint', '--fix=schema-unknown-field', '--diff'], { home })
  const listed = await runIcc(['lint'], { home })
  for (const { stdout, stderr } of [human, listed])
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u)
  const named = await runIcc(['lint', '-o', 'json', '--', '--fix.yaml'], { home })
  expect((JSON.parse(named.stdout) as Report).checked.files).toBe(1)
})
