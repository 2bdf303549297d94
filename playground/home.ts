import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { stringify } from 'yaml'
import type { Campus } from './campus.ts'

/** A user's folders beside the user's own: nothing that runs with `env` touches the real ~/.kube or ~/.config. */
export type Home = {
  folder: string
  kubeconfig: string
  /** What differs from the environment that the playground was started in. */
  env: Record<string, string>
}

const root = dirname(import.meta.dirname)

/**
 * Fills a folder with what icc needs to know a campus: the profile `playground` completed with its addresses and its
 * certificate authority, the settings, and a command `icc`.
 *
 * @param clientId the client of the campus's identity provider; `icc-short` gets tokens of five minutes
 */
export async function createHome(
  folder: string,
  campus: Pick<Campus, 'issuer' | 'apiServer' | 'ca'>,
  clientId: 'icc' | 'icc-short' | 'icc-other' = 'icc',
): Promise<Home> {
  const config = join(folder, 'config')
  const bin = join(folder, 'bin')
  await mkdir(join(config, 'sites'), { recursive: true, mode: 0o700 })
  await mkdir(bin, { recursive: true })
  // Without a keyring: the playground must not leave anything in the user's own.
  await writeFile(join(config, 'config.yaml'), stringify({ site: 'playground', secrets: 'file' }))
  await writeFile(join(config, 'sites', 'playground.yaml'), stringify(profileOf(campus, clientId)))
  await writeCommand(bin)
  const kubeconfig = join(folder, 'kubeconfig')
  return {
    folder,
    kubeconfig,
    env: {
      ICC_CONFIG_DIR: config,
      ICC_STATE_DIR: join(folder, 'state'),
      KUBECONFIG: kubeconfig,
      KUBECACHEDIR: join(folder, 'kube-cache'),
      // Whatever proxy the user has: the campus is on this machine.
      NO_PROXY: [process.env['NO_PROXY'] ?? process.env['no_proxy'], '127.0.0.1'].filter(Boolean).join(','),
      // Saves stripping the types of every file at each start.
      NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
      PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    },
  }
}

function profileOf({ issuer, apiServer, ca }: Pick<Campus, 'issuer' | 'apiServer' | 'ca'>, clientId: string): object {
  return {
    id: 'playground',
    extends: 'playground',
    login: { oidc: { issuer, clientId, ca } },
    api: { server: apiServer, ca },
  }
}

async function writeCommand(bin: string): Promise<void> {
  const script = join(root, 'bin', 'icc.ts')
  if (process.platform === 'win32') {
    await writeFile(join(bin, 'icc.cmd'), `@"${process.execPath}" "${script}" %*\r\n`)
    return
  }
  const quoted = [process.execPath, script].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
  await writeFile(join(bin, 'icc'), `#!/bin/sh\nexec ${quoted.join(' ')} "$@"\n`)
  await chmod(join(bin, 'icc'), 0o755)
}
