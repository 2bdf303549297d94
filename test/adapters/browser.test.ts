import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { createBrowser } from '../../src/adapters/browser.ts'
import { temporaryFolder } from '../support/run-icc.ts'

const PATH = process.env['PATH']
const DISPLAY = { DISPLAY: ':0' }

test.each<[string, Record<string, string>, NodeJS.Platform, string | undefined]>([
  ['over SSH', { ...DISPLAY, SSH_CONNECTION: '::1 1 ::1 22' }, 'linux', 'ssh'],
  ['over SSH with a terminal', { SSH_TTY: '/dev/pts/0' }, 'darwin', 'ssh'],
  ['over SSH to Windows', { SSH_CLIENT: '::1 1 22' }, 'win32', 'ssh'],
  ['in a pod', { ...DISPLAY, KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 'linux', 'container'],
  ['in Podman', { ...DISPLAY, container: 'podman' }, 'linux', 'container'],
  ['on Linux without a display', {}, 'linux', 'no-display'],
  ['inside WSL, even with a display', { ...DISPLAY, WSL_DISTRO_NAME: 'Debian' }, 'linux', 'no-display'],
  ['on an X11 desktop', DISPLAY, 'linux', undefined],
  ['on a Wayland desktop', { WAYLAND_DISPLAY: 'wayland-0' }, 'linux', undefined],
  ['on macOS', {}, 'darwin', undefined],
  ['on Windows', {}, 'win32', undefined],
])('%s a browser is judged rightly', (_where, env, platform, expected) => {
  expect(createBrowser(env, platform, temporaryFolder()).unavailable()).toBe(expected)
})

test.each(['.dockerenv', 'run/.containerenv'])('the file %s tells a container', (file) => {
  const root = temporaryFolder()
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), '')
  expect(createBrowser(DISPLAY, 'linux', root).unavailable()).toBe('container')
})

test('inside WSL with wslview a browser is there', () => {
  const { folder } = fakeOpener('wslview', '')
  const env = { PATH: `/nowhere:${folder}`, WSL_INTEROP: '/run/WSL/1_interop' }
  expect(createBrowser(env, 'linux', temporaryFolder()).unavailable()).toBeUndefined()
})

test.each<[string, NodeJS.Platform, Record<string, string>]>([
  ['xdg-open', 'linux', {}],
  ['open', 'darwin', {}],
  ['wslview', 'linux', { WSL_DISTRO_NAME: 'Debian' }],
])('%s gets the address as one argument, unharmed', async (command, platform, more) => {
  const { folder, log } = fakeOpener(command, 'sleep 5')
  const browser = createBrowser({ PATH: `${folder}:${PATH}`, LOG: log, ...more }, platform)
  expect(await browser.open('https://idp.example/device?code=A-B&x=$(touch pwned);%20"quoted"')).toBe(true)
  await written(log)
  expect(readFileSync(log, 'utf8')).toBe('1 https://idp.example/device?code=A-B&x=$(touch%20pwned);%20%22quoted%22\n')
})

test('an opener that is missing is told', async () => {
  expect(await createBrowser({ PATH: temporaryFolder() }, 'linux').open('https://idp.example/')).toBe(false)
})

test('an opener that finds no browser is told', async () => {
  const { folder, log } = fakeOpener('xdg-open', 'exit 3')
  const browser = createBrowser({ PATH: `${folder}:${PATH}`, LOG: log }, 'linux')
  expect(await browser.open('https://idp.example/')).toBe(false)
})

test.each(['http://idp.example/', 'http://localhost:8000/', 'file:///etc/passwd', 'javascript:alert(1)', '-a', ''])(
  'the address "%s" is not opened',
  async (address) => {
    const { folder, log } = fakeOpener('xdg-open', '')
    expect(await createBrowser({ PATH: `${folder}:${PATH}`, LOG: log }, 'linux').open(address)).toBe(false)
    expect(existsSync(log)).toBe(false)
  },
)

/** A real program of that name which notes its arguments; the note appears whole, by a rename. */
function fakeOpener(command: string, then: string): { folder: string; log: string } {
  const folder = temporaryFolder()
  const log = join(folder, 'log')
  const script = `#!/bin/sh\nprintf '%s %s\\n' "$#" "$*" > "$LOG.part" && mv "$LOG.part" "$LOG"\n${then}\n`
  writeFileSync(join(folder, command), script)
  chmodSync(join(folder, command), 0o755)
  return { folder, log }
}

async function written(file: string): Promise<void> {
  const watcher = watch(dirname(file))
  try {
    while (!existsSync(file)) await once(watcher, 'change')
  } finally {
    watcher.close()
  }
}
