import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'

// What people type who know kubectl, or nothing yet: each answer leads on.

async function refused(...words: string[]): Promise<string> {
  const home = temporaryFolder()
  const { stderr, stdout, exitCode } = await runIcc(['scaffold', ...words], { home })
  expect([exitCode, stdout, readdirSync(home)]).toEqual([2, '', []])
  return stderr
}

test.each(['-f', '--file', '--filename'])('%s is told to be --out', async (flag) => {
  expect(await refused('deployment', flag, 'web.yaml')).toBe(
    `icc: There is no option ${flag} here. The file is named by --out FILE.\nNext: icc scaffold deployment --help\n`,
  )
})

test('an example is given once', async () => {
  const said = await refused('cronjob', 'a', '--image', 'a:1', '--schedule', 'täglich', '--out', '-')
  expect(said).toContain("such as 17 3 * * * (cron-schedule): --schedule '17 3 * * *'\n")
  expect(said.split('such as')).toHaveLength(2)
})

test('a namespace is one that can be, in what can have one', async () => {
  expect(await refused('pvc', 'data', '--namespace=No_Space', '--out', '-')).toContain('--namespace: a namespace ')
  expect(await refused('gitlab-ci', '-n', 'w001-default', '--out', '-')).toContain('can have a namespace of its own')
})

test('-o says how icc prints, and --out where the manifest goes', async () => {
  for (const format of ['yaml', 'claim.yaml'])
    expect(await refused('pvc', '-o', format)).toContain('\nNext: --out - to print it, or --out FILE\n')
})

test('the help that is named is that of the kind', async () => {
  expect(await refused('deployment', '--imgae', 'web:1.4')).toContain(
    'There is no option --imgae. Did you mean --image?\nNext: icc scaffold deployment --help\n',
  )
  expect(await refused('deployment', '--image')).toContain('\nNext: icc scaffold deployment --help\n')
  expect(await refused('deployment', 'my', 'app')).toContain('\nNext: icc scaffold deployment --help\n')
})

test('help shows how a kind is called', async () => {
  const home = temporaryFolder()
  const help = async (kind: string): Promise<string> => (await runIcc(['scaffold', kind, '--help'], { home })).stdout
  expect(await help('deployment')).toMatch(/^Usage: icc scaffold deployment \[NAME\] \[options\]\n/u)
  expect(await help('networkpolicy')).toMatch(/^Usage: icc scaffold networkpolicy \[options\]\n/u)
  expect(await help('pull-secret')).not.toContain('icc scaffold update')
})

test.each([
  ['postgres', 'statefulset'],
  ['Datenbank', 'statefulset'],
  ['svc', 'service'],
  ['Ingress', 'ingress'],
  ['ingresses', 'ingress'],
  ['volume', 'pvc'],
  ['backup', 'cronjob'],
  ['postgers', 'statefulset'],
])('who asks for %s is led to %s', async (word, kind) => {
  expect(await refused(word, 'shop')).toBe(
    `icc: There is no kind ${word}. Did you mean ${kind}?\nNext: icc scaffold ${kind}\n`,
  )
})

test.each(['list', 'help', 'kinds', 'namespace'])('%s is near to no kind', async (word) => {
  expect(await refused(word)).toContain(`There is no kind ${word}. There are configmap, `)
})
