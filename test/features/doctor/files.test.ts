import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kubeconfigOf, listOf, patient, type Patient } from '../../commands/doctor-home.ts'
import { sessionAt } from '../../support/session.ts'

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

const forEver = () => new Promise<void>(() => undefined)

/** Lets a file be older than it is, in seconds. */
function age(path: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds
  utimesSync(path, then, then)
}

test.each([
  ['broken', 'site: [', 'cannot be used'],
  ['of a wrong value', 'secrets: nowhere', 'secrets'],
  ['misspelt', 'sit: haw-icc', 'sit'],
])('settings that are %s are told with their place', async (_, text, told) => {
  const home = patient()
  home.put('.config/icc/config.yaml', text)
  const look = await home.doctor()
  expect(look.wrong).toContain('settings')
  expect(look.of('settings')?.message).toMatch(/config\.yaml:1:\d+/u)
  expect(look.of('settings')?.message).toContain(told)
})

test('settings that are sound, or that nobody made, are fine', async () => {
  const home = patient()
  expect((await home.doctor()).of('settings')?.status).toBe('ok')
  home.put('.config/icc/config.yaml', 'site: haw-icc\nsecrets: file\n')
  const look = await home.doctor()
  expect(look.of('settings')?.message).toMatch(/config\.yaml is sound$/u)
  expect(look.of('site')).toMatchObject({ status: 'ok', message: expect.stringMatching(/^haw-icc: HAW Hamburg/u) })
  expect(look.of('keyring')).toMatchObject({ status: 'ok' })
})

test.each([
  ['is not known', 'site: mycampus', '', 'problem', 'mycampus'],
  ['is broken', 'site: mine', 'id: mine\ntitle: x\nlogin: {method: magic}', 'problem', 'one fault'],
  [
    'is of the past',
    'site: mine',
    'id: mine\ntitle: x\nvalidTo: 2020-06\nlogin: {method: kubeconfig, kubeconfigUrl: https://x.example/}',
    'warning',
    'held until 2020-06',
  ],
  ['lacks the issuer', 'site: mine', 'id: mine\ntitle: x\nextends: generic', 'warning', 'the identity provider'],
])('a profile that %s', async (_, settings, profile, status, told) => {
  const home = patient()
  home.put('.config/icc/config.yaml', settings)
  if (profile !== '') home.put('.config/icc/sites/mine.yaml', profile)
  expect((await home.doctor()).of('site')).toMatchObject({ status, message: expect.stringContaining(told) })
})

test.each([
  ['2026', '2026-12-31T23:59:59Z', 'ok'],
  ['2026', '2027-01-01T00:00:00Z', 'warning'],
  ['2026-02', '2026-02-28T23:59:59Z', 'ok'],
  ['2026-02', '2026-03-01T00:00:00Z', 'warning'],
  ['2026-02-10', '2026-02-10T23:59:59Z', 'ok'],
  ['2026-12-31', '2027-01-01T00:00:00Z', 'warning'],
])('validTo %s at %s: %s', async (validTo, moment, status) => {
  const home = patient()
  const text = `id: mine\ntitle: x\nvalidTo: '${validTo}'\nlogin: {method: kubeconfig, kubeconfigUrl: https://x.example/}`
  home.put('.config/icc/sites/mine.yaml', text)
  const look = await home.doctor(['--site', 'mine'], { clock: { now: () => Date.parse(moment), sleep: forEver } })
  expect(look.of('site')?.status).toBe(status)
})

test('what others could read is narrowed by --fix, and by nothing else', async () => {
  const home = patient()
  const kubeconfig = home.put('.kube/config', kubeconfigOf(['a']), 0o644)
  const token = home.put('.local/state/icc/tokens/playground.json', '{}', 0o640)
  const state = home.file('.local/state/icc')
  chmodSync(state, 0o755)
  const before = await home.doctor()
  for (const id of ['kubeconfig-mode', 'private-files', 'state-folder'])
    expect(before.of(id)).toMatchObject({ status: expect.not.stringMatching('ok'), fix: expect.any(String) })
  expect([modeOf(kubeconfig), modeOf(token), modeOf(state)]).toEqual(['644', '640', '755'])
  const after = await home.doctor(['--fix'])
  expect([modeOf(kubeconfig), modeOf(token), modeOf(state)]).toEqual(['600', '600', '700'])
  expect(after.fixed).toEqual([
    { id: 'state-folder', fix: `make ${state} yours alone (0700)`, done: true },
    { id: 'private-files', fix: `make ${token} yours alone`, done: true },
    { id: 'kubeconfig-mode', fix: `make ${kubeconfig} readable by you alone (0600)`, done: true },
  ])
  for (const { id } of after.fixed) expect(after.of(id)).toMatchObject({ status: 'ok' })
})

test('a read-only file stays read-only when it is narrowed', async () => {
  const home = patient()
  const kubeconfig = home.put('.kube/config', kubeconfigOf(['a']), 0o444)
  const look = await home.doctor(['--fix'])
  expect(modeOf(kubeconfig)).toBe('400')
  expect(look.of('kubeconfig-files')).toMatchObject({ status: 'warning', hint: `chmod u+w ${kubeconfig}` })
})

test('the file behind a symbolic link is the one that counts', async () => {
  const home = patient()
  const target = home.put('elsewhere/config', kubeconfigOf(['a']), 0o664)
  mkdirSync(home.file('.kube'))
  symlinkSync(target, home.file('.kube/config'))
  expect((await home.doctor()).wrong).toContain('kubeconfig-mode')
  await home.doctor(['--fix'])
  expect(modeOf(target)).toBe('600')
})

