import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Campus } from '../playground/campus.ts'

/** An address of a client's own, as its redirect URIs have it: nobody listens there, the code is typed in. */
const REDIRECT = 'http://localhost/callback'

/**
 * The arguments of kubelogin (int128) that get a token of a campus from a cache in this folder, after a real sign-in that
 * filled it: the authorization code flow, with the code typed in, as there is no browser here.
 */
export async function kubeloginArguments(
  program: string,
  folder: string,
  campus: Pick<Campus, 'issuer' | 'ca' | 'authorize'>,
  username: string,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, campus.ca)
  const argv = [
    'get-token',
    `--oidc-issuer-url=${campus.issuer}`,
    '--oidc-client-id=icc',
    '--oidc-extra-scope=profile',
    '--oidc-extra-scope=groups',
    `--certificate-authority=${ca}`,
    `--token-cache-dir=${join(folder, 'cache')}`,
  ]
  const typed = ['--grant-type=authcode-keyboard', `--oidc-redirect-url-authcode-keyboard=${REDIRECT}`]
  await signIn(program, [...argv, ...typed], (address) => campus.authorize(address, username))
  return argv
}

/** The kubeconfig that kubelogin's own documentation shows. */
export function kubeconfigOf(campus: Pick<Campus, 'apiServer' | 'ca'>, program: string, argv: string[]): string {
  const cluster = {
    server: campus.apiServer,
    'certificate-authority-data': Buffer.from(campus.ca).toString('base64'),
  }
  const exec = { apiVersion: 'client.authentication.k8s.io/v1beta1', command: program, args: argv }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'oidc',
    clusters: [{ name: 'campus', cluster }],
    contexts: [{ name: 'oidc', context: { cluster: 'campus', user: 'oidc' } }],
    users: [{ name: 'oidc', user: { exec: { ...exec, interactiveMode: 'IfAvailable' } } }],
  })
}

/** Goes to the address that it prints, and types the code that comes back with the browser. */
async function signIn(program: string, argv: string[], visit: (address: string) => Promise<string>): Promise<void> {
  const child = spawn(program, argv, { stdio: ['pipe', 'ignore', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  let said = ''
  let visited = false
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
    const [, address] = /(https:\/\/\S+)\n/u.exec(said) ?? []
    if (address === undefined || visited) return
    visited = true
    visit(address).then(
      (back) => child.stdin.end(`${new URL(back).searchParams.get('code')}\n`),
      (error: unknown) => child.stdin.destroy(error instanceof Error ? error : new Error(String(error))),
    )
  })
  const status = await ended
  if (status !== 0) throw new Error(`${program} ${argv.join(' ')} ended with ${String(status)}: ${said}`)
}
