import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkValue, checkValues, exampleOf } from '../../../../src/features/scaffold/inputs/check-value.ts'
import { INPUT_TYPES, type Input, type InputType } from '../../../../src/features/scaffold/types.ts'
import { temporaryFolder } from '../../../support/run-icc.ts'
import { inputOf } from './input.ts'
import { worth } from './resolving.ts'

const around = { values: {}, cwd: '/' }

test.each<[type: InputType, text: string, value: unknown]>([
  ['text', 'a b', 'a b'],
  ['text', '', ''],
  ['flag', 'false', false],
  ['integer', '-3', -3],
  ['integer', '-0', 0],
  ['name', 'web-1', 'web-1'],
  ['host', 'web.example.org', 'web.example.org'],
  ['host', '*.example.org', '*.example.org'],
  ['port', '65535', 65_535],
  ['path', '/', '/'],
  ['path', '/shop/', '/shop/'],
  ['path', '/health?from=//cluster', '/health?from=//cluster'],
  ['image', 'registry.example.org:5000/team/app:1.4', 'registry.example.org:5000/team/app:1.4'],
  ['image', `nginx@sha256:${'a1'.repeat(32)}`, `nginx@sha256:${'a1'.repeat(32)}`],
  ['image', `nginx:latest@sha256:${'a1'.repeat(32)}`, `nginx:latest@sha256:${'a1'.repeat(32)}`],
  ['cpu', ' 500m ', '500m'],
  ['cpu', '0.5', '0.5'],
  ['memory', '512Mi', '512Mi'],
  ['memory', '1G', '1G'],
  ['memory', '512Ki', '512Ki'],
  ['size', '1.5Gi', '1.5Gi'],
  ['schedule', '17 3 * * *', '17 3 * * *'],
  ['schedule', '@daily', '@daily'],
  ['schedule', '@every 1h30m', '@every 1h30m'],
  ['time-zone', 'Europe/Berlin', 'Europe/Berlin'],
  ['pair', 'a=b=c', { a: 'b=c' }],
  ['pair', 'a=', { a: '' }],
  ['label', 'app.kubernetes.io/name=web', { 'app.kubernetes.io/name': 'web' }],
  ['environment', 'DB_HOST=db.example.org', { DB_HOST: 'db.example.org' }],
  ['environment', 'spring.main.banner-mode=off', { 'spring.main.banner-mode': 'off' }],
  ['environment', '__proto__=x', Object.fromEntries([['__proto__', 'x']])],
  ['environment', 'DB_PASSWORD=$(FROM_A_SECRET)', { DB_PASSWORD: '$(FROM_A_SECRET)' }],
  ['secret', ' s3cret ', ' s3cret '],
])('%s takes "%s"', (type, text, value) => {
  expect(checkValue(inputOf({ type }), text, around)).toStrictEqual({ value })
})

const TOKEN = ['glpat', 'aB3dE6gH9kL2mN5pQ8sT'].join('-')

