import { expect, test } from 'vitest'
import { renewLeaves, sshFor } from '../support/access-node.ts'
import { dayAt, expectApplied, expectTaken, serious, withoutKubectl, type Day } from '../support/campus-day.ts'
import { certificateUser } from '../support/certificate-api.ts'
import { OTHERS } from '../support/other-kubeconfig.ts'
import { portalFile, portalText } from '../support/portal-file.ts'
import type { Ran } from '../support/run-icc.ts'
import { noSshServer, sshServerForTest } from '../support/ssh-server.ts'

// A day at the MI2 lab: a certificate that an access node renews, pages by the label www=true, volumes on one node.

/** What the slides of the lab do not tell: class names, and how namespaces are called. */
const UNPUBLISHED = {
  username: 'waa123',
  namespaces: ['waa', 'project-vision'],
  storageClasses: ['zfs-local'],
  ingressClass: 'nginx',
  issuers: ['letsencrypt'],
  clientCertificates: true,
}

const instead = noSshServer === undefined ? '' : ` (by an imported file: ${noSshServer})`

/** Where there is no sshd, the file that the node would leave is imported. */
async function signedIn(): Promise<Day> {
  const day = await dayAt('mi2-akira', UNPUBLISHED)
  const { cert, key } = await day.certificateFor('waa123', ['students'])
  const text = portalText(day.campus, {
    ...certificateUser({ certificate: cert, key }),
    context: { namespace: 'waa' },
  })
  const { stdout, stderr } = await (noSshServer === undefined ? renewed(day, text) : imported(day, text))
  expect(stderr).toBe(noSshServer === undefined ? 'Running renew on akira.mini.pw.edu.pl by ssh.\n' : '')
  expect(stdout).toMatch(/^Signed in as waa123 at mi2-akira until /u)
  return day
}

async function renewed(day: Day, kubeconfig: string): Promise<Ran> {
  const node = await sshServerForTest()
  sshFor(day.user, node, [day.profile.login.ssh?.host ?? '']).write(node.keys.good)
  renewLeaves(node, kubeconfig)
  return day.icc(['login'])
}

function imported(day: Day, kubeconfig: string): Promise<Ran> {
  return day.icc(['login', '--import', portalFile(day.user, kubeconfig)])
}

const IMAGE = ['--image', 'nginxinc/nginx-unprivileged:1.29']

test(`the access node renews the certificate; the sign-out leaves no trace${instead}`, async () => {
  const day = await signedIn()
  expect(await day.json('whoami')).toMatchObject({ username: 'waa123', namespace: 'waa', source: 'server' })
  expect(await day.json('ns', 'project-vision')).toMatchObject({ namespace: 'project-vision', previous: 'waa' })
  expect(await day.tryIcc(['ns', 'project-audio'])).toMatchObject({ exitCode: 1, stdout: '' })
  await day.icc(['logout'])
  expect(day.kubeconfig()).toBe(OTHERS)
})

test(`what scaffold writes is what the campus takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  const { Deployment } = await day.scaffold('deployment', 'shop', ...IMAGE)
  // Without the label nothing from outside reaches the pods.
  expect(Deployment).toMatchObject({ spec: { template: { metadata: { labels: { www: 'true' } } } } })
  const { Ingress } = await day.scaffold('ingress', 'shop', '--host', 'shop.mi2.ai', '--basic-auth', 'users')
  expect(Ingress).toMatchObject({
    metadata: {
      annotations: {
        'cert-manager.io/cluster-issuer': 'letsencrypt',
        'nginx.ingress.kubernetes.io/auth-secret': 'users',
      },
    },
    spec: { ingressClassName: 'nginx', tls: [{ hosts: ['shop.mi2.ai'] }] },
  })
  const claim = await day.icc(['scaffold', 'pvc', 'data', '--out', 'pvc.yaml'])
  expect(claim.stderr).toContain('all pods that mount one must run there')
  expect(day.read('pvc.yaml')).toContain('storageClassName: zfs-local')
  await day.scaffold('statefulset', 'db', '--image', 'postgres:18.1', '--env-secret', 'db')
  await day.scaffold('cronjob', 'report', '--image', 'busybox:1.37', '--command', 'date', '--schedule', '30 5 * * *')
  const parts = ['--completions', '9', '--parallelism', '3']
  const { Job } = await day.scaffold('job', 'sweep', '--image', 'busybox:1.37', ...parts)
  expect(Job).toMatchObject({ spec: { completions: 9, parallelism: 3 } })
  await day.scaffold('networkpolicy')
  await expectTaken(day)
})

test(`a Service is reached by a port of every node, or of the access node${withoutKubectl}`, async () => {
  const day = await signedIn()
  await day.scaffold('deployment', 'shop', ...IMAGE)
  const port = [
    'scaffold',
    'service',
    'shop-port',
    '--workload',
    'shop',
    '--type',
    'NodePort',
    '--node-port',
    '32123',
  ]
  expect((await day.icc([...port, '--out', 'port.yaml'])).stderr).toContain('simba.mini.pw.edu.pl:32123')
  const balanced = ['scaffold', 'service', 'shop-open', '--workload', 'shop', '--type', 'LoadBalancer']
  expect((await day.icc([...balanced, '--out', 'open.yaml'])).stderr).toContain('akira.mini.pw.edu.pl:80')
  await expectTaken(day)
})

test(`the examples of the slides become what the cluster takes${withoutKubectl}`, async () => {
  const day = await signedIn()
  const choices = 'schema-unknown-field,schema-misplaced-field,resources-missing'
  const left = await day.mend('old', ['mi2-claim.yaml', 'mi2-pod.yaml'], choices)
  // Which tag, whether a Job, and which class: that is for a person.
  expect(serious(left)).toEqual(['bare-pod', 'image-tag', 'storage-mode'])
  day.fillIn('old/mi2-claim.yaml', {
    ReadWriteMany: 'ReadWriteOnce',
    'storageClassName: local': 'storageClassName: zfs-local',
  })
  day.fillIn('old/mi2-pod.yaml', { 'ubuntu:latest': 'ubuntu:24.04' })
  expect(serious(await day.findings('old'))).toEqual(['bare-pod'])
  await expectApplied(day, 'old')
})
