import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHome } from '../../playground/home.ts'
import { OLD } from '../commands/lint-project.ts'
import { campusForTest } from '../support/campus.ts'
import { temporaryFolder } from '../support/run-icc.ts'
import { noWindows, openWindows, type Windows } from './wine.ts'

// What differs on Windows, tried under Wine: with the executable where Wine 10 is, with its code where there is an older one.

const why = noWindows === undefined ? '' : ` (skipped: ${noWindows})`

/** As a Windows editor leaves it. */
const KUBECONFIG = [
  'apiVersion: v1',
  'kind: Config',
  'clusters:',
  '- cluster: {server: "https://one.example"} # mine',
  '  name: one',
  'contexts:',
  '- context: {cluster: one, user: me}',
  '  name: first',
  '- context: {cluster: one, user: me}',
  '  name: second',
  'current-context: first',
  'users:',
  '- name: me',
  '  user: {token: x}',
  '',
].join('\r\n')

const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
`

/** Holds the file `config` of a folder open, and says so beside it, until there is a file that tells it to let go. */
function holding(path: string): string {
  const folder = path.slice(0, path.lastIndexOf('\\'))
  return `
    const held = fs.openSync(${JSON.stringify(path)}, 'r')
    fs.writeFileSync(${JSON.stringify(`${folder}\\held`)}, '')
    setInterval(() => fs.existsSync(${JSON.stringify(`${folder}-release`)}) && process.exit(), 10)`
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe.skipIf(why)(`under Wine${why}`, () => {
  let windows: Windows
  beforeAll(async () => {
    windows = await openWindows()
  })
  afterAll(() => windows.close())

  /** A kubeconfig in a folder of its own, and the environment that names it. */
  function kubeconfigWith(text: string) {
    const { here, there } = windows.folder()
    const file = join(here, 'config')
    writeFileSync(file, text)
    return { here, file, there: `${there}\\config`, place: { env: { KUBECONFIG: `${there}\\config` } } }
  }

  test('the executable itself starts, and says what it is', async (ctx) => {
    ctx.skip(
      windows.program !== 'executable',
      'no Windows executable was made, or this Wine is older than its runtime',
    )
    const { stdout, stderr, exitCode } = await windows.icc(['--version'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout).toMatch(/^icc \d+\.\d+\.\d+ .*Node\.js 26\./u)
  })

  test('the executable keeps refresh tokens in the Credential Manager', async (ctx) => {
    ctx.skip(windows.program !== 'executable', 'the library for it lies in the executable')
    const campus = await campusForTest({ pollInterval: 1 })
    const home = await createHome(temporaryFolder(), campus, 'icc-short')
    const config = join(home.folder, 'config')
    writeFileSync(join(config, 'config.yaml'), 'site: playground\nsecrets: keyring\n')
    const { place } = kubeconfigWith(KUBECONFIG)
    const env = { ...place.env, ICC_CONFIG_DIR: `Z:${config.replaceAll('/', '\\')}` }
    expect(await windows.signIn(campus, { env }, '--credential', 'exec')).toMatchObject({ exitCode: 0 })
    const state = join(windows.localAppData, 'icc')
    expect(readFileSync(join(state, 'sessions', 'playground.json'), 'utf8')).toContain('"refreshToken":"keyring"')
    expect(existsSync(join(state, 'secrets'))).toBe(false)
    expect(await windows.icc(['logout'], { env })).toMatchObject({ exitCode: 0 })
  })

  test('settings go to %APPDATA%, and the kubeconfig is that of kubectl', async () => {
    const used = await windows.icc(['site', 'use', 'haw-icc'])
    expect(used).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/Written in C:\\.*\\icc\\config\.yaml/u),
    })
    expect(readFileSync(join(windows.appData, 'icc', 'config.yaml'), 'utf8')).toContain('site: haw-icc')
    const { stdout } = await windows.icc(['doctor', '-o', 'json'])
    const { checks } = JSON.parse(stdout) as { checks: { id: string; message: string }[] }
    const told = (id: string) => checks.find((one) => one.id === id)?.message
    expect(told('kubeconfig-files')).toMatch(/^C:\\.*\\\.kube\\config$/u)
    expect(told('state-folder')).toMatch(/^C:\\.*\\AppData\\Local\\icc /u)
  })

  test('a program that lies in a project is not started in the place of git', async () => {
    const { here } = windows.folder()
    mkdirSync(join(here, '.git'))
    writeFileSync(join(here, 'claim.yaml'), CLAIM)
    windows.plant(here, 'git.exe')
    // What git would be told to do is to the planted program a script.
    writeFileSync(join(here, 'cat-file'), "require('node:fs').writeFileSync('planted-ran', '')")
    expect(await windows.icc(['lint'], { cwd: here })).toMatchObject({ exitCode: 0, stderr: '' })
    expect(existsSync(join(here, 'planted-ran'))).toBe(false)
  })

  test('a switch changes one line, and line ends stay', async () => {
    const { file, here, place } = kubeconfigWith(KUBECONFIG)
    expect(await windows.icc(['ctx', 'second'], place)).toMatchObject({ exitCode: 0 })
    expect(readFileSync(file, 'utf8')).toBe(KUBECONFIG.replace('context: first', 'context: second'))
    expect(readdirSync(here)).toEqual(['config'])
    expect(await windows.icc(['ctx', '-'], place)).toMatchObject({ exitCode: 0 })
    expect(readFileSync(file, 'utf8')).toBe(KUBECONFIG)
  })

  test('KUBECONFIG is a list with semicolons, whose paths have a colon', async () => {
    const one = kubeconfigWith(KUBECONFIG)
    const two = kubeconfigWith(KUBECONFIG.replaceAll(/first|second/gu, (name) => `my-${name}`))
    const env = { KUBECONFIG: `${one.there};${two.there}` }
    const { stdout } = await windows.icc(['ctx', '-o', 'json'], { env })
    for (const name of ['first', 'second', 'my-first', 'my-second']) expect(stdout).toContain(`"${name}"`)
  })

  test('a file that another program holds for a moment is replaced when it lets go', async () => {
    const { file, here, place, letGo } = await held()
    const switched = windows.icc(['ctx', 'second'], place)
    // Its text lies beside the file by now, and can only wait.
    await until(() => readdirSync(here).some((name) => !['config', 'config.lock', 'held'].includes(name)))
    letGo()
    expect(await switched).toMatchObject({ exitCode: 0 })
    expect(readFileSync(file, 'utf8')).toBe(KUBECONFIG.replace('context: first', 'context: second'))
  })

  test('one that it keeps stays as it was, and nothing is left beside it', async () => {
    const { file, here, place, letGo } = await held()
    expect(await windows.icc(['ctx', 'second'], place)).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('another program has it open. Nothing was changed.'),
    })
    expect(readFileSync(file, 'utf8')).toBe(KUBECONFIG)
    expect(readdirSync(here).toSorted()).toEqual(['config', 'held'])
    letGo()
  })

  /** A kubeconfig that another process has open until it is told to let go. */
  async function held() {
    const kubeconfig = kubeconfigWith(KUBECONFIG)
    const [sign, release] = [join(kubeconfig.here, 'held'), `${kubeconfig.here}-release`]
    windows.start(holding(kubeconfig.there))
    await until(() => existsSync(sign))
    return { ...kubeconfig, letGo: () => writeFileSync(release, '') }
  }

  test('lint mends a file with the line ends of Windows, by a path of Windows', async () => {
    const { here, there } = windows.folder()
    const text = OLD.replaceAll('\n', '\r\n')
    writeFileSync(join(here, 'a.yaml'), text)
    const found = await windows.icc(['lint', '--kube-version', '1.35', there])
    expect(found).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/a\.yaml:2:13 {2}api-removed/u) })
    const mended = await windows.icc(['lint', '--fix', '--yes', '--kube-version', '1.35', `${there}\\a.yaml`])
    expect(mended).toMatchObject({ exitCode: 0 })
    expect(readFileSync(join(here, 'a.yaml'), 'utf8')).toBe(text.replace('v1beta1', 'v1'))
  })

  test('scaffold writes into a folder of Windows, and overwrites nothing', async () => {
    const { here, there } = windows.folder()
    const argv = ['scaffold', 'service', 'web', '--port', '80', '--no-input', '--out', `${there}\\new\\web.yaml`]
    expect(await windows.icc(argv, { cwd: here })).toMatchObject({ exitCode: 0 })
    const written = readFileSync(join(here, 'new', 'web.yaml'), 'utf8')
    expect(written).toContain('kind: Service')
    writeFileSync(join(here, 'new', 'web.yaml'), `${written}# mine\n`)
    expect(await windows.icc(argv, { cwd: here })).toMatchObject({ exitCode: 1 })
    expect(readFileSync(join(here, 'new', 'web.yaml'), 'utf8')).toBe(`${written}# mine\n`)
  })

  test('a day: sign in, whoami, namespace, sign out', async () => {
    const campus = await campusForTest({ pollInterval: 1 })
    const home = await createHome(temporaryFolder(), campus)
    const { here, file, place } = kubeconfigWith(KUBECONFIG)
    const env = { ...place.env, ICC_CONFIG_DIR: `Z:${join(home.folder, 'config').replaceAll('/', '\\')}` }
    const login = await windows.signIn(campus, { env })
    expect(login).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('w001-default') })
    expect(existsSync(join(windows.localAppData, 'icc'))).toBe(true)
    const me = await windows.icc(['whoami', '-o', 'json'], { env })
    expect(JSON.parse(me.stdout)).toMatchObject({ username: 'infw001', source: 'server' })
    expect(await windows.icc(['ns', 'se2-magic-team'], { env })).toMatchObject({ exitCode: 0 })
    expect(await windows.icc(['ns', '-c'], { env })).toMatchObject({ exitCode: 0, stdout: 'se2-magic-team\n' })
    expect(readFileSync(file, 'utf8')).not.toMatch(/[^\r]\n/u)
    expect(await windows.icc(['logout'], { env })).toMatchObject({ exitCode: 0 })
    expect(readFileSync(file, 'utf8')).toBe(KUBECONFIG)
    expect(readdirSync(here)).toEqual(['config'])
  })
})