test.each<[type: InputType, text: string, rule: string | undefined, message: string, example: string]>([
  ['text', 'a\nb', undefined, 'one line', 'web'],
  ['text', `Bearer ${TOKEN}`, 'secret-plain-text', 'a GitLab token', 'web'],
  ['text', 'CHANGEME', 'placeholder', 'nobody filled in', 'web'],
  ['flag', 'yes', undefined, 'true or false', 'true'],
  ['integer', '1.5', 'schema-range', 'whole number', '1'],
  ['integer', '99999999999999999', 'schema-range', 'whole number', '1'],
  ['name', 'Bad_Name', 'name-invalid', 'small letters', 'bad-name'],
  ['name', '', 'name-invalid', 'is empty', 'web'],
  ['name', 'a.b', 'name-invalid', '"-" only', 'a-b'],
  ['name', 'your-app', 'placeholder', '"your-app" is a placeholder', 'web'],
  ['name', 'NAME_OF_APP', 'name-invalid', 'small letters', 'web'],
  ['name', 'x'.repeat(64), 'name-too-long', '64 characters, and 63 is the most', 'x'.repeat(63)],
  ['host', 'FOO_bar.com', 'host-invalid', '"_"', 'foo-bar.com'],
  ['host', 'https://Web.example.org/x', 'host-invalid', 'scheme', 'web.example.org'],
  ['host', '10.0.0.1', 'host-invalid', 'not an address', 'web.example.org'],
  ['host', 'a.*.example.org', 'host-invalid', 'first part', 'web.example.org'],
  ['host', 'your-app.example.org', 'placeholder', 'your-app', 'web.example.org'],
  ['port', '99999', 'port-range', '1 to 65535', '8080'],
  ['path', 'shop', undefined, 'begins with', '/data'],
  ['path', '', undefined, 'begins with', '/data'],
  ['path', '/a/../b', undefined, 'may not have', '/data'],
  ['path', '/a//b', undefined, 'may not have', '/data'],
  ['path', '/a\nb', undefined, 'one line', '/data'],
  ['port', '0', 'port-range', '1 to 65535', '8080'],
  ['port', 'http', 'port-range', '1 to 65535', '8080'],
  ['image', 'nginx', 'image-tag', 'latest', 'nginx:1.29.3'],
  ['image', 'ghcr.io/team/app:latest', 'image-tag', 'latest', 'ghcr.io/team/app:1.4.2'],
  ['image', 'not an image!!', 'image-reference', 'blank', 'nginx:1.29.3'],
  ['image', 'Team/App:1.4', 'image-reference', 'no host name|small letters', 'team/app:1.4'],
  ['image', 'registry.example.org/<your-name>/web:1.4', 'placeholder', '<your-name>', 'nginx:1.29.3'],
  ['cpu', '0', 'quantity-invalid', 'more than 0', '500m'],
  ['cpu', '0.0005', 'quantity-invalid', 'finer than 1m', '1m'],
  ['cpu', '1.0001', 'quantity-invalid', 'finer than 1m', '1001m'],
  ['cpu', '2 cores', 'quantity-invalid', 'cannot read', '2'],
  ['memory', '512m', 'quantity-unit', 'thousandths', '512Mi'],
  ['memory', '512', 'quantity-unit', '512 bytes', '512Mi'],
  ['memory', '10 Gigabyte', 'quantity-invalid', 'cannot read', '10G'],
  ['memory', '2 GiB', 'quantity-invalid', 'cannot read', '2Gi'],
  ['memory', '-1Gi', 'quantity-invalid', 'more than 0', '1Gi'],
  ['memory', 'much', 'quantity-invalid', 'cannot read', '512Mi'],
  ['size', '10 Gigabyte', 'quantity-invalid', 'cannot read', '10Gi'],
  ['size', '10G', 'quantity-unit', 'powers of 1000', '10Gi'],
  ['size', '0Gi', 'quantity-invalid', 'more than 0', '5Gi'],
  ['schedule', '0 3 * * 7', 'cron-schedule', 'Sunday', '0 3 * * 0'],
  ['schedule', '0 22-6 * * *', 'cron-schedule', 'write 22-23,0-6', '17 3 * * *'],
  ['schedule', '99 99 * * *', 'cron-schedule', 'above 59', '17 3 * * *'],
  ['schedule', 'hello', 'cron-schedule', 'one field', '17 3 * * *'],
  ['schedule', '@reboot', 'cron-schedule', '@reboot is not known', '17 3 * * *'],
  ['schedule', 'TZ=Europe/Berlin 0 3 * * *', 'cron-schedule', 'time zone', '0 3 * * *'],
  ['schedule', '0 0 30 2 *', 'cron-never', 'never comes', '17 3 * * *'],
  ['time-zone', 'europe/berlin', 'cron-time-zone', 'capital letters', 'Europe/Berlin'],
  ['time-zone', '+02:00', 'cron-time-zone', 'offset', 'Europe/Berlin'],
  ['time-zone', 'CEST', 'cron-time-zone', 'no time zone', 'Europe/Berlin'],
  ['pair', 'a', undefined, '"="', 'KEY=value'],
  ['pair', '=a', undefined, 'empty', 'KEY=value'],
  ['pair', 'API_TOKEN=abc', 'secret-plain-text', 'Secret', 'KEY=value'],
  ['label', 'maintainer=Ada Lovelace', 'label-invalid', 'value "Ada Lovelace"', 'team=web'],
  ['label', '-x=a', 'label-invalid', 'key "-x"', 'team=web'],
  ['environment', '1ST=a', undefined, 'digit', 'LOG_LEVEL=info'],
  ['environment', 'A B=a', undefined, 'letters', 'LOG_LEVEL=info'],
  ['environment', 'A', undefined, '"="', 'LOG_LEVEL=info'],
  ['environment', 'DB_PASSWORD=hunter2', 'secret-plain-text', 'Secret', 'LOG_LEVEL=info'],
  ['environment', 'URL=postgres://app:hunter2@db/app', 'secret-plain-text', 'Secret', 'LOG_LEVEL=info'],
  ['environment', `X=${TOKEN}`, 'secret-plain-text', 'a GitLab token', 'LOG_LEVEL=info'],
  ['environment', 'MODE=CHANGEME', 'placeholder', 'nobody filled in', 'LOG_LEVEL=info'],
  ['secret', ' ', undefined, 'empty', 'the secret'],
])('%s refuses "%s" (%s)', (type, text, rule, message, example) => {
  const input = inputOf({ type })
  const verdict = checkValue(input, text, around)
  expect(verdict).toMatchObject({ rule, example, message: expect.stringMatching(new RegExp(message, 'u')) })
  expect(checkValue(input, example, around)).toHaveProperty('value')
})

