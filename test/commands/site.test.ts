import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { runIcc, temporaryFolder } from '../support/run-icc.ts'

/** A home folder with the user's files; names are below `~/.config/icc`. */
function homeWith(files: Record<string, string>): { home: string; path: (name: string) => string } {
  const home = temporaryFolder()
  const path = (name: string): string => join(home, '.config', 'icc', name)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), text)
  }
  return { home, path }
}

test('list shows every site with its method, and marks the chosen one', async () => {
  const { home } = homeWith({ 'config.yaml': 'site: generic\n' })
  const { stdout, stderr, exitCode } = await runIcc(['site', 'list'], { home })
  expect(stdout.split('\n')).toEqual([
    '   csc-rahti   token       built-in  CSC, Rahti 2',
    '   desy        kubeconfig  built-in  DESY, Kubernetes with Rancher',
    '   einfra-cz   kubeconfig  built-in  e-INFRA CZ, Kubernetes at CERIT-SC',
    '*  generic     oidc        built-in  Any cluster with OpenID Connect',
    '   haw-icc     kubeconfig  built-in  HAW Hamburg, Informatik Compute Cloud (ICC)',
    '   mi2-akira   ssh-renew   built-in  MI2 lab, Akira',
    '   nautilus    device      built-in  National Research Platform, Nautilus',
    '   playground  device      built-in  Playground, a campus cloud on this machine',
    '',
  ])
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
})

test('list and show are about the site of the current context before that of the settings', async () => {
  const { home } = homeWith({ 'config.yaml': 'site: generic\n' })
  mkdirSync(join(home, '.kube'))
  writeFileSync(
    join(home, '.kube', 'config'),
    [
      'apiVersion: v1',
      'kind: Config',
      'current-context: playground',
      'contexts:',
      '- name: playground',
      '  context:',
      '    cluster: playground',
      '    user: playground',
      '    extensions: [{name: icc, extension: {site: playground}}]',
      '',
    ].join('\n'),
  )
  expect((await runIcc(['site', 'list'], { home })).stdout).toContain('*  playground')
  expect((await runIcc(['site', 'show'], { home })).stdout).toMatch(/^playground /u)
})

test('list -o json gives data, broken profiles with their faults', async () => {
  const { home, path } = homeWith({ 'sites/campus.yaml': 'id: campus\ntitle: Campus\nlogin: {method: none}\n' })
  const { stdout, exitCode } = await runIcc(['site', 'list', '-o', 'json'], {
    home,
    env: { HOME: home, ICC_SITE: 'campus' },
  })
  const listed: { id: string }[] = JSON.parse(stdout)
  expect(listed[0]).toEqual({
    id: 'campus',
    title: null,
    origin: 'user',
    file: path('sites/campus.yaml'),
    method: null,
    chosen: true,
    faults: [expect.objectContaining({ line: 3, column: 9, field: 'login.method' })],
  })
  expect(listed.find(({ id }) => id === 'generic')).toMatchObject({
    id: 'generic',
    title: 'Any cluster with OpenID Connect',
    chosen: false,
    faults: [],
  })
  expect(exitCode).toBe(0)
})

test('broken settings cost the list its mark and nothing more', async () => {
  const { home } = homeWith({ 'config.yaml': 'site: [\n', 'sites/campus.yaml': 'id: [\n' })
  const { stdout, stderr, exitCode } = await runIcc(['site', 'list'], { home })
  expect(stdout).toContain('   campus      broken      user')
  expect(stdout).not.toContain('*')
  expect(stderr).toContain('config.yaml:')
  expect(exitCode).toBe(0)
})

test('show prints a profile to read: sign-in, namespace rule, whom to ask', async () => {
  const { stdout, exitCode } = await runIcc(['site', 'show', 'haw-icc'])
  expect(stdout).toContain(
    'haw-icc  HAW Hamburg, Informatik Compute Cloud (ICC)\nbuilt-in profile sites/haw-icc.yaml',
  )
  expect(stdout).toContain('Whom to ask\n  icc@informatik.haw-hamburg.de\n')
  expect(stdout).toContain('  method              kubeconfig\n')
  expect(stdout).toContain('without "inf" at its beginning, then "-default" (infabc123: abc123-default)')
  expect(stdout).toContain('  port forward        no\n')
  expect(exitCode).toBe(0)
})

test('show has storage and GPUs as tables, and leaves out columns of which nothing is known', async () => {
  const haw = await runIcc(['site', 'show', 'haw-icc'])
  expect(haw.stdout).toContain('Storage\n  CLASS            MODES\n  rook-ceph-block  RWO\n')
  expect(haw.stdout).toMatch(
    /GPUs\n {2}--gpu {2}RESOURCE {8}MEMORY {2}NODES +TAINT\n {2}v100 {3}nvidia\.com\/gpu {2}16G +gpu-tesla-v100:NoSchedule\n/u,
  )
  const rahti = await runIcc(['site', 'show', 'csc-rahti'])
  expect(rahti.stdout).toMatch(/standard-csi {2}RWO {4}steps of 8Gi, up to 100Gi {2}the default; can grow; /u)
  expect(rahti.stdout).toContain('  models              none\n')
  expect(rahti.stdout).toContain('  issuers             none\n')
  expect(rahti.stdout).toContain('  forbidden ports     1 to 1023\n')
  expect(rahti.stdout).toContain('  port range          30000 to 35000\n')
})

