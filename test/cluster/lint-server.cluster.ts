import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RealCampus } from '../../playground/real-campus.ts'
import { kubectl } from '../../tools/kubectl.ts'
import { deployment, found, projectAt, SERVER, type Project } from '../commands/lint-server-home.ts'
import { describeOnCluster } from './real-cluster.ts'

const kubectlPath = await kubectl()

/** What Pod Security `restricted` and the quota want of a container. */
const SOUND = `resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 100m, memory: 64Mi}}
securityContext:
  allowPrivilegeEscalation: false
  capabilities: {drop: [ALL]}
  runAsNonRoot: true
  seccompProfile: {type: RuntimeDefault}`

const BASE = deployment('shop', { container: SOUND })
const DAEMON = BASE.replace('kind: Deployment', 'kind: DaemonSet')

/** What is changed in a Deployment that is there, and a piece of what lint must say; nothing where all is well. */
const CHANGES: [title: string, text: string, said: string | undefined][] = [
  ['nothing', BASE, undefined],
  ['its image', BASE.replace('nginx:1.29', 'nginx:1.30'), undefined],
  ['its selector', BASE.replaceAll('app: shop', 'app: other'), 'field is immutable'],
  [
    'the spelling of a field',
    BASE.replace('image:', 'imag:'),
    'unknown field "spec.template.spec.containers[0].imag"',
  ],
  ['its amounts, which are left out', BASE.replace(/resources: .*/u, 'tty: true'), 'failed quota: compute'],
  ['its rights, which are left out', BASE.replace(/capabilities: .*/u, 'privileged: false'), 'violates PodSecurity'],
  ['a label that is none', BASE.replace('{app: shop}\n    spec', '{app: shop, b: "a b"}\n    spec'), 'Invalid value'],
]

/** What kubectl says with the same kubeconfig: true for yes. */
function apply(project: Project, ...flags: string[]): Promise<boolean> {
  const argv = ['--kubeconfig', project.kubeconfig, '--cache-dir', join(project.home, 'cache'), 'apply', ...flags]
  return new Promise((resolve) => {
    execFile(kubectlPath ?? '', argv, { env: { HOME: project.home } }, (error) => resolve(error === null))
  })
}

function projectOf(campus: RealCampus, text: string): Promise<Project> {
  return projectAt({ ...campus, apiRequests: [] }, { 'shop.yaml': text })
}

describeOnCluster('icc lint --server at a real API server', {}, (campus) => {
  test.each(CHANGES)('of a Deployment is changed: %s', async (_, text, said) => {
    const project = await projectOf(campus(), text)
    const before = join(project.home, 'before.yaml')
    writeFileSync(before, BASE)
    expect(await apply(project, '-f', before)).toBe(true)
    const { kubeVersion, findings, notChecked } = await found(project, ...SERVER)
    expect(kubeVersion).toBe(campus().version.split('.').slice(0, 2).join('.'))
    expect(notChecked).toEqual([])
    const refused = findings.filter(({ rule }) => rule === 'server-refused').map(({ message }) => message)
    expect(refused.join('\n')).toContain(said ?? '')
    expect(refused.length > 0).toBe(said !== undefined)
    // What only its pods would be refused for, kubectl does not say; Pod Security warns it of them.
    const ofItself = refused.some((message) => !message.includes('refuse its pods'))
    const file = join(project.home, 'project', 'shop.yaml')
    expect(await apply(project, '--dry-run=server', '-f', file)).toBe(!ofItself)
  })

  test('what the user may not make is told apart from what is wrong', async () => {
    const project = await projectOf(campus(), DAEMON)
    const { findings, notChecked } = await found(project, ...SERVER)
    expect(findings).toEqual([])
    expect(notChecked.map(({ reason }) => reason)).toEqual([expect.stringContaining('you may not')])
  })

  test('nothing is stored', async () => {
    const name = 'never-there'
    const project = await projectOf(campus(), deployment(name, { container: SOUND }))
    expect((await found(project, ...SERVER)).findings).toEqual([])
    const path = `/apis/apps/v1/namespaces/w001-default/deployments/${name}`
    expect((await campus().operators.send('GET', path)).status).toBe(404)
  })
})
