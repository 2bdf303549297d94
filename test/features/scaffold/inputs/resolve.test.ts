import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ExitCode } from '../../../../src/errors.ts'
import { temporaryFolder } from '../../../support/run-icc.ts'
import { inputOf } from './input.ts'
import { expression, failure, linesOf, resolve, worth } from './resolving.ts'

const NAME = inputOf({ name: 'name', type: 'name', argument: true, required: true, help: 'name of the Deployment' })
const HOST = inputOf({ name: 'host', type: 'host', required: true, help: 'host name under which it is reached' })
const PORT = inputOf({ name: 'port', type: 'port', default: worth(8080), help: 'port of the container' })
const TLS = inputOf({ name: 'tls', type: 'flag', default: worth(true) })
const ISSUER = inputOf({ name: 'issuer', when: expression('tls'), default: expression('first(site.issuers)') })
const ENV = inputOf({ name: 'env', type: 'environment', list: true })

test('the argument, flags, --set, a file and defaults each say something', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'values.yaml'), 'host: web.example.org\nport: 1\nenv: {MODE: live, VERSION: 1.10}\n')
  const given = { argument: 'web', flags: { tls: false }, set: ['port=9000'], valuesFile: 'values.yaml' }
  const answers = await resolve([NAME, HOST, PORT, TLS, ISSUER, ENV], given, { folder })
  expect(answers).toEqual({
    values: {
      name: 'web',
      host: 'web.example.org',
      port: 9000,
      tls: false,
      env: { MODE: 'live', VERSION: '1.10' },
    },
    argument: 'web',
    words: [
      { flag: 'host', value: 'web.example.org' },
      { flag: 'port', value: '9000' },
      { flag: 'tls', value: false },
      { flag: 'env', value: 'MODE=live' },
      { flag: 'env', value: 'VERSION=1.10' },
    ],
  })
})

test('what was answered says the same when it is given again', async () => {
  const inputs = [NAME, HOST, PORT, TLS, ISSUER, ENV]
  const given = { argument: 'web', flags: { host: '*.example.org', env: ['A=1', 'B=2'] } }
  const first = await resolve(inputs, given, { roots: { site: { issuers: ['letsencrypt'] } } })
  const flags = Object.fromEntries(first.words.map(({ flag, value }) => [flag, value]))
  const env = first.words.filter(({ flag }) => flag === 'env').map(({ value }) => String(value))
  expect(await resolve(inputs, { argument: first.argument, flags: { ...flags, env } })).toEqual(first)
  expect(first.values).toMatchObject({ port: 8080, tls: true, issuer: 'letsencrypt', env: { A: '1', B: '2' } })
})

test('the argument may be given as a flag, and a flag wins over --set, which wins over a file', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'v.yaml'), 'name: third\nport: 3\n')
  const given = { flags: { name: 'first' }, set: ['name=second', 'port=2'], valuesFile: 'v.yaml' }
  const answers = await resolve([NAME, PORT], given, { folder })
  expect(answers).toMatchObject({ argument: 'first', values: { name: 'first', port: 2 } })
})

test('a list is given by repeating --set, and defaults of lists and mappings are typed out', async () => {
  const hosts = inputOf({ name: 'hosts', type: 'host', list: true, default: worth(['a.org', 'b.org']) })
  const labels = inputOf({ name: 'label', type: 'label', list: true, default: worth({ team: 'web', tier: 1 }) })
  expect((await resolve([hosts], { set: ['hosts=x.org', 'hosts=y.org'] })).values).toEqual({
    hosts: ['x.org', 'y.org'],
  })
  expect(await resolve([hosts, labels], {})).toEqual({
    values: { hosts: ['a.org', 'b.org'], label: { team: 'web', tier: '1' } },
    argument: undefined,
    words: [
      { flag: 'hosts', value: 'a.org' },
      { flag: 'hosts', value: 'b.org' },
      { flag: 'label', value: 'team=web' },
      { flag: 'label', value: 'tier=1' },
    ],
  })
})

test('a default that comes to nothing is no value', async () => {
  for (const nothing of ['site.issuers', 'first(site.issuers)', '""', 'false']) {
    const input = inputOf({ name: 'issuer', default: expression(nothing) })
    expect(await resolve([input], {})).toEqual({ values: {}, words: [], argument: undefined })
  }
})

