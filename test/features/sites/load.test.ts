import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemFolder } from '../../../src/folders.ts'
import { checkSiteFile, listSites, loadSite } from '../../../src/features/sites/load.ts'
import { siteIds } from '../../../src/features/sites/site-names.ts'
import { failure, siteFolders } from './site-folders.ts'

const BUILT_IN = ['csc-rahti', 'desy', 'einfra-cz', 'generic', 'haw-icc', 'mi2-akira', 'nautilus', 'playground']

const MINIMAL = 'id: campus\ntitle: Campus\nlogin: {method: token}\n'

test('the built-in profiles are listed by id, with where they come from', () => {
  const folders = siteFolders()
  const listed = listSites(folders.ctx)
  expect(listed.map(({ id, origin, file }) => ({ id, origin, file }))).toEqual(
    BUILT_IN.map((id) => ({ id, origin: 'built-in', file: `sites/${id}.yaml` })),
  )
})

test('a profile of the machine wins over a built-in one, and the user wins over both, as a whole file', () => {
  const folders = siteFolders()
  const system = folders.rolledOut('haw-icc', MINIMAL.replaceAll('campus', 'haw-icc'))
  expect(loadSite(folders.ctx, 'haw-icc')).toMatchObject({ origin: 'system', file: system })
  const user = folders.user('haw-icc', 'id: haw-icc\ntitle: Mine\nlogin: {method: token}\n')
  const site = loadSite(folders.ctx, 'haw-icc')
  expect(site).toEqual({
    id: 'haw-icc',
    origin: 'user',
    file: user,
    basedOn: [],
    profile: { id: 'haw-icc', title: 'Mine', login: { method: 'token', sessionHours: 12 } },
  })
  expect(siteIds(folders.ctx)).toEqual(BUILT_IN)
})

test('extends takes the layer below as the base: mappings are merged, lists and texts replaced', () => {
  const folders = siteFolders()
  folders.rolledOut('playground', 'id: playground\nextends: playground\nlogin: {oidc: {scopes: [openid]}}\n')
  folders.user(
    'playground',
    'id: playground\nextends: playground\nlogin:\n  oidc:\n    issuer: https://localhost:1/\n    clientId: mine\n',
  )
  const { profile, basedOn } = loadSite(folders.ctx, 'playground')
  expect(basedOn).toEqual([join(folders.system, 'playground.yaml'), 'sites/playground.yaml'])
  expect(profile.login).toEqual({
    method: 'device',
    sessionHours: 12,
    oidc: {
      issuer: 'https://localhost:1/',
      clientId: 'mine',
      scopes: ['openid'],
      usernameClaim: 'preferred_username',
      groupsClaim: 'groups',
    },
  })
  expect(profile).not.toHaveProperty('extends')
})

test('extends takes another profile as it is in force', () => {
  const folders = siteFolders()
  folders.user('generic', 'id: generic\nextends: generic\nnetwork: {vpnHint: Use the VPN.}\n')
  folders.user('campus', 'id: campus\ntitle: Campus\nextends: generic\n')
  expect(loadSite(folders.ctx, 'campus').profile).toMatchObject({
    id: 'campus',
    title: 'Campus',
    network: { vpnHint: 'Use the VPN.' },
    security: { preset: 'restricted' },
  })
})

test('profiles that extend each other are refused with the circle', () => {
  const folders = siteFolders()
  folders.user('a', 'id: a\nextends: b\n')
  folders.user('b', 'id: b\nextends: c\n')
  folders.user('c', 'id: c\nextends: a\n')
  expect(failure(() => loadSite(folders.ctx, 'a'))).toMatchObject({
    code: 'site-broken',
    message: expect.stringContaining('c.yaml:2:1: extends: a circle: a extends b extends c extends a'),
  })
})

test.each([
  ['extends: haw-ic', 'there is no profile "haw-ic"; did you mean haw-icc?'],
  ['extends: campus', 'there is no other profile campus below this one to build on'],
  ['extends: [haw-icc]', 'expected the id of a profile'],
])('%s is refused', (line, message) => {
  const folders = siteFolders()
  const file = folders.user('campus', `id: campus\n${line}\n`)
  expect(failure(() => loadSite(folders.ctx, 'campus'))).toMatchObject({
    message: expect.stringContaining(`${file}:2:1: extends: ${message}`),
  })
})

