import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kubectl } from '../../../tools/kubectl.ts'
import { runIcc, temporaryFolder, type Ran } from '../../support/run-icc.ts'

// What kubectl create --dry-run=client takes without a word, and no cluster does.

type Refusal = {
  title: string
  /** The arguments of `kubectl create`, which takes them. */
  kubectl: string[]
  /** The arguments of `icc scaffold`, which means the same. */
  icc: string[]
  rule: string
}

const LONG_NAME = 'a'.repeat(60)
const IMAGE = 'nginx:1.29'
const JOB = ['--image', IMAGE]
const ROUTE = ['--host', 'shop.example.org', '--service', 'shop', '--service-port', '80']

const REFUSALS: readonly Refusal[] = [
  cronJob('a schedule out of range', '99 99 * * *'),
  cronJob('a word for a schedule', 'hello'),
  cronJob('Sunday as 7', '0 3 * * 7'),
  {
    title: 'a CronJob whose Jobs could not be named',
    kubectl: ['cronjob', LONG_NAME, '--image', IMAGE, '--schedule', '0 3 * * 0'],
    icc: ['cronjob', LONG_NAME, ...JOB],
    rule: 'name-too-long',
  },
  {
    title: 'a CronJob that restarts for ever',
    kubectl: ['cronjob', 'shop', '--image', IMAGE, '--schedule', '0 3 * * 0', '--restart', 'Always'],
    icc: ['cronjob', 'shop', ...JOB, '--restart', 'Always'],
    rule: 'restart-policy',
  },
  badName('job', ['job', 'UPPER', '--image', IMAGE], ['job', 'UPPER', ...JOB]),
  badName('deployment', ['deployment', 'Bad_Name', '--image', IMAGE], ['deployment', 'Bad_Name', ...JOB]),
  badName(
    'service',
    ['service', 'clusterip', 'Bad_Name', '--tcp', '80'],
    ['service', 'Bad_Name', '--workload', 'web'],
  ),
  badName(
    'secret',
    'secret docker-registry Bad_Name --docker-server=a --docker-username=b --docker-password=c'.split(' '),
    ['pull-secret', 'Bad_Name', '--registry', 'registry.example.org', '--username', 'b'],
  ),
  deployment('fewer than no replicas', ['--image', IMAGE, '--replicas=-1'], 'schema-range'),
  deployment('an image without a tag', ['--image', 'nginx'], 'image-tag'),
  deployment('an image that is none', ['--image', 'not an image!!'], 'image-reference'),
  deployment('a port that is none', ['--image', IMAGE, '--port', '99999'], 'port-range'),
  {
    title: 'a port of the nodes below 30000',
    kubectl: ['service', 'nodeport', 'web', '--tcp', '80', '--node-port', '80'],
    icc: ['service', 'web', '--workload', 'web', '--type', 'NodePort', '--node-port', '80'],
    rule: 'node-port-range',
  },
  ingress('the start page alone', 'shop.example.org/=shop:80', ['--path-type', 'Exact'], 'ingress-exact-root'),
  ingress(
    'a Secret for the certificate with an impossible name',
    'shop.example.org/*=shop:80,tls=UPPER_secret',
    ['--tls', '--issuer', 'letsencrypt', '--tls-secret', 'UPPER_secret'],
    'tls-secret-name',
  ),
  ingress('a host that is none', 'FOO_bar.com/*=shop:80', ['--host', 'FOO_bar.com'], 'host-invalid'),
  ingress('a port that is none', 'a.example.org/*=shop:99999', ['--service-port', '99999'], 'port-range'),
  ingress('a Service that is none', 'a.example.org/*=Bad_Svc:80', ['--service', 'Bad_Svc'], 'name-invalid'),
  {
    title: 'Ingress: a class that is none',
    kubectl: ['ingress', 'web', '--rule', 'a.example.org/*=svc:80', '--class', 'Bad Class'],
    icc: ['ingress', 'web', ...ROUTE, '--class', 'Bad Class'],
    rule: 'ingress-class',
  },
]

function cronJob(title: string, schedule: string): Refusal {
  return {
    title: `CronJob: ${title}`,
    kubectl: ['cronjob', 'shop', '--image', IMAGE, '--schedule', schedule],
    icc: ['cronjob', 'shop', ...JOB, '--schedule', schedule],
    rule: 'cron-schedule',
  }
}

function badName(kind: string, create: string[], icc: string[]): Refusal {
  return { title: `${kind}: a name that no object can have`, kubectl: create, icc, rule: 'name-invalid' }
}

function deployment(title: string, flags: string[], rule: string): Refusal {
  const words = ['deployment', 'web', ...flags]
  return { title: `Deployment: ${title}`, kubectl: words, icc: words, rule }
}

/** A flag that is given twice counts as given the last time. */
function ingress(title: string, route: string, flags: string[], rule: string): Refusal {
  const usual = ROUTE.filter((word, at) => !flags.includes(word) && !flags.includes(ROUTE[at - 1] ?? ''))
  return {
    title: `Ingress: ${title}`,
    kubectl: ['ingress', 'web', '--rule', route],
    icc: ['ingress', 'web', ...usual, ...flags],
    rule,
  }
}