test('a default is made from the inputs before, and is checked like anything else', async () => {
  const secret = inputOf({ name: 'tls-secret', type: 'name', default: expression('host') })
  expect((await resolve([HOST, secret], { flags: { host: 'web' } })).values).toEqual({
    host: 'web',
    'tls-secret': 'web',
  })
  expect(await failure(resolve([HOST, secret], { flags: { host: 'web.example.org' } }))).toMatchObject({
    code: 'input-refused',
    message:
      'Nothing was written. What is not right:\n' +
      '  --tls-secret web.example.org (its default): a name may have small letters, digits and "-" only (name-invalid), such as --tls-secret web-example-org',
  })
})

test('all that is wrong is told at once, with the rule and an example', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'v.yaml'), '# mine\nprt: 1\nenv: [A]\n')
  const given = {
    argument: 'Web_App',
    flags: { host: 'FOO_bar.com' },
    set: ['port=99999', 'hots=x', 'nothing'],
    valuesFile: 'v.yaml',
  }
  const error = await failure(resolve([NAME, HOST, PORT, ENV], given, { folder }))
  expect(error).toMatchObject({ code: 'input-refused', exitCode: ExitCode.usage, hint: 'icc scaffold web --help' })
  expect(linesOf(error)).toEqual([
    'Nothing was written. What is not right:',
    '--set hots: there is no input of the name hots; did you mean host?',
    '--set: this is written KEY=VALUE',
    'v.yaml:2: there is no input of the name prt; did you mean port?',
    'NAME Web_App: a name may have small letters, digits and "-" only (name-invalid), such as NAME web-app',
    '--host FOO_bar.com: a host may not have "_" (host-invalid), such as --host foo-bar.com',
    '--set port=99999: a port is a number from 1 to 65535 (port-range), such as --set port=8080',
    'v.yaml:3: env: A: there is no "=" in it, such as v.yaml:3: env: LOG_LEVEL=info',
  ])
})

test('no secret is in a message', async () => {
  const token = inputOf({ name: 'token', type: 'secret', required: true })
  const given = { flags: { env: ['DB_PASSWORD=hunter2'] }, set: ['token=hunter2'] }
  const error = await failure(resolve([ENV, token], given))
  expect(linesOf(error)).toEqual([
    'Nothing was written. What is not right:',
    '--set token=...: a secret is asked for, or read from the first line of standard input, never written down',
    expect.stringContaining('--env DB_PASSWORD=...: everybody'),
  ])
  expect(error.message).not.toContain('hunter2')
})

test('without a terminal all that is missing is named, with the command to type', async () => {
  const error = await failure(resolve([NAME, HOST, PORT, TLS, ENV], { flags: { tls: false, env: ['A=b c'] } }))
  expect(error).toMatchObject({
    code: 'usage',
    exitCode: ExitCode.usage,
    message:
      'Nothing was written. What is missing:\n  NAME: name of the Deployment\n  --host: host name under which it is reached',
    hint: "icc scaffold web web --no-tls --env 'A=b c' --host web.example.org",
  })
  const named = await failure(resolve([NAME, HOST], { argument: 'shop' }))
  expect(named.hint).toBe('icc scaffold web shop --host web.example.org')
})

test('what is shown of a flag can be typed as it stands there', async () => {
  const schedule = inputOf({ name: 'schedule', type: 'schedule' })
  expect(linesOf(await failure(resolve([schedule], { flags: { schedule: '0 3 * * 7' } })))[1]).toMatch(
    /^--schedule '0 3 \* \* 7': .* \(cron-schedule\), such as --schedule '0 3 \* \* 0'$/u,
  )
})

test('what is missing is told beside what is wrong', async () => {
  const error = await failure(resolve([NAME, HOST, PORT], { set: ['port=0'] }))
  expect(linesOf(error).slice(2)).toEqual([
    'NAME is missing: name of the Deployment',
    '--host is missing: host name under which it is reached',
  ])
})

test('NAME and its flag together, or a NAME that nobody asked for, are a mistake', async () => {
  const both = await failure(resolve([NAME], { argument: 'a', flags: { name: 'b' } }))
  expect(both).toMatchObject({ code: 'usage', exitCode: ExitCode.usage })
  expect(linesOf(both)).toContain('--name: the NAME is a already; give one of the two')
  expect(linesOf(await failure(resolve([PORT], { argument: 'a' })))).toContain('a: icc scaffold web takes no NAME')
  expect(linesOf(await failure(resolve([PORT], { set: ['port=1', 'port=2'] })))).toContain(
    '--port: it was given 2 times, and takes one value',
  )
})

