import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runIcc, temporaryFolder, type Given, type Ran } from '../support/run-icc.ts'

// Answers that lint would fault: nothing else is asked a second time.

const HOST = 'web.informatik.haw-hamburg.de'

type Question = { initial?: string; validate?: (text: string) => string | undefined }

function project(): {
  home: string
  run: (argv: readonly string[], given: Given) => Promise<Ran>
  read: (name: string) => string
} {
  const home = temporaryFolder()
  return {
    home,
    run: (argv, given) => runIcc(argv, { home, ...given }),
    read: (name) => readFileSync(join(home, name), 'utf8'),
  }
}

function never(): never {
  throw new Error('nothing of that kind is asked')
}

/** A terminal where questions get these answers, by a part of the question, one after the other; others the default. */
function answering(answers: Readonly<Record<string, string[]>>): { given: Given; asked: string[] } {
  const asked: string[] = []
  const prompt = {
    text(message: string, { initial, validate }: Question) {
      asked.push(message)
      const [, left = []] = Object.entries(answers).find(([part]) => message.includes(part)) ?? []
      const answer = left.shift() ?? initial ?? ''
      expect(validate?.(answer)).toBeUndefined()
      return Promise.resolve(answer)
    },
    pick: never,
    confirm: never,
    secret: never,
    keys: never,
  }
  const terminal = { interactive: true, stdout: true, columns: 400 }
  return { given: { terminal, prompt: () => Promise.resolve(prompt) }, asked }
}

test('an answer that lint would fault is told, and asked for again, and nothing else is', async () => {
  const { run, read } = project()
  const { given, asked } = answering({ host: ['web.example.org', HOST] })
  const { stderr, exitCode } = await run(['scaffold', 'ingress', 'web', '--site', 'haw-icc', '--offline'], given)
  const question = 'Host name under which it is reached (--host)'
  expect(asked).toEqual([question, 'Service that gets the requests (--service)', question])
  expect(stderr).toContain('icc lint would find fault with it:\n  --host: The host web.example.org is not below')
  expect(exitCode).toBe(0)
  expect(read('ingress.yaml')).toContain(`- host: ${HOST}`)
})

test('the same answer once more ends the run', async () => {
  const { run, home } = project()
  const { given, asked } = answering({ host: ['web.example.org', 'web.example.org'] })
  const { stderr, exitCode } = await run(['scaffold', 'ingress', 'web', '--site', 'haw-icc', '--offline'], given)
  expect(stderr).toContain('icc: Nothing was written, as icc lint would find fault with it:\n  --host: ')
  expect([exitCode, asked.length, readdirSync(home)]).toEqual([2, 3, []])
})

test('what nobody was asked for ends the run', async () => {
  const { run, home } = project()
  const { given, asked } = answering({ host: [HOST] })
  const words = ['--class', 'Bad Class', '--site', 'haw-icc', '--offline']
  const { stderr, exitCode } = await run(['scaffold', 'ingress', 'web', ...words], given)
  expect(stderr).toMatch(/^ {2}--class: .*\(ingress-class\)$/mu)
  expect([exitCode, asked.length, readdirSync(home)]).toEqual([2, 2, []])
})