const binary = await kubectl()

test.skipIf(binary === undefined).each(REFUSALS)('kubectl takes it: $title', async ({ kubectl: words }) => {
  const { promise, resolve } = Promise.withResolvers<{ stdout: string; error: Error | null }>()
  const env = { HOME: temporaryFolder(), KUBECONFIG: '/dev/null' }
  execFile(binary ?? '', ['create', ...words, '--dry-run=client', '-o', 'name'], { env }, (error, stdout) =>
    resolve({ stdout, error }),
  )
  expect(await promise).toEqual({ stdout: expect.stringContaining('/'), error: null })
})

test.each(REFUSALS)('icc refuses it and names the rule: $title', async ({ icc, rule }) => {
  const { ran, written } = await scaffoldAt(undefined, icc)
  expect(ran).toMatchObject({ stdout: '', stderr: expect.stringContaining(`(${rule})`), exitCode: 2 })
  expect(written).toEqual([])
})

/** A campus with rules of its own. */
const CAMPUS = `id: strict
title: A strict campus
login: {method: device}
ingress: {class: public, issuers: [letsencrypt], wildcardDomains: [apps.example.org]}
storage: {classes: [{name: block, modes: [ReadWriteOnce], minSize: 1Gi, maxSize: 10Gi}]}
nodePort: {allowed: false}
rules: {forbiddenKinds: [CronJob]}
resources: {quota: {requests.memory: 1Gi}}
gpu: {models: [{alias: a100, resource: nvidia.com/gpu}]}
`

test.each([
  ['an unknown time zone', ['cronjob', 'shop', ...JOB, '--time-zone', 'europe/berlin'], 'cron-time-zone'],
  ['a schedule that never comes', ['cronjob', 'shop', ...JOB, '--schedule', '0 0 30 2 *'], 'cron-never'],
  ['a size in words', ['pvc', 'data', '--size', '10 Gigabyte'], 'quantity-invalid'],
  ['memory in thousandths of a byte', ['deployment', 'web', ...JOB, '--memory', '512m'], 'quantity-unit'],
  ['half a GPU', ['gpu-job', 'train', ...JOB, '--gpu', 'a100', '--gpus', '0.5'], 'schema-range'],
  ['a secret in plain text', ['deployment', 'web', ...JOB, '--env', 'PASSWORD=hunter22'], 'secret-plain-text'],
])('icc refuses what is wrong on every campus: %s', async (_, icc, rule) => {
  const { ran, written } = await scaffoldAt(CAMPUS.replace('[CronJob]', '[]'), icc)
  expect(ran).toMatchObject({ stdout: '', stderr: expect.stringContaining(`(${rule})`), exitCode: 2 })
  expect(written).toEqual([])
})

test.each([
  [
    'a mode that the class has not',
    ['pvc', 'data', '--storage-class', 'block', '--mode', 'ReadWriteMany'],
    'storage-mode',
    2,
  ],
  ['more than the class has', ['pvc', 'data', '--storage-class', 'block', '--size', '11Gi'], 'storage-size', 2],
  ['a class that is not there', ['pvc', 'data', '--storage-class', 'other'], 'storage-class', 2],
  ['a host outside of the zone', ['ingress', 'web', ...ROUTE], 'ingress-host', 2],
  ['more than the quota', ['deployment', 'web', ...JOB, '--memory', '2Gi'], 'quota-exceeded', 2],
  ['a type of Service', ['service', 'web', '--workload', 'web', '--type', 'NodePort'], 'service-type', 2],
  // No input would make it right.
  ['a kind that is not allowed', ['cronjob', 'shop', ...JOB], 'forbidden-kind', 1],
])('icc refuses what this campus does not have: %s', async (_, icc, rule, exitCode) => {
  const { ran, written } = await scaffoldAt(CAMPUS, icc)
  expect(ran).toMatchObject({ stdout: '', stderr: expect.stringContaining(`(${rule})`), exitCode })
  expect(written).toEqual([])
})

/** What `icc scaffold` says in an empty folder, at a campus of its own where a profile is given. */
async function scaffoldAt(profile: string | undefined, words: string[]): Promise<{ ran: Ran; written: string[] }> {
  const home = temporaryFolder()
  const project = join(home, 'web')
  const config = join(home, 'config')
  const sites = join(config, 'sites')
  for (const folder of [project, sites]) mkdirSync(folder, { recursive: true })
  if (profile !== undefined) writeFileSync(join(sites, 'strict.yaml'), profile)
  const site = profile === undefined ? [] : ['--site', 'strict']
  const given = {
    home,
    cwd: project,
    env: { HOME: home, ICC_CONFIG_DIR: config },
    input: 'a-token\n',
  }
  const ran = await runIcc(['scaffold', ...words, ...site, '--out', 'out.yaml'], given)
  return { ran, written: readdirSync(project) }
}
