import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { at, listAt, objectAt, textPairsAt } from '../../../../src/features/manifests/json.ts'
import { readManifests } from '../../../../src/features/manifests/read.ts'
import { kubectl } from '../../../../tools/kubectl.ts'
import { runIcc, temporaryFolder } from '../../../support/run-icc.ts'

const LINE = ['scaffold', 'gitlab-ci', 'web', '--deploy-namespace', 'w001-default', '--offline']

type Project = { folder: string; run: (...words: string[]) => Promise<{ pipeline: Json; said: string }> }

/** Writes the pipeline into a folder, asks lint about it, and reads it. */
function project(site = 'generic', more: Record<string, string> = {}): Project {
  const home = temporaryFolder()
  const sites = join(home, '.config/icc/sites')
  mkdirSync(sites, { recursive: true })
  for (const [name, text] of Object.entries(more)) writeFileSync(join(sites, name), text)
  const folder = join(home, 'shop')
  mkdirSync(folder)
  const terminal = { interactive: false, stdout: true, columns: 400 }
  return {
    folder,
    async run(...words) {
      const given = { home, cwd: folder, terminal }
      const { stderr, exitCode } = await runIcc([...LINE, ...words, '--site', site], given)
      expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, ''])
      const lint = await runIcc(['lint', '.gitlab-ci.yml', '--site', site, '--fail-on', 'info'], given)
      expect([lint.exitCode, lint.exitCode === 0 ? '' : lint.stdout]).toEqual([0, ''])
      const text = readFileSync(join(folder, '.gitlab-ci.yml'), 'utf8')
      const [document] = readManifests({ name: '.gitlab-ci.yml', text }).documents
      return { pipeline: document?.value ?? null, said: stderr }
    },
  }
}

describe('the way to the cluster', () => {
  test('is a kubeconfig in a variable where nothing else is known', async () => {
    const { pipeline, said } = await project().run()
    expect(JSON.stringify(at(pipeline, 'deploy', 'script'))).not.toContain('use-context')
    expect(said).toContain('add KUBECONFIG: type File, protected, environment production')
    expect(said).toContain('No job looks at the manifests')
  })

  test('is the agent where the campus has it, in the environment of the campus', async () => {
    const site = 'id: tight\ntitle: T\nextends: generic\nci: {flavours: [agentk], environment: icc-dev}\n'
    const { run } = project('tight', { 'tight.yaml': site })
    const { pipeline, said } = await run('--agent', 'group/agents:campus')
    expect(listAt(pipeline, 'deploy', 'script')[0]).toBe('kubectl config use-context "$KUBE_CONTEXT"')
    expect(objectAt(pipeline, 'variables')).toMatchObject({ KUBE_CONTEXT: 'group/agents:campus' })
    expect(at(pipeline, 'deploy', 'environment', 'name')).toBe('icc-dev')
    expect(said).toContain('ci_access:')
    expect(said).not.toContain('KUBECONFIG')
  })

  test('needs a token that a campus gives on request', async () => {
    expect((await project('haw-icc').run()).said).toContain('Subject: ServiceAccount for the namespace w001-default')
  })
})

test('another builder, and a look at the manifests, come where they are wanted', async () => {
  const usual = await project().run()
  expect(Object.keys(objectAt(usual.pipeline) ?? {})).toEqual(['stages', 'variables', 'build', 'deploy'])
  expect(at(usual.pipeline, 'stages')).toEqual(['build', 'deploy'])
  const more = await project().run('--builder', 'buildkit', '--lint-image', 'registry.example.org/icc:1.0')
  expect(at(more.pipeline, 'stages')).toEqual(['check', 'build', 'deploy'])
  expect(at(more.pipeline, 'build', 'image', 'name')).toMatch(/^docker\.io\/moby\/buildkit:v.*-rootless$/u)
  expect(at(more.pipeline, 'lint', 'artifacts', 'reports', 'codequality')).toBe('quality.json')
  expect(more.said).not.toContain('No job looks')
})

const program = await kubectl()

test.skipIf(program === undefined || process.platform === 'win32')(
  'its commands put the image of the commit into what icc scaffold wrote, and apply all of it',
  async () => {
    const { folder, run } = project()
    const { pipeline } = await run()
    const given = { home: temporaryFolder(), cwd: folder }
    const words = ['--image', 'registry.example.org/web:1.0', '--site', 'generic', '--offline', '--out', 'k8s/']
    expect((await runIcc(['scaffold', 'deployment', 'web', ...words], given)).exitCode).toBe(0)
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    symlinkSync(program ?? '', join(bin, 'real-kubectl'))
    // There is no cluster: what would go there is written down.
    const standIn = `#!/bin/sh
case "$1" in set) exec real-kubectl "$@" ;; *) echo "$@" >> asked ;; esac
`
    writeFileSync(join(bin, 'kubectl'), standIn, { mode: 0o755 })
    const variables = [...textPairsAt(pipeline, 'variables'), ...textPairsAt(pipeline, 'deploy', 'variables')]
    const env = {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      KUBECONFIG: '/dev/null',
      ...Object.fromEntries(variables),
      IMAGE: 'registry.example.org/web:abcdef12',
    }
    const script = listAt(pipeline, 'deploy', 'script').map(String).join('\n')
    await promisify(execFile)('sh', ['-ec', script], { cwd: folder, env })
    expect(readFileSync(join(folder, 'k8s/deployment.yaml'), 'utf8')).toContain(
      'image: registry.example.org/web:abcdef12\n',
    )
    expect(readFileSync(join(folder, 'asked'), 'utf8').split('\n')).toEqual([
      '--namespace w001-default apply -f k8s',
      '--namespace w001-default rollout status deployment/web --timeout=5m',
      '',
    ])
  },
)
