import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Json } from '../../../src/features/manifests/document.ts'
import { readManifests } from '../../../src/features/manifests/read.ts'
import { folderFacts } from '../../../src/features/scaffold/around/folder.ts'
import { splitCommand } from '../../../src/features/scaffold/files/shell-words.ts'
import { findTemplate, listKinds } from '../../../src/features/scaffold/find.ts'
import type { Template, Values } from '../../../src/features/scaffold/types.ts'
import { loadSite } from '../../../src/features/sites/load.ts'
import { lintTexts } from '../../support/lint.ts'
import { createTestContext, runIcc, temporaryFolder } from '../../support/run-icc.ts'
import { judge } from '../manifests/kubectl-reading.ts'
import { drawWords, hasGpus, writeInputFiles, type Draw } from './kinds/random-words.ts'

// Whatever is asked of any kind at any campus, as long as it is valid: what is written, lint finds nothing in, and
// kubectl reads as the same.

const root = join(import.meta.dirname, '..', '..', '..')
const kinds = readdirSync(join(root, 'templates')).filter((name) => name !== 'parts')
const sites = readdirSync(join(root, 'sites')).map((name) => name.replace(/\.yaml$/u, ''))
const cases = kinds.flatMap((kind) => sitesFor(kind).map((site): [kind: string, site: string] => [kind, site]))

function sitesFor(kind: string): string[] {
  return sites.filter((site) => !kind.startsWith('gpu-') || hasGpus(profileOf(site)))
}

function profileOf(site: string): Json {
  return parse(readFileSync(join(root, 'sites', `${site}.yaml`), 'utf8')) as Json
}

/** A machine that is busy with other tests takes its time. */
const PATIENT = { timeout: 120_000 }

const VERSIONS = ['1.30', '1.33', '1.35', '1.37']

type Workshop = {
  /** A random command line without what says how it is written. */
  words: (draw: Draw) => { line: string[]; version: string }
  /** What a command line writes; an error where it is refused. */
  write: (line: readonly string[]) => Promise<string>
  file: string
}

async function workshop(kind: string, site: string): Promise<Workshop> {
  const home = temporaryFolder()
  writeInputFiles(home)
  const ctx = createTestContext({}, { home })
  const template: Template = await findTemplate(ctx, kind)
  const profile = loadSite(ctx, site).profile
  const file = template.fileName
  return {
    file,
    words: (draw) => {
      const version = draw(() => fc.constantFrom(...VERSIONS))
      const roots: Values = {
        site: profile,
        folder: folderFacts(home, []),
        kubernetes: Number(version.slice('1.'.length)),
        minimal: false,
      }
      const words = drawWords(template, { roots, cwd: home }, draw)
      return { line: [kind, ...words, '--site', site, '--kube-version', version], version }
    },
    async write(line) {
      rmSync(join(home, file), { force: true })
      const ran = await runIcc(['scaffold', ...line, '--out', file], { home, input: 'a-token\n' })
      expect({ line, stderr: ran.stderr, exitCode: ran.exitCode }).toMatchObject({ exitCode: 0 })
      return readFileSync(join(home, file), 'utf8')
    },
  }
}

function valuesIn(text: string): Json[] {
  return readManifests({ name: 'x.yaml', text }).documents.map(({ value }) => value)
}

/** The words after `icc scaffold` in the head of a file. */
function wordsInHead(text: string): string[] {
  const lines = text.slice(0, text.indexOf('\n# template ')).split('\n')
  const command = splitCommand(lines.map((line) => line.replace(/^# /u, '')).join('\n'))
  if ('fault' in command) throw new Error(command.fault)
  return command.words.slice(2)
}

type Runs = fc.Parameters<[Draw]>

/** Random runs of a kind at a campus. */
async function sound(kind: string, site: string, runs: Runs): Promise<void> {
  const { words, write, file } = await workshop(kind, site)
  const holds = fc.asyncProperty(fc.gen(), async (draw) => {
    const { line, version } = words(draw)
    const full = await write(line)
    const bare = await write([...line, '--no-comments'])
    const minimal = await write([...line, '--minimal'])
    for (const text of [full, bare, minimal]) {
      const { findings } = lintTexts({ [file]: text }, { site, version, wholeProject: false })
      expect({ line, text, findings }).toMatchObject({ findings: [] })
    }
    expect(valuesIn(bare)).toEqual(valuesIn(full))
    expect(await write(wordsInHead(full))).toBe(full)
  })
  // A smaller example would take long to find, and says no more.
  return fc.assert(holds, { ...runs, endOnFailure: true })
}

test.each(cases)('lint finds nothing in a %s at %s, however it is written', PATIENT, async (kind, site) => {
  await expect(sound(kind, site, { numRuns: 3, seed: 20_261_121 })).resolves.toBeUndefined()
})

/** What is found here is to be found again with the seed and path that the error tells. */
test.each(kinds)('lint finds nothing in a %s that nobody has seen before', PATIENT, async (kind) => {
  const [site = 'generic'] = fc.sample(fc.constantFrom(...sitesFor(kind)), 1)
  await expect(sound(kind, site, { numRuns: 2 })).resolves.toBeUndefined()
})

/** What GitLab reads is nothing for kubectl. */
const ofKubernetes = kinds.filter((kind) => kind !== 'gitlab-ci')

test.skipIf(judge === undefined).each(ofKubernetes)(
  'kubectl reads a %s as the same objects',
  PATIENT,
  async (kind) => {
    const folder = temporaryFolder()
    const expected: Json[] = []
    for (const site of sitesFor(kind)) {
      // oxlint-disable-next-line no-await-in-loop -- one campus after the other
      const { words, write } = await workshop(kind, site)
      const holds = fc.asyncProperty(fc.gen(), async (draw) => {
        const text = await write(words(draw).line)
        writeFileSync(join(folder, `${String(expected.length).padStart(3, '0')}.yaml`), text)
        expected.push(...valuesIn(text))
      })
      // oxlint-disable-next-line no-await-in-loop -- one campus after the other
      await fc.assert(holds, { numRuns: 2, seed: 11, endOnFailure: true })
    }
    expect(await readByRealKubectl(folder)).toEqual(expected)
  },
)

/** The objects of a folder's files, patched with nothing: for that kubectl needs no cluster, as `create` does. */
async function readByRealKubectl(folder: string): Promise<Json[]> {
  const args = ['patch', '--local', '--type=merge', '--patch={}', '--output=json', `--filename=${folder}`]
  const env = { HOME: folder, KUBECONFIG: '/dev/null' }
  const { stdout } = await promisify(execFile)(judge ?? '', args, { env, maxBuffer: 1e9 })
  return stdout.split(/^(?=\{$)/mu).map((text) => JSON.parse(text) as Json)
}

test('all kinds are there, each with a line that says what it is', () => {
  expect(listKinds(createTestContext()).map(({ kind }) => kind)).toEqual(kinds.toSorted())
})