test('an unknown site exits 2, lists what there is and names the nearest', () => {
  const folders = siteFolders()
  expect(failure(() => loadSite(folders.ctx, 'haw-ikc'))).toMatchObject({
    code: 'site-unknown',
    exitCode: 2,
    message: `There is no site "haw-ikc". Did you mean haw-icc? There are: ${BUILT_IN.join(', ')}.`,
    hint: 'icc site list',
  })
})

test.each(['../haw-icc', '/etc/passwd', '', 'constructor', '__proto__'])('%j is no site', (id) => {
  const folders = siteFolders()
  folders.write('config/haw-icc.yaml', MINIMAL)
  expect(failure(() => loadSite(folders.ctx, id))).toMatchObject({ code: 'site-unknown' })
})

test('all faults of a file are told at once, each at its line and column', () => {
  const folders = siteFolders()
  const file = folders.user(
    'campus',
    [
      'id: campus',
      'titel: Campus',
      'login:',
      '  method: divice',
      '  oidc:',
      '    issuer: http://sso.example.org/',
      '    scopes:',
      '      - profile',
      '  sesionHours: 12',
      'api: [https://api.example.org]',
      'ingress:',
      '  internalCidrs: [10.0.0.0/8, 10.0.0.0/33]',
      '  dnsAuto: yes',
    ].join('\n'),
  )
  const error = failure(() => loadSite(folders.ctx, 'campus'))
  expect(error).toMatchObject({ code: 'site-broken', exitCode: 1, hint: `icc site check ${file}` })
  const lines = (error as Error).message.split('\n')
  expect(lines[0]).toBe('The profile of the site campus has 9 faults. Nothing was done.')
  expect(lines.slice(1).map((line) => line.trim().replace(`${file}:`, ''))).toEqual([
    '1:1: title: missing; every profile must say it',
    '2:1: titel: unknown name; did you mean title?',
    expect.stringMatching(/^4:3: login\.method: expected one of oidc, device, browser, .*, found "divice"$/u),
    expect.stringMatching(/^6:5: login\.oidc\.issuer: expected an address .*https.*, found "http:\/\/sso/u),
    '7:5: login.oidc.scopes: expected a list that holds openid (without it there is no ID token), found a list',
    '9:3: login.sesionHours: unknown name; did you mean sessionHours?',
    '10:1: api: expected a mapping, found a list',
    '12:31: ingress.internalCidrs[1]: expected a range of addresses, such as 192.0.2.0/24, found "10.0.0.0/33"',
    '13:3: ingress.dnsAuto: expected true or false, found "yes"',
  ])
})

test('a fault that came in by extends is told where it stands', () => {
  const folders = siteFolders()
  const base = folders.user('base', 'id: base\ntitle: Base\nlogin:\n  method: token\n  sessionHours: none\n')
  folders.user('campus', 'id: campus\nextends: base\nlogin: {method: device}\n')
  expect(failure(() => loadSite(folders.ctx, 'campus'))).toMatchObject({
    message: expect.stringContaining(`${base}:5:3: login.sessionHours: expected a number of hours, found "none"`),
  })
})

test.each([
  ['an id that is not the file name', MINIMAL.replace('campus', 'other'), '1:1: id: expected "campus", as the file'],
  ['no id, although the base has one', 'extends: haw-icc\n', '1:1: id: missing; expected "campus"'],
  ['an empty file', '', '1:1: the file is empty'],
  ['a file of comments', '# nothing\n', '1:1: the file is empty'],
  ['a null', 'null\n', '1:1: the file is empty'],
  ['a list', '- id: campus\n', '1:1: expected lines such as "id: name" here'],
  ['a plain text', 'campus\n', '1:1: expected lines such as "id: name" here'],
  ['a name that stands twice', `${MINIMAL}title: Again\n`, '4:1: this name stands here a second time'],
  ['a tab', 'id: campus\nlogin:\n\tmethod: token\n', '3:1: a tab'],
  ['two documents', `${MINIMAL}---\n${MINIMAL}`, '4:1: a second document begins here'],
  ['an unclosed quote', 'id: "campus\n', 'not YAML'],
  ['an unknown tag', `${MINIMAL}legal: !secret [x]\n`, '4:8: not YAML'],
  ['a group without content', `${MINIMAL}api:\n`, '4:1: api: expected a mapping, found nothing'],
  ['an inherited name of JavaScript', `${MINIMAL}constructor: {}\n`, '4:1: constructor: unknown name'],
  ['a prototype', `${MINIMAL}__proto__: {polluted: true}\n`, '4:1: __proto__: unknown name'],
  ['bytes that are not UTF-8', Uint8Array.from([0x69, 0x64, 0x3a, 0x20, 0xff]), '1:1: this is not UTF-8 text'],
  ['aliases that multiply', bomb(), '1:1: the file uses too many aliases'],
])('%s is a clear fault', (_, text, message) => {
  const folders = siteFolders()
  const file = folders.user('campus', text)
  const error = failure(() => loadSite(folders.ctx, 'campus'))
  expect(error).toMatchObject({ code: 'site-broken', message: expect.stringContaining(message) })
  expect((error as Error).message).toContain(`\n  ${file}:`)
})

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const below = level === 0 ? '["x"]' : `[${Array.from({ length: 9 }, () => `*l${level - 1}`).join(', ')}]`
    return `l${level}: &l${level} ${below}\n`
  })
  return MINIMAL + levels.join('')
}

