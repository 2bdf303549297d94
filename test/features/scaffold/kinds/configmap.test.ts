import { expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

const ENV = '\uFEFF# settings\r\n  PORT=80\r\n\r\nGREETING="good day"=x\nEMPTY=\n'

test('entries come from files, from files of variables, and as they are', async () => {
  const files = { 'app.ini': 'port = 80\nname = shop', 'empty.txt': '', 'app.env': ENV }
  const words = ['--from-file', 'app.ini', '--from-file', 'other.ini=app.ini', '--from-file', 'empty.txt']
  const { object, said } = await scaffolded(
    ['configmap', 'web', ...words, '--from-env-file', 'app.env', '--literal', 'on=yes', '--literal', 'ratio=1.50'],
    { files },
  )
  expect(at(object('ConfigMap'), 'data')).toEqual({
    PORT: '80',
    GREETING: '"good day"=x',
    EMPTY: '',
    on: 'yes',
    ratio: '1.50',
    'app.ini': 'port = 80\nname = shop',
    'other.ini': 'port = 80\nname = shop',
    'empty.txt': '',
  })
  expect(at(object('ConfigMap'), 'binaryData')).toBeUndefined()
  expect(said).toContain('mountPath: /etc/config')
})

test('what is no text is binary, and nothing else is there then', async () => {
  const files = { 'logo.png': 'a\0b' }
  const { object } = await scaffolded(['configmap', 'web', '--from-file', 'logo.png'], { files })
  expect(at(object('ConfigMap'), 'binaryData')).toEqual({ 'logo.png': 'YQBi' })
  expect(at(object('ConfigMap'), 'data') ?? {}).toEqual({})
})

test('without files it is for variables, and without anything it says so', async () => {
  const { said } = await scaffolded(['configmap', 'web', '--literal', 'colour=blue'])
  expect(said).toContain('configMapRef:\n          name: web\n')
  expect(said).not.toContain('It is empty')
  expect((await scaffolded(['configmap'])).said).toContain('It is empty so far')
})

test('what kubectl could not apply is applied by the server', async () => {
  const large = await scaffolded(['configmap', '--from-file', 'a.txt'], { files: { 'a.txt': 'x'.repeat(270_000) } })
  expect(large.said).toContain('kubectl apply --server-side -f out.yaml')
  const small = await scaffolded(['configmap', '--from-file', 'a.txt'], { files: { 'a.txt': 'x'.repeat(1000) } })
  expect(small.said).toContain('kubectl apply -f out.yaml')
})

test.each([
  ['A\n', 'line 1: there is no "="'],
  ['A=1\n# x\n1B=2\n', 'line 3: the name "1B" may not begin with a digit'],
  ['A=1\nA=2\n', 'line 2: the key "A" was there before'],
  ['A=1\nDB_PASSWORD=hunter22\n', 'line 2: everybody who can read the manifest could read this secret'],
  ['A=\0', 'no text in UTF-8'],
])('a file of variables with %j is refused', async (text, expected) => {
  const { exitCode, said } = await scaffolded(['configmap', '--from-env-file', 'a.env'], { files: { 'a.env': text } })
  expect(exitCode).toBe(2)
  expect(said).toContain(`--from-env-file a.env: `)
  expect(said).toContain(expected)
  expect(said).not.toContain('hunter22')
})

test.each([
  [['--literal', 'a b=1'], 'name-invalid'],
  [['--literal', 'DB_PASSWORD=hunter22'], 'secret-plain-text'],
  [['--from-file', '../x=a.env'], 'name-invalid'],
  [['--from-env-file', 'a.env', '--from-env-file', 'b.env'], 'the key "A" was given before'],
  [['--from-env-file', 'a.env', '--literal', 'A=2'], 'duplicate-key'],
])('%j is refused', async (words, expected) => {
  const files = { 'a.env': 'B=1\nA=1\n', 'b.env': 'A=1\n' }
  const { exitCode, said } = await scaffolded(['configmap', ...words], { files })
  expect(exitCode).toBe(2)
  expect(said).toContain(expected)
  expect(said).not.toContain('hunter22')
})
