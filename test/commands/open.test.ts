import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Browser, Context } from '../../src/context.ts'
import { runIcc, temporaryFolder, type Given } from '../support/run-icc.ts'

const PROFILE = `id: mine
title: A campus
docs:
  start: https://docs.example.edu/
  quotas: https://docs.example.edu/quotas
  old: http://old.example.edu/
contacts:
  - topic: tickets
    url: https://help.example.edu/
  - mail: cluster@example.edu
login:
  method: kubeconfig
  portal: { url: https://portal.example.edu/ }
ci:
  gitlab: https://docs.example.edu/
`

/** Somebody at a site with a few pages; `opened` are the addresses that a browser got. */
function user({
  profile = PROFILE,
  unavailable,
}: { profile?: string; unavailable?: ReturnType<Browser['unavailable']> } = {}) {
  const home = temporaryFolder()
  mkdirSync(join(home, '.config/icc/sites'), { recursive: true })
  writeFileSync(join(home, '.config/icc/sites/mine.yaml'), profile)
  writeFileSync(join(home, '.config/icc/config.yaml'), 'site: mine\n')
  const opened: string[] = []
  const browser: Context['browser'] = async () => ({
    unavailable: () => unavailable,
    open: (url) => Promise.resolve(opened.push(url) > 0),
  })
  const icc = (argv: string[], given: Given = {}) => runIcc(['open', ...argv], { home, browser, ...given })
  return { home, opened, icc }
}

const notAsked = () => Promise.reject(new Error('not asked for here'))

/** A terminal on which this key is pressed, or this page chosen. */
function terminal({ key, choice }: { key?: string; choice?: string }): Given {
  return {
    terminal: { interactive: true, stdout: true, columns: 400 },
    prompt: async () => ({
      pick: choice === undefined ? notAsked : () => Promise.resolve(choice),
      confirm: notAsked,
      text: notAsked,
      secret: notAsked,
      keys: () => ({ next: key === undefined ? notAsked : () => Promise.resolve(key), close() {} }),
    }),
  }
}

test('without a page and without a terminal all are listed, no address twice', async () => {
  const { icc, opened } = user()
  const { stdout, ...rest } = await icc([])
  expect(rest).toEqual({ stderr: '', exitCode: 0 })
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/u).slice(0, 2))).toEqual([
    ['start', 'https://docs.example.edu/'],
    ['quotas', 'https://docs.example.edu/quotas'],
    ['old', 'http://old.example.edu/'],
    ['portal', 'https://portal.example.edu/'],
    ['help', 'https://help.example.edu/'],
    [''],
  ])
  expect(JSON.parse((await icc(['-o', 'json'])).stdout)).toContainEqual({
    name: 'help',
    url: 'https://help.example.edu/',
    about: 'tickets',
  })
  expect(opened).toEqual([])
})

test('a page is printed, and without a terminal nothing is opened', async () => {
  const { icc, opened } = user()
  expect(await icc(['portal'])).toEqual({ stdout: 'https://portal.example.edu/\n', stderr: '', exitCode: 0 })
  expect(await icc(['docs'])).toMatchObject({ stdout: 'https://docs.example.edu/\n' })
  expect(opened).toEqual([])
})

test.each([
  ['enter', ['https://portal.example.edu/']],
  ['q', []],
])('on a terminal the key %s opens %j', async (key, expected) => {
  const { icc, opened } = user()
  const { stdout, stderr } = await icc(['portal'], terminal({ key }))
  expect(stdout).toBe('https://portal.example.edu/\n')
  expect(stderr).toBe('Enter opens it in your browser, any other key does not.\n')
  expect(opened).toEqual(expected)
})

test('--browser opens at once, also without a terminal', async () => {
  const { icc, opened } = user()
  expect(await icc(['help', '--browser'])).toMatchObject({ exitCode: 0, stderr: '' })
  expect(opened).toEqual(['https://help.example.edu/'])
})

test('what is chosen from the list is opened', async () => {
  const { icc, opened } = user()
  expect(await icc([], terminal({ choice: 'quotas' }))).toMatchObject({ stdout: 'https://docs.example.edu/quotas\n' })
  expect(opened).toEqual(['https://docs.example.edu/quotas'])
})

test('over SSH nobody is asked, and --browser says why nothing opens', async () => {
  const { icc, opened } = user({ unavailable: 'ssh' })
  expect(await icc(['portal'], terminal({}))).toMatchObject({ stderr: '', exitCode: 0 })
  const asked = await icc(['portal', '--browser'])
  expect(asked).toMatchObject({ stdout: 'https://portal.example.edu/\n', exitCode: 0 })
  expect(asked.stderr).toContain('you are connected by SSH')
  expect(opened).toEqual([])
})

test('a page without https is shown and never opened', async () => {
  const { icc, opened } = user()
  expect(await icc(['old'], terminal({}))).toMatchObject({ stdout: 'http://old.example.edu/\n', stderr: '' })
  expect((await icc(['old', '--browser'])).stderr).toContain('https:// only')
  expect(opened).toEqual([])
})

test('an unknown page names the nearest one, all others, and whom to ask', async () => {
  const { stdout, stderr, exitCode } = await user().icc(['portl'])
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  expect(stderr).toMatch(
    /no page "portl". Did you mean portal\? There are: start, .*help\. Whom to ask: cluster@example\.edu\.\nNext: icc open portal\n/u,
  )
})

test('a profile without pages says where they go', async () => {
  const { icc } = user({ profile: 'id: mine\ntitle: A campus\nlogin: { method: device }\n' })
  expect(await icc([])).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: expect.stringMatching(/names no pages\.\nNext: icc site set docs\.help=/u),
  })
  expect(await icc(['docs'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('none at all') })
})

test('TAB offers the pages of the site in use, or of the one on the line', async () => {
  const { home } = user()
  const complete = async (...words: string[]) => (await runIcc(['__complete', 'fish', ...words], { home })).stdout
  expect(await complete('open', 'po')).toBe('words\nportal\thttps://portal.example.edu/\n')
  expect(await complete('open', '--site', 'haw-icc', 'getting')).toContain('getting-started\thttps://doc.inf.')
})

test.each(['haw-icc', 'desy', 'einfra-cz', 'nautilus', 'csc-rahti'])('%s has a page', async (site) => {
  const { stdout } = await runIcc(['open', '--site', site])
  expect(stdout).toMatch(/^\S+ +https:\/\//u)
})