test('one certificate may be written once and named twice', () => {
  const folders = siteFolders()
  folders.user('campus', `${MINIMAL}legal: &both [Be kind.]\nsources: *both\n`)
  expect(loadSite(folders.ctx, 'campus').profile.sources).toEqual(['Be kind.'])
})

test('a broken profile is listed as broken and the others as they are', () => {
  const folders = siteFolders()
  folders.user('campus', 'id: [')
  mkdirSync(join(folders.config, 'sites', 'folder.yaml'))
  folders.user('.campus.yaml~', 'left by an editor')
  folders.user('.hidden', 'left by an editor')
  const listed = listSites(folders.ctx)
  expect(listed.map((site) => [site.id, 'profile' in site])).toEqual([
    ['campus', false],
    ['csc-rahti', true],
    ['desy', true],
    ['einfra-cz', true],
    ['folder', false],
    ['generic', true],
    ['haw-icc', true],
    ['mi2-akira', true],
    ['nautilus', true],
    ['playground', true],
  ])
  expect(listed[4]).toMatchObject({ faults: [{ message: 'this is a folder, not a file' }] })
})

test.skipIf(process.platform === 'win32')('a pipe is refused, not waited for', () => {
  const folders = siteFolders()
  const pipe = folders.user('other', MINIMAL).replace('other', 'campus')
  execFileSync('mkfifo', [pipe])
  expect(failure(() => loadSite(folders.ctx, 'campus'))).toMatchObject({
    message: expect.stringContaining('this is not a regular file'),
  })
})

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a file and a folder that may not be read are told by name',
  () => {
    const folders = siteFolders()
    const file = folders.user('campus', MINIMAL)
    chmodSync(file, 0)
    expect(failure(() => loadSite(folders.ctx, 'campus'))).toMatchObject({
      code: 'site-broken',
      message: expect.stringContaining('could not be read (EACCES)'),
    })
    folders.rolledOut('campus', MINIMAL)
    chmodSync(folders.system, 0)
    const error = failure(() => listSites(folders.ctx))
    chmodSync(folders.system, 0o700)
    expect(error).toMatchObject({ code: 'sites-unreadable', exitCode: 1 })
  },
)

test('a folder of profiles that is a file is told by name', () => {
  const folders = siteFolders()
  folders.write('config/sites', 'a file')
  expect(failure(() => listSites(folders.ctx))).toMatchObject({
    code: 'sites-unreadable',
    message: expect.stringContaining('(ENOTDIR)'),
  })
})

test('a file from anywhere is checked as if it were the user’s own', () => {
  const folders = siteFolders()
  folders.user('haw-icc', 'id: [')
  const draft = folders.write(
    'draft/haw-icc.yaml',
    'id: haw-icc\nextends: haw-icc\nnetwork: {jumpHost: ssh.example.org}\n',
  )
  expect(checkSiteFile(folders.ctx, draft)).toMatchObject({
    file: draft,
    basedOn: ['sites/haw-icc.yaml'],
    profile: { network: { jumpHost: 'ssh.example.org' } },
  })
  expect(failure(() => checkSiteFile(folders.ctx, join(folders.folder, 'none.yaml')))).toMatchObject({
    code: 'file-missing',
    message: expect.stringMatching(/none\.yaml\. Nothing was checked\.$/u),
  })
})

test('the machine’s folder is %ProgramData%\\icc\\sites on Windows', () => {
  const { ctx, folder, write } = siteFolders()
  write('icc/sites/campus.yaml', MINIMAL)
  const onWindows = (env: Record<string, string>) => ({ ...ctx, systemDir: () => systemFolder(env, 'win32') })
  expect(loadSite(onWindows({ ProgramData: folder }), 'campus').origin).toBe('system')
  expect(siteIds(onWindows({}))).not.toContain('campus')
})