test('show tells how a site was before only where that is wanted', async () => {
  const { stdout } = await runIcc(['site', 'show', 'haw-icc'])
  expect(stdout).toContain('Earlier, for old course material\n  2019, 2021: icc site show haw-icc --earlier\n')
  expect(stdout).not.toContain('ldapAuth')
  const earlier = await runIcc(['site', 'show', 'haw-icc', '--earlier'])
  expect(earlier.stdout).toContain('https://icc-login.informatik.haw-hamburg.de/ldapAuth')
})

test('show says what the profile does not say, and whom to ask', async () => {
  const { stdout } = await runIcc(['site', 'show', 'generic'])
  expect(stdout).toMatch(
    /What this profile does not say\n {2}the identity provider \(login\.oidc\.issuer\), without which nobody can sign in\n/u,
  )
  expect(stdout).toContain('  the name of your own namespace (namespace.personal)\n')
  expect(stdout).toContain('Who knows it: the people who run your cluster. To write it down: icc site set KEY=VALUE')
})

test('show -o json is the profile as data, with its origin, file and gaps', async () => {
  const { home, path } = homeWith({
    'sites/generic.yaml': 'id: generic\nextends: generic\nlogin:\n  oidc:\n    issuer: https://sso.example.org/\n',
  })
  const { stdout } = await runIcc(['site', 'show', 'generic', '-o', 'json'], { home })
  const shown = JSON.parse(stdout)
  expect(shown).toMatchObject({
    origin: 'user',
    file: path('sites/generic.yaml'),
    basedOn: ['sites/generic.yaml'],
    profile: {
      id: 'generic',
      login: { method: 'oidc', sessionHours: 12, oidc: { issuer: 'https://sso.example.org/' } },
    },
  })
  expect(shown.missing).toContainEqual({
    path: 'login.oidc.clientId',
    what: 'the client id of icc there',
    needed: true,
  })
  expect(shown.missing).not.toContainEqual(expect.objectContaining({ path: 'login.oidc.issuer' }))
})

test('show without an id is about the chosen site', async () => {
  const { home } = homeWith({ 'config.yaml': 'site: playground\n' })
  expect((await runIcc(['site', 'show'], { home })).stdout).toMatch(/^playground /u)
  expect((await runIcc(['site', 'show', '--site', 'generic'], { home })).stdout).toMatch(/^generic /u)
})

test('show without an id and without a chosen site exits 2 with the list', async () => {
  const { stdout, stderr, exitCode } = await runIcc(['site', 'show'])
  expect(stderr).toBe(
    'icc: Nothing says which site is meant. There are: csc-rahti, desy, einfra-cz, generic, haw-icc, mi2-akira, nautilus, playground.\n' +
      'Next: icc site use ID, or --site ID for this command only\n',
  )
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
})

test('a certificate is counted, not printed, for people', async () => {
  const pem = readFileSync(join(import.meta.dirname, '../fixtures/sites/ca.pem'), 'utf8').trimEnd()
  const block = pem.replaceAll('\n', '\n    ')
  const { home } = homeWith({ 'sites/generic.yaml': `id: generic\nextends: generic\napi:\n  ca: |\n    ${block}\n` })
  const { stdout } = await runIcc(['site', 'show', 'generic'], { home })
  expect(stdout).toContain('API server\n  ca                  one certificate\n')
  expect(stdout).not.toContain('BEGIN')
})

test('check tells each fault as file, line and column, and exits 1', async () => {
  const { home } = homeWith({})
  const file = join(home, 'campus.yaml')
  writeFileSync(file, 'id: campus\ntitel: Campus\nlogin: {method: device}\napi:\n  server: http://api.example.org\n')
  const { stdout, stderr, exitCode } = await runIcc(['site', 'check', 'campus.yaml'], { home })
  expect(stderr.split('\n')).toEqual([
    'icc: The profile of the site campus has 3 faults. Nothing was done.',
    `  ${file}:1:1: title: missing; every profile must say it`,
    `  ${file}:2:1: titel: unknown name; did you mean title?`,
    expect.stringContaining(`  ${file}:5:3: api.server: expected an address that begins with https://`),
    'Next: correct the file, then type the same again',
    '',
  ])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
  const json = await runIcc(['site', 'check', 'campus.yaml', '-o', 'json'], { home })
  expect(json.stdout).toBe('')
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'site-broken' } })
})

