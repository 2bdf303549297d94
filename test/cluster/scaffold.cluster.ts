import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { RealCampus } from '../../playground/real-campus.ts'
import type { Json } from '../../src/features/manifests/document.ts'
import { readManifests } from '../../src/features/manifests/read.ts'
import { objectName, objectsOf } from '../../src/features/manifests/object.ts'
import { folderFacts } from '../../src/features/scaffold/around/folder.ts'
import { findTemplate } from '../../src/features/scaffold/find.ts'
import { loadSite } from '../../src/features/sites/load.ts'
import { drawWords, hasGpus, writeInputFiles } from '../features/scaffold/kinds/random-words.ts'
import { createTestContext, runIcc, temporaryFolder } from '../support/run-icc.ts'
import { describeOnCluster } from './real-cluster.ts'
import { createVerdicts } from './server-verdict.ts'

const root = join(import.meta.dirname, '../..')
/** What GitLab reads is nothing for a cluster. */
const kinds = readdirSync(join(root, 'templates')).filter((name) => name !== 'parts' && name !== 'gitlab-ci')
const sites = readdirSync(join(root, 'sites')).map((name) => name.replace(/\.yaml$/u, ''))
const cases = kinds.flatMap((kind) =>
  sites
    .filter((site) => !kind.startsWith('gpu-') || hasGpus(profileOf(site)))
    .map((site): [kind: string, site: string] => [kind, site]),
)

function profileOf(site: string): Json {
  return parse(readFileSync(join(root, 'sites', `${site}.yaml`), 'utf8')) as Json
}

/** A namespace with Pod Security `restricted` and a quota that wants amounts. */
const NAMESPACE = 'w001-default'

/** What a server says of all that a random run writes, with the command line that wrote it. */
async function judged(campus: RealCampus, kind: string, site: string, seed: number) {
  const home = temporaryFolder()
  writeInputFiles(home)
  const ctx = createTestContext({}, { home })
  const version = campus.version.split('.').slice(0, 2).join('.')
  const kubernetes = Number(version.slice('1.'.length))
  const roots = { site: loadSite(ctx, site).profile, folder: folderFacts(home, []), kubernetes, minimal: false }
  const template = await findTemplate(ctx, kind)
  const [words = []] = fc.sample(
    fc.gen().map((draw) => drawWords(template, { roots, cwd: home }, draw)),
    { numRuns: 1, seed },
  )
  const line = ['scaffold', kind, ...words, '--site', site, '--kube-version', version, '--out', '-']
  const { stdout, stderr, exitCode } = await runIcc(line, { home, input: 'a-token\n' })
  expect({ line, stderr, exitCode }).toMatchObject({ exitCode: 0 })
  const objects = readManifests({ name: 'out.yaml', text: stdout }).documents.flatMap(objectsOf)
  expect(objects).not.toEqual([])
  const ask = createVerdicts(campus.operators)
  const verdicts = await Promise.all(objects.map((object) => ask(object, NAMESPACE)))
  return objects.map((object, index) => ({
    line: line.join(' '),
    object: objectName(object),
    verdict: verdicts[index],
  }))
}

describeOnCluster('what icc scaffold writes', {}, (campus) => {
  test.each(cases)('a %s at %s is taken without a warning, under Pod Security and a quota', async (kind, site) => {
    for (const seed of [1, 2]) {
      const verdicts = await judged(campus(), kind, site, seed)
      expect(verdicts.filter(({ verdict }) => verdict?.kind !== 'taken')).toEqual([])
    }
  })
})
