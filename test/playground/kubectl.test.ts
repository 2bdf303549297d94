import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCampus, type Campus } from '../../playground/campus.ts'
import { kubectl } from '../../tools/kubectl.ts'
import { createClient } from './campus-client.ts'

const binary = await kubectl()

type Run = { stdout: string; stderr: string; exitCode: number }

describe.skipIf(binary === undefined)('a real kubectl', () => {
  let campus: Campus
  let folder: string

  beforeAll(async () => {
    campus = await startCampus()
    folder = await mkdtemp(join(tmpdir(), 'campus-kubectl-'))
    const tokens: Record<string, string> = {
      student: String((await createClient(campus).signIn('infw001'))['id_token']),
      staff: String((await createClient(campus).signIn('staff01'))['id_token']),
      foreign: String((await createClient(campus, 'icc-other').signIn('infw001'))['id_token']),
    }
    await writeFile(join(folder, 'config'), JSON.stringify(kubeconfig(tokens)))
  })
  afterAll(async () => {
    await campus.close()
    await rm(folder, { recursive: true })
  })

  function kubeconfig(tokens: Record<string, string>): unknown {
    const names = Object.keys(tokens)
    const cluster = {
      server: campus.apiServer,
      'certificate-authority-data': Buffer.from(campus.ca).toString('base64'),
    }
    return {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'campus', cluster }],
      users: names.map((name) => ({ name, user: { token: tokens[name] } })),
      contexts: names.map((name) => ({
        name,
        context: { cluster: 'campus', user: name, namespace: 'w001-default' },
      })),
      'current-context': 'student',
    }
  }

  function run(...args: string[]): Promise<Run> {
    const files = [`--kubeconfig=${join(folder, 'config')}`, `--cache-dir=${join(folder, 'cache')}`]
    const { promise, resolve } = Promise.withResolvers<Run>()
    execFile(binary ?? '', [...files, ...args], { env: { HOME: folder } }, (error, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0 }),
    )
    return promise
  }

  test('auth whoami shows username and groups', async () => {
    const { stdout, stderr } = await run('auth', 'whoami')
    expect(stderr).toBe('')
    expect(stdout).toMatch(/Username\s+infw001/)
    expect(stdout).toMatch(/Groups\s+\[se2\/magic-team ai-lab system:authenticated\]/)
  })

  test('get pods shows a table, with more columns when wide', async () => {
    const { stdout } = await run('get', 'pods')
    expect(stdout).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\n/)
    expect(stdout).toMatch(/db-0 +1\/1 +Running +2 +12d/)
    expect((await run('get', 'pods', '-o', 'wide')).stdout).toMatch(
      /AGE +IP +NODE +NOMINATED NODE +READINESS GATES\n/,
    )
  })

  test('get pod NAME gives the object as YAML and JSON', async () => {
    const { stdout } = await run('get', 'pod', 'db-0', '-o', 'yaml')
    expect(stdout).toMatch(/^apiVersion: v1\nkind: Pod\n/)
    const { kind, metadata } = JSON.parse((await run('get', 'pod', 'db-0', '-o', 'json')).stdout) as {
      kind: string
      metadata: { name: string; namespace: string }
    }
    expect({ kind, ...metadata }).toMatchObject({ kind: 'Pod', name: 'db-0', namespace: 'w001-default' })
  })

  test('get services and deployments show what there is, get jobs that there is nothing', async () => {
    expect((await run('get', 'services')).stdout).toMatch(/web +ClusterIP +10\.43\.112\.4 +<none> +80\/TCP/)
    expect((await run('get', 'deploy')).stdout).toMatch(/web +1\/1 +1 +1 +26h/)
    expect((await run('get', 'jobs')).stderr).toBe('No resources found in w001-default namespace.\n')
  })

  test('auth can-i answers yes and no', async () => {
    expect((await run('auth', 'can-i', 'list', 'pods')).stdout).toBe('yes\n')
    expect((await run('auth', 'can-i', 'get', 'pods', '--subresource=log')).stdout).toBe('yes\n')
    expect(await run('auth', 'can-i', 'list', 'namespaces')).toMatchObject({ stdout: 'no\n', exitCode: 1 })
    expect(await run('auth', 'can-i', 'create', 'daemonsets')).toMatchObject({ stdout: 'no\n', exitCode: 1 })
    expect((await run('--context=staff', 'auth', 'can-i', 'create', 'daemonsets')).stdout).toBe('yes\n')
  })

  test('auth can-i --list shows the rules', async () => {
    const { stdout } = await run('auth', 'can-i', '--list')
    expect(stdout).toMatch(/^Resources +Non-Resource URLs +Resource Names +Verbs\n/)
    expect(stdout).toMatch(/deployments\.apps +\[\] +\[\] +\[get list watch create /)
    expect(stdout).not.toContain('daemonsets')
  })

  test('get ns is forbidden to a student, except for their own, and a table for staff', async () => {
    expect(await run('get', 'ns')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^Error from server \(Forbidden\): namespaces is forbidden: User "infw001"/),
    })
    expect((await run('get', 'ns', 'w001-default')).stdout).toMatch(/w001-default +Active +41d/)
    expect((await run('--context=staff', 'get', 'ns')).stdout).toMatch(/w002-default +Active +41d\n$/)
    expect((await run('--context=staff', 'get', 'ns', 'x')).stderr).toBe(
      'Error from server (NotFound): namespaces "x" not found\n',
    )
  })

  test('version asks the server', async () => {
    expect((await run('version')).stdout).toMatch(/Server Version: v1\.\d+\.\d+/)
  })

  test('api-resources sees the discovery documents', async () => {
    expect((await run('api-resources', '--api-group=apps')).stdout).toMatch(
      /deployments +deploy +apps\/v1 +true +Deployment/,
    )
  })

  test('apply creates, says what a dry run would do, and changes', async () => {
    const file = join(folder, 'shop.yaml')
    const apply = async (image: string, ...flags: string[]) => {
      await writeFile(file, deployment(image))
      return run('apply', '-f', file, ...flags)
    }
    expect((await apply('image: nginx', '--dry-run=server')).stdout).toBe(
      'deployment.apps/shop created (server dry run)\n',
    )
    expect((await run('get', 'deploy', 'shop')).stderr).toContain('NotFound')
    expect((await apply('image: nginx')).stdout).toBe('deployment.apps/shop created\n')
    expect((await apply('image: nginx:1.29', '--dry-run=server')).stdout).toContain('configured (server dry run)')
    expect((await apply('image: nginx', '--dry-run=server')).stdout).toContain('unchanged (server dry run)')
    expect((await apply('imag: nginx')).stderr).toContain('unknown field "spec.template.spec.containers[0].imag"')
    expect((await apply('image: nginx:1.29', '--server-side', '--force-conflicts')).stdout).toContain(
      'serverside-applied',
    )
  })

  test('a token of another audience and garbage are turned away', async () => {
    const away = 'error: You must be logged in to the server (Unauthorized)\n'
    expect(await run('--context=foreign', 'get', 'pods')).toMatchObject({ exitCode: 1, stderr: away })
    expect(await run('--token=garbage', 'get', 'pods')).toMatchObject({ exitCode: 1, stderr: away })
  })
})

function deployment(image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: shop, ${image}, env: [{name: A, value: x}]}]}
`
}

test('unpacking kubectl from parallel calls gives one path', async () => {
  expect(new Set(await Promise.all([kubectl(), kubectl(), kubectl()]))).toEqual(new Set([binary]))
})