test.each([
  ['a folder', (home: Patient) => void mkdirSync(home.file('.kube/config'), { recursive: true }), 'is a folder'],
  ['no YAML', (home: Patient) => void home.put('.kube/config', 'apiVersion: v1\nusers: [\n'), 'line'],
  ['of another kind', (home: Patient) => void home.put('.kube/config', 'kind: Pod\n'), 'line 1, column 7'],
  ['faulty in its users', (home: Patient) => void home.put('.kube/config', 'users: 5\n'), '"users" is not a list'],
])('a kubeconfig that is %s', async (_, make, told) => {
  const home = patient()
  make(home)
  const look = await home.doctor()
  expect(look.exitCode).toBe(1)
  expect(look.of('kubeconfig')).toMatchObject({ status: 'problem', message: expect.stringContaining(told) })
})

test('a lock that was left behind is removed by --fix; one that is fresh stays', async () => {
  const home = patient()
  home.put('.kube/config', kubeconfigOf(['a']))
  const lock = home.put('.kube/config.lock', '')
  expect((await home.doctor(['--fix'])).of('kubeconfig-locks')).toMatchObject({ status: 'ok' })
  expect(existsSync(lock)).toBe(true)
  age(lock, 3600)
  expect((await home.doctor()).of('kubeconfig-locks')).toMatchObject({ status: 'warning', hint: `rm ${lock}` })
  expect(existsSync(lock)).toBe(true)
  const look = await home.doctor(['--fix'])
  expect(look.fixed).toEqual([{ id: 'kubeconfig-locks', fix: `remove ${lock}`, done: true }])
  expect(existsSync(lock)).toBe(false)
})

test('a lock that only this clock takes for old is not removed', async () => {
  const home = patient()
  home.put('.kube/config', kubeconfigOf(['a']))
  const lock = home.put('.kube/config.lock', '')
  const now = Date.now() + 3_600_000
  const clock = { now: () => now, sleep: forEver }
  await home.doctor(['--fix'], { clock })
  expect(existsSync(lock)).toBe(true)
})

test.each([
  ['', 'ok', ''],
  [':', 'problem', 'names no file'],
  ['HOME/a:', 'warning', 'empty element'],
  ['HOME/a::HOME/b', 'warning', 'empty element'],
  ['HOME/a:HOME/none', 'warning', 'is not there'],
  ['HOME/a:b', 'warning', 'another file in each folder'],
  ['HOME/a:HOME', 'problem', 'is a folder'],
  ['HOME/a:HOME/b', 'ok', ''],
])('KUBECONFIG=%s', async (list, status, told) => {
  const home = patient()
  for (const name of ['a', 'b']) home.put(name, kubeconfigOf([name]))
  const KUBECONFIG = list.replaceAll('HOME', home.folder)
  const look = await home.doctor([], { env: { HOME: home.folder, PATH: '', KUBECONFIG } })
  expect(look.of('kubeconfig-files')).toMatchObject({ status, message: expect.stringContaining(told) })
})

test('names that an earlier file hides are told', async () => {
  const home = patient()
  const [a, b] = [home.put('a', kubeconfigOf(['x@one', 'y@two'])), home.put('b', kubeconfigOf(['x@two']))]
  const look = await home.doctor([], { env: { HOME: home.folder, PATH: '', KUBECONFIG: listOf(a, b) } })
  expect(look.of('kubeconfig-names')?.message).toBe(
    `hidden: the cluster "two" of ${b} (that of ${a} counts) and the user "x" of ${b} (that of ${a} counts)`,
  )
})

test('contexts that lead nowhere are told; the current one is a problem', async () => {
  const home = patient()
  home.put('.kube/config', kubeconfigOf(['a@b', 'c@d'], { current: 'gone' }))
  expect((await home.doctor()).of('contexts')?.message).toBe('the current context "gone" does not exist')
  home.put('.kube/config', kubeconfigOf(['a@b', 'c@d']).replace('"cluster": "d"', '"cluster": "e"'))
  expect((await home.doctor()).of('contexts')).toMatchObject({ status: 'warning', hint: 'icc ctx -d c@d' })
  home.put('.kube/config', kubeconfigOf(['a@b']).replace('"user": "a"', '"user": "z"'))
  expect((await home.doctor()).of('contexts')).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('needs the user "z"'),
  })
})

test('a session whose context is gone is told', async () => {
  const home = patient()
  home.put('.kube/config', kubeconfigOf(['a']))
  home.put('.local/state/icc/sessions/haw-icc.json', JSON.stringify(sessionAt('haw-icc')))
  expect((await home.doctor()).of('sessions')).toMatchObject({ status: 'warning', hint: 'icc logout --site haw-icc' })
})

test('a folder for the state that cannot be used is told', async () => {
  const home = patient()
  home.put('.local/state', 'a file')
  expect((await home.doctor()).of('state-folder')).toMatchObject({ status: 'problem' })
  const other = patient()
  mkdirSync(join(other.folder, '.local/state/icc'), { recursive: true, mode: 0o700 })
  chmodSync(other.file('.local/state/icc'), 0o500)
  const look = await other.doctor()
  expect(look.of('state-folder')).toMatchObject({ status: 'problem', hint: expect.stringContaining('chmod u+rwx') })
  chmodSync(other.file('.local/state/icc'), 0o700)
})

test('where no folder is known in which a kubeconfig could be, the hint is how to have one', async () => {
  const home = patient()
  const look = await home.doctor([], { env: { PATH: '' } })
  expect(look.of('kubeconfig')).toMatchObject({ status: 'problem', hint: expect.stringMatching(/^export HOME=/u) })
})
