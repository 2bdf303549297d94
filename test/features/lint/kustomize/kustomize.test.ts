import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { kubectl } from '../../../../tools/kubectl.ts'
import { lintTexts } from '../../../support/lint.ts'
import { temporaryFolder } from '../../../support/run-icc.ts'
import { CONTENT_CASES } from './content-cases.ts'
import { NAME_CASES, type KustomizeCase } from './kustomize-cases.ts'

// What lint finds in the folder of a kustomization, and in the stream that real kubectl makes of it, must be the same.

const judge = await kubectl()

describe.skipIf(judge === undefined).each([...NAME_CASES, ...CONTENT_CASES])('$title', (one) => {
  test('the folder has the errors and warnings of what kubectl renders', () => {
    const folder = inFolder(one)
    expect(folder).toEqual(inStreams(one))
    const { shows = [] } = one
    expect(folder.length > 0).toBe(shows.length > 0)
    for (const piece of shows) expect(folder.join('\n')).toContain(piece)
  })
})

function inFolder({ files }: KustomizeCase): string[] {
  const { findings, notChecked } = lintTexts(files)
  expect(notChecked.filter(({ rule }) => rule !== 'pvc-shrink')).toEqual([])
  return told(findings)
}

function inStreams({ files, roots, around = /$^/u }: KustomizeCase): string[] {
  const home = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), text)
  }
  return roots
    .flatMap((root) => {
      const text = execFileSync(judge ?? '', ['kustomize', root], { cwd: home, encoding: 'utf8', stdio: 'pipe' })
      return told(lintTexts({ [`${root}.yaml`]: text }).findings, around)
    })
    .filter((line, index, all) => all.indexOf(line) === index)
    .toSorted()
}

const BY_NEARNESS = new Set(['ingress-service', 'config-ref', 'secret-ref', 'pvc-ref', 'service-account-ref'])

/** What a generated Secret holds stands in no manifest. */
const OF_GENERATED = 'secret-plain-text'

type Told = { rule: string; severity: string; object: string | undefined }

/** As sets: what two builds have in common is told once in a folder. */
function told(findings: readonly Told[], around = /$^/u): string[] {
  const lines = findings
    .filter(({ severity, rule }) => severity !== 'info' && rule !== OF_GENERATED)
    .map(({ rule, severity, object = '' }) => {
      const [, kind = '', name = ''] = /^(\w+)\/(\S+)/u.exec(object) ?? []
      // Behind a prefix no name is near to another one any more.
      const weight = BY_NEARNESS.has(rule) ? '' : `${severity} `
      return `${weight}${rule} ${kind}/${name.replace(around, '')}`
    })
  return [...new Set(lines)].toSorted()
}
