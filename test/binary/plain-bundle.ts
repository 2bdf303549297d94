import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const root = join(import.meta.dirname, '..', '..')

/** The folders of data that a program from source reads. */
const DATA = ['completions', 'help', 'sites', 'schemas', 'templates']

/**
 * Bundles icc into a folder as files that any Node.js runs, and returns the script to start: what lies in an executable,
 * where the executable itself cannot be started.
 */
export async function writeBundle(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const bundler = await rolldown({
    input: join(root, 'bin', 'icc.ts'),
    cwd: root,
    platform: 'node',
    external: [/^node:/u, '@napi-rs/keyring'],
    logLevel: 'silent',
  })
  await bundler.write({
    dir: join(folder, 'bin'),
    format: 'cjs',
    minify: true,
    dynamicImportInCjs: false,
    entryFileNames: 'icc.cjs',
    chunkFileNames: '[name]-[hash].cjs',
  })
  await bundler.close()
  for (const name of DATA) cpSync(join(root, name), join(folder, name), { recursive: true })
  return join(folder, 'bin', 'icc.cjs')
}