test('no secret is in what a refusal shows', () => {
  for (const text of ['DB_PASSWORD=hunter2', 'URL=postgres://app:hunter2@db/app', `${TOKEN}=x`, `X=${TOKEN}`]) {
    const { example: _, ...refusal } = refusalOf(inputOf({ type: 'environment' }), text)
    expect(refusal.conceals).toBeDefined()
    expect(JSON.stringify(refusal)).not.toMatch(/hunter2|glpat/u)
  }
})

test('the example of every type is accepted', () => {
  for (const type of INPUT_TYPES.filter((one) => one !== 'file' && one !== 'env-file')) {
    const input = inputOf({ type, required: true })
    expect(checkValue(input, exampleOf(input, around), around)).toHaveProperty('value')
  }
})

test('a name is of the form and length that its input says', () => {
  expect(refusalOf(inputOf({ type: 'name', form: 'letter-first label' }), '1st')).toMatchObject({ example: 'n1st' })
  expect(checkValue(inputOf({ type: 'name', form: 'subdomain' }), 'a.b', around)).toEqual({ value: 'a.b' })
  const short = inputOf({ type: 'name', longest: 5 })
  expect(refusalOf(short, 'abcd-efgh')).toMatchObject({ rule: 'name-too-long', example: 'abcd' })
})

test('a number is within the bounds of its input', () => {
  const gpus = inputOf({ type: 'integer', minimum: 1, maximum: 4 })
  expect(refusalOf(gpus, '0')).toMatchObject({ rule: 'schema-range', message: '0 is not from 1 to 4', example: '1' })
  expect(refusalOf(gpus, '0.5')).toMatchObject({ rule: 'schema-range', example: '1' })
  expect(refusalOf(inputOf({ type: 'integer', minimum: 3 }), '2').message).toBe('2 is not 3 or more')
  expect(refusalOf(inputOf({ type: 'integer', maximum: -3 }), '2')).toMatchObject({ example: '-3' })
})

test('of choices one is taken, whatever the type, with the value that it has there', () => {
  const input = inputOf({ type: 'choice', choices: worth(['nginx', 'traefik', 8]) })
  expect(checkValue(input, 'nginx', around)).toEqual({ value: 'nginx' })
  expect(checkValue(input, '8', around)).toEqual({ value: 8 })
  expect(refusalOf(input, 'ngin')).toMatchObject({ message: 'there is nginx, traefik, 8', example: 'nginx' })
  expect(refusalOf(inputOf({ type: 'integer', choices: worth([1, 2]) }), '3').example).toBe('1')
})

test('where the choices come to nothing, any text is taken', () => {
  for (const none of [undefined, [], null])
    expect(checkValue(inputOf({ type: 'choice', choices: worth(none) }), 'x', around)).toEqual({ value: 'x' })
})

test('a list is a list, and pairs are one mapping', () => {
  const hosts = inputOf({ type: 'host', list: true })
  expect(checkValues(hosts, ['a.org', 'b.org'], around)).toEqual({ value: ['a.org', 'b.org'] })
  const labels = inputOf({ type: 'label', list: true })
  expect(checkValues(labels, ['b=1', 'a=2'], around)).toEqual({ value: { b: '1', a: '2' } })
})