test('an input whose condition is false has no default, and is a mistake when given', async () => {
  const site = { issuers: ['letsencrypt'] }
  const none = await resolve([TLS, ISSUER], { flags: { tls: false } }, { roots: { site } })
  expect(none.values).toEqual({ tls: false })
  const error = await failure(resolve([TLS, ISSUER], { flags: { tls: false, issuer: 'x' } }, { roots: { site } }))
  expect(error.code).toBe('usage')
  expect(linesOf(error)).toContain('--issuer x: this does not exist here; that depends on --tls, which is false')
  const size = inputOf({ name: 'size', when: expression('claim and site') })
  const claim = inputOf({ name: 'claim' })
  expect(linesOf(await failure(resolve([claim, size], { flags: { size: '1Gi' } })))).toContain(
    '--size 1Gi: this does not exist here; that depends on --claim, which is not given, and on what is known of site',
  )
})

test('nothing is said of what depends on an input that was refused', async () => {
  const error = await failure(
    resolve([TLS, { ...ISSUER, required: true, default: undefined }], { set: ['tls=maybe', 'issuer=x'] }),
  )
  expect(linesOf(error)).toEqual([
    'Nothing was written. What is not right:',
    '--set tls=maybe: this is true or false, such as --set tls=true',
  ])
})

test('choices that depend on what is missing are no reason to refuse a value', async () => {
  const mode = inputOf({ name: 'mode', choices: expression('find(site.classes, "name", class).modes or "Never"') })
  const sort = inputOf({ name: 'class', required: true })
  const roots = { site: { classes: [{ name: 'fast', modes: ['Once', 'Many'] }] } }
  const error = await failure(resolve([sort, mode], { flags: { mode: 'Many' } }, { roots }))
  expect(linesOf(error)).toEqual(['Nothing was written. What is missing:', '--class: what it is'])
  const asked = await resolve(
    [sort, mode],
    { flags: { mode: 'Many' } },
    { roots, prompt: { text: async () => 'fast' } },
  )
  expect(asked.values).toEqual({ class: 'fast', mode: 'Many' })
  const wrong = await failure(resolve([sort, mode], { flags: { class: 'fast', mode: 'No' } }, { roots }))
  expect(linesOf(wrong)).toContain('--mode No: there is Once, Many, such as --mode Once')
})

test.each([
  ['none.yaml', undefined, 'none.yaml: there is no such file'],
  ['a.yaml', 'host: [', 'a.yaml:1: '],
  ['a.yaml', '- host', 'a.yaml:1: this must be one mapping, such as "host: web.example.org"'],
  ['a.yaml', 'host: a\n---\nhost: b\n', 'a.yaml:3: this must be one mapping'],
  ['a.yaml', 'host: {a: {b: c}}', 'a.yaml:1: host must be a value or a list of values'],
  ['a.yaml', '\nport: 1\nport: 2\n', 'a.yaml:3: The key "port" stands here twice'],
  ['a.yaml', Uint8Array.of(0xff, 0xff), 'a.yaml: this is no text in UTF-8'],
])('a file of values that cannot be read is told with its line: %s', async (valuesFile, content, line) => {
  const folder = temporaryFolder()
  if (content !== undefined) writeFileSync(join(folder, valuesFile), content)
  const error = await failure(resolve([HOST, PORT], { flags: { host: 'a.org' }, valuesFile }, { folder }))
  expect(error).toMatchObject({ code: 'usage', exitCode: ExitCode.usage })
  expect(linesOf(error).some((one) => one.startsWith(line))).toBe(true)
})

test('what stands empty in a file of values is not given', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'v.yaml'), '# nothing yet\nport:\nenv: []\n')
  expect((await resolve([PORT, ENV], { valuesFile: 'v.yaml' }, { folder })).values).toEqual({ port: 8080 })
  writeFileSync(join(folder, 'v.yaml'), '# nothing at all\n')
  expect((await resolve([PORT, ENV], { valuesFile: 'v.yaml' }, { folder })).values).toEqual({ port: 8080 })
})

test('a secret is the first line of standard input, and in no word', async () => {
  const token = inputOf({ name: 'token', type: 'secret', required: true, help: 'token of the registry' })
  const answers = await resolve([NAME, token], { argument: 'pull' }, { input: 'hunter2\r\nmore\n' })
  expect(answers).toEqual({ values: { name: 'pull', token: 'hunter2' }, argument: 'pull', words: [] })
  const error = await failure(resolve([NAME, token], {}, { input: '\n' }))
  expect(linesOf(error)).toContain('token, on the first line of standard input: token of the registry')
  expect(error.hint).toBe('icc scaffold web web')
})