test('check of a sound profile says what was checked and what is left open', async () => {
  const { home } = homeWith({})
  const file = join(home, 'campus.yaml')
  writeFileSync(file, 'id: campus\ntitle: Campus\nextends: generic\n')
  const { stdout, exitCode } = await runIcc(['site', 'check', file], { home })
  expect(stdout).toContain(`${file} is a sound profile of the site campus on top of sites/generic.yaml.\n`)
  expect(stdout).toContain('Not checked: whether the servers it names answer.\nIt does not say: login.oidc.issuer, ')
  expect(exitCode).toBe(0)
})

test.each([
  ['campus.yml', 'the name of a profile file must end in .yaml'],
  ['nofile', 'nofile. Nothing was checked.\n'],
  ['none.yaml', 'none.yaml. Nothing was checked.\n'],
  ['.', 'the name of a profile file must end in .yaml'],
])('check %s is a clear error', async (name, message) => {
  const { home } = homeWith({})
  writeFileSync(join(home, 'campus.yml'), '')
  const { stderr, exitCode } = await runIcc(['site', 'check', name], { home })
  expect(stderr).toContain(message)
  expect(exitCode).toBe(1)
})

test('use writes the default site and keeps the rest of the settings', async () => {
  const { home, path } = homeWith({ 'config.yaml': '# mine\nsecrets: file # no keyring here\nsite: generic\n' })
  const { stdout, exitCode } = await runIcc(['site', 'use', 'haw-icc'], { home })
  expect(readFileSync(path('config.yaml'), 'utf8')).toBe('# mine\nsecrets: file # no keyring here\nsite: haw-icc\n')
  expect(stdout).toBe(
    'Your default site is haw-icc (HAW Hamburg, Informatik Compute Cloud (ICC)). Before: generic.\n' +
      `Written in ${path('config.yaml')}.\nNext: icc login\n`,
  )
  expect(exitCode).toBe(0)
})

test('use of the site that is the default already writes nothing', async () => {
  const { home, path } = homeWith({ 'config.yaml': 'site: "generic"\n' })
  const before = statSync(path('config.yaml')).ino
  expect((await runIcc(['site', 'use', 'generic'], { home })).exitCode).toBe(0)
  expect(statSync(path('config.yaml')).ino).toBe(before)
  expect(readFileSync(path('config.yaml'), 'utf8')).toBe('site: "generic"\n')
})

test('use makes the settings file and its folder, for the user only', async () => {
  const { home, path } = homeWith({})
  const { stdout } = await runIcc(['site', 'use', 'playground', '-o', 'json'], { home })
  expect(JSON.parse(stdout)).toEqual({
    site: 'playground',
    title: 'Playground, a campus cloud on this machine',
    file: path('config.yaml'),
    previous: null,
  })
  expect(readFileSync(path('config.yaml'), 'utf8')).toBe('site: playground\n')
  const mode = process.platform === 'win32' ? 0o600 : statSync(path('config.yaml')).mode & 0o777
  expect(mode).toBe(0o600)
})

test('use of an unknown site or with broken settings writes nothing', async () => {
  const { home, path } = homeWith({ 'config.yaml': 'site: generic\nsites: x\n' })
  const unknown = await runIcc(['site', 'use', 'haw'], { home })
  expect(unknown).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining('Did you mean haw-icc?') })
  const broken = await runIcc(['site', 'use', 'haw-icc'], { home })
  expect(broken).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('config.yaml:2:1: sites: unknown name'),
  })
  expect(readFileSync(path('config.yaml'), 'utf8')).toBe('site: generic\nsites: x\n')
})

test('use says when ICC_SITE goes before the settings', async () => {
  const { home } = homeWith({})
  const { stderr } = await runIcc(['site', 'use', 'generic'], { home, env: { HOME: home, ICC_SITE: 'haw-icc' } })
  expect(stderr).toBe('warning: ICC_SITE is set to haw-icc in this shell and goes before the settings.\n')
})

test.skipIf(process.platform === 'win32')('use says it when the settings folder cannot be made', async () => {
  const { home } = homeWith({})
  // Nobody, not even root, can make a folder where a link leads nowhere.
  const ICC_CONFIG_DIR = join(home, 'link')
  symlinkSync(join(home, 'gone', 'config'), ICC_CONFIG_DIR)
  const { stderr, exitCode } = await runIcc(['site', 'use', 'generic'], { home, env: { HOME: home, ICC_CONFIG_DIR } })
  expect(stderr).toContain(`icc: The folder ${ICC_CONFIG_DIR} cannot be made (ENOENT). Nothing was written.\n`)
  expect(exitCode).toBe(1)
})

test('what a profile says cannot steer the terminal', async () => {
  const { home } = homeWith({ 'sites/campus.yaml': 'id: campus\ntitle: "a\\e]0;x\\ab"\nlogin: {method: token}\n' })
  const { stderr, stdout } = await runIcc(['site', 'show', 'campus'], { home })
  expect(stderr).toContain('title: expected one line of text without control characters')
  expect(stdout + stderr).not.toContain('\u001B')
})
