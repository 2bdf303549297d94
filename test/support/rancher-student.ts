import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { expect } from 'vitest'
import type { Choice, Prompt } from '../../src/context.ts'
import { rancherForTest, type RancherOptions } from './rancher.ts'
import type { Given } from './run-icc.ts'
import { scriptedIdpForTest } from './scripted-idp.ts'
import { userOf } from './scripted-idp-run.ts'

/** The cluster that there is unless a test wants others. */
const CLUSTER = 'c-m-abcd1234'

/** A student of a campus with Rancher, whose profile names the cluster or leaves it open. */
export async function rancherStudent(options: RancherOptions = {}, clusterId: string | null = CLUSTER) {
  const idp = await scriptedIdpForTest()
  const user = await userOf(idp)
  const rancher = await rancherForTest(idp, options)
  const profile = {
    id: 'kuba',
    title: 'A campus with Rancher',
    login: {
      method: 'token',
      rancher: { url: `${rancher.url}/`, ca: rancher.ca, ...(clusterId !== null && { clusterId }) },
    },
    network: { vpnHint: 'Use the VPN.' },
  }
  const path = join(user.home.folder, 'config/sites/kuba.yaml')
  writeFileSync(path, stringify(profile))
  const login = (input: string | undefined, more: string[] = [], given: Given = {}) =>
    user.icc(['login', '--site', 'kuba', ...more], { ...(input === undefined ? {} : { input }), ...given })
  const written = (): string => {
    const { users, clusters } = parse(readFileSync(user.home.kubeconfig, 'utf8'))
    expect(clusters[0].cluster.server).toBe(`${rancher.url}/k8s/clusters/${CLUSTER}`)
    return users[0].user.token
  }
  return { user, rancher, login, written, profile, path }
}

export const BY_KEY = ['--token-stdin', '-o', 'json']
export const BY_PASSWORD = ['--username', 'infw001', '--password-stdin', '-o', 'json']

type Asked = { message: string; choices?: Choice[] }

/** A terminal on which these answers are given, one after the other. */
export function typing({ picks = [], secrets = [], name }: { picks?: string[]; secrets?: string[]; name?: string }) {
  const questions: Asked[] = []
  const next = (asked: Asked, answers: string[]): string => {
    questions.push(asked)
    const answer = answers.shift()
    if (answer === undefined) throw new Error(`this question was not expected: ${asked.message}`)
    return answer
  }
  const names = name === undefined ? [] : [name]
  const prompt: Partial<Prompt> = {
    pick: async (message, choices) => next({ message, choices }, picks),
    secret: async (message) => next({ message }, secrets),
    text: async (message) => next({ message }, names),
  }
  const given: Given = {
    terminal: { interactive: true, stdout: true, columns: 400 },
    prompt: async () => prompt as Prompt,
  }
  return { given, questions }
}