test('all that is wrong in a list is told, and a key that was there before', () => {
  const labels = inputOf({ type: 'label', list: true })
  const checked = checkValues(labels, ['a=1', 'a=2', '?=3'], around)
  expect(checked).toMatchObject({ refused: [{ text: '?=3' }, { text: 'a=2', refusal: { rule: undefined } }] })
  const variables = inputOf({ type: 'environment', list: true })
  expect(checkValues(variables, ['A=1', 'A=1'], around)).toMatchObject({
    refused: [{ refusal: { rule: 'env-duplicate' } }],
  })
})

test('a file is its key and its text, or its bytes where it is no text', () => {
  const folder = temporaryFolder()
  const here = { values: {}, cwd: folder }
  const input = inputOf({ type: 'file' })
  writeFileSync(join(folder, 'a.ini'), '\uFEFFx=1\r\n')
  writeFileSync(join(folder, 'logo.png'), Buffer.from([0x89, 0x50, 0xff]))
  writeFileSync(join(folder, 'nul'), 'a\0b')
  symlinkSync('a.ini', join(folder, 'link'))
  expect(checkValue(input, 'a.ini', here)).toEqual({ value: { key: 'a.ini', text: '\uFEFFx=1\r\n' } })
  expect(checkValue(input, 'settings=./a.ini', here)).toEqual({ value: { key: 'settings', text: '\uFEFFx=1\r\n' } })
  expect(checkValue(input, 'link', here)).toEqual({ value: { key: 'link', text: '\uFEFFx=1\r\n' } })
  expect(checkValue(input, 'logo.png', here)).toEqual({ value: { key: 'logo.png', base64: 'iVD/' } })
  expect(checkValue(input, 'nul', here)).toEqual({ value: { key: 'nul', base64: 'YQBi' } })
})

test('what is no file that can be read is refused', () => {
  const folder = temporaryFolder()
  const here = { values: {}, cwd: folder }
  const input = inputOf({ type: 'file' })
  mkdirSync(join(folder, 'sub'))
  symlinkSync('circle', join(folder, 'circle'))
  writeFileSync(join(folder, 'odd name'), 'x')
  writeFileSync(join(folder, 'token'), `${TOKEN}\n`)
  const messageOf = (text: string) => refusalOf(input, text, here).message
  expect(messageOf('none')).toBe('there is no such file')
  expect(messageOf('a\0b')).toBe('no file can have such a name')
  expect(messageOf('sub')).toBe('this is a folder, not a file')
  expect(messageOf('/dev/null')).toBe('this is no ordinary file')
  expect(messageOf('circle')).toBe('this is a circle of symbolic links')
  expect(messageOf('')).toBe('the path of a file is missing')
  expect(refusalOf(input, 'odd name', here)).toMatchObject({ rule: 'name-invalid', example: 'settings=odd name' })
  expect(refusalOf(input, '..=token', here).rule).toBe('name-invalid')
  expect(refusalOf(input, 'token', here)).toMatchObject({
    rule: 'secret-plain-text',
    message: 'the file holds a GitLab token, for everybody who can read the manifest',
  })
})

test.skipIf(process.getuid?.() === 0)('a file that may not be read is refused', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'closed'), 'x')
  chmodSync(join(folder, 'closed'), 0)
  expect(refusalOf(inputOf({ type: 'file' }), 'closed', { values: {}, cwd: folder }).message).toContain('no right')
})

test('files are at most 1 MiB in all, and no key comes twice', () => {
  const folder = temporaryFolder()
  const here = { values: {}, cwd: folder }
  const input = inputOf({ type: 'file', list: true })
  writeFileSync(join(folder, 'half'), 'x'.repeat(512 * 1024))
  writeFileSync(join(folder, 'rest'), Buffer.alloc(512 * 1024))
  writeFileSync(join(folder, 'one'), 'y')
  writeFileSync(join(folder, 'large'), Buffer.alloc(1024 * 1024 + 1))
  expect(checkValues(input, ['half', 'rest'], here)).toHaveProperty('value')
  expect(checkValues(input, ['half', 'rest', 'one'], here)).toMatchObject({
    refused: [{ text: 'one', refusal: { message: expect.stringContaining('1048577 bytes are more than 1 MiB') } }],
  })
  expect(checkValues(input, ['large'], here)).toMatchObject({ refused: [{ text: 'large' }] })
  expect(checkValues(input, ['one', 'one=half'], here)).toMatchObject({ refused: [{ text: 'one=half' }] })
})

function refusalOf(input: Input, text: string, beside = around) {
  const verdict = checkValue(input, text, beside)
  if ('value' in verdict) throw new Error(`accepted: ${text}`)
  return verdict
}
