import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { kubectl } from '../../../tools/kubectl.ts'
import { runIcc } from '../../support/run-icc.ts'

// `kubectl create --dry-run=client` takes all of these, though an API server, a node or a browser will not. What it
// prints is what is looked at.

const IMAGE = '--image=busybox:1.37'
const SIXTY = 'a'.repeat(60)

const judge = await kubectl()

/** Throws where kubectl refuses. */
function create(command: readonly string[]): string {
  const args = ['create', ...command, '--dry-run=client', '--output=yaml']
  return execFileSync(judge ?? '', args, { env: { KUBECONFIG: '/dev/null' }, encoding: 'utf8' })
}

/** The findings in a text, each with its rule, severity, and the line that it is in. */
async function lint(input: string): Promise<string[]> {
  const { stdout } = await runIcc(['lint', '-', '-o', 'json'], { input })
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; severity: string; line: number }[] }
  const lines = input.split('\n')
  return findings.map(({ rule, severity, line }) => `${severity} ${rule}: ${lines[line - 1]?.trim()}`)
}

const schedule = (text: string, ...more: string[]): string[] => ['cronjob', 'a', IMAGE, `--schedule=${text}`, ...more]
const rule = (text: string, ...more: string[]): string[] => ['ingress', 'a', `--rule=${text}`, ...more]

test.skipIf(judge === undefined).each<[command: string[], found: string]>([
  [schedule('99 99 * * *'), 'error cron-schedule: schedule: 99 99 * * *'],
  [schedule('hello'), 'error cron-schedule: schedule: hello'],
  [schedule('0 3 * * 7'), 'error cron-schedule: schedule: 0 3 * * 7'],
  [['cronjob', SIXTY, IMAGE, '--schedule=17 3 * * *'], `error name-too-long: name: ${SIXTY}`],
  [schedule('17 3 * * *', '--restart=Always'), 'error restart-policy: restartPolicy: Always'],
  [['job', 'UPPER', IMAGE], 'error name-invalid: name: UPPER'],
  [['deployment', 'Bad_Name', IMAGE], 'error name-invalid: name: Bad_Name'],
  [['configmap', 'Bad_Name', '--from-literal=a=b'], 'error name-invalid: name: Bad_Name'],
  [['secret', 'generic', 'Bad_Name', '--from-literal=a=b'], 'error name-invalid: name: Bad_Name'],
  [['namespace', 'Bad_Name'], 'error name-invalid: name: Bad_Name'],
  [['service', 'clusterip', 'Bad_Name', '--tcp=80'], 'error name-invalid: name: Bad_Name'],
  [['deployment', 'a', IMAGE, '--replicas=-1'], 'error schema-range: replicas: -1'],
  [['deployment', 'a', '--image=nginx'], 'warning image-tag: - image: nginx'],
  [['deployment', 'a', '--image=not an image!!'], 'error image-reference: - image: not an image!!'],
  [['deployment', 'a', IMAGE, '--port=99999'], 'error port-range: - containerPort: 99999'],
  [rule('foo.com/=svc:80'), 'warning ingress-exact-root: pathType: Exact'],
  [rule('foo.com/*=svc:80,tls=UPPER_secret'), 'error tls-secret-name: secretName: UPPER_secret'],
  [rule('FOO_bar.com/*=svc:80'), 'error host-invalid: - host: FOO_bar.com'],
  [rule('foo.com/*=svc:99999'), 'error port-range: number: 99999'],
  [rule('foo.com/*=Bad_Svc:80'), 'error name-invalid: name: Bad_Svc'],
  [rule('foo.com/*=svc:80', '--class=Bad Class'), 'error ingress-class: ingressClassName: Bad Class'],
  [['service', 'nodeport', 'a', '--tcp=80', '--node-port=80'], 'error node-port-range: nodePort: 80'],
])('kubectl create %j, and lint finds: %s', async (command, found) => {
  expect(await lint(create(command))).toContain(found)
})

test
  .skipIf(judge === undefined)
  .each<[command: string[]]>([
    [schedule('17 3 * * 0', '--restart=Never')],
    [['job', 'lower', IMAGE]],
    [['deployment', 'a', IMAGE, '--replicas=0', '--port=8080']],
    [['configmap', 'a', '--from-literal=a=b']],
    [['namespace', 'a']],
    [['service', 'nodeport', 'a', '--tcp=80', '--node-port=30080']],
    [rule('foo.com/*=svc:80,tls=lower-secret', '--class=nginx')],
  ])('kubectl create %j is nothing that a server refuses', async (command) => {
  const found = await lint(create(command))
  expect(found.filter((one) => one.startsWith('error'))).toEqual([])
})
