import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Context } from '../../../src/context.ts'
import { createTestContext, temporaryFolder } from '../../support/run-icc.ts'

/** Real folders, removed when the test ends: `config` for the user, `system` for whoever runs the machine. */
export function siteFolders(given: Partial<Context> = {}) {
  const folder = temporaryFolder()
  const config = join(folder, 'config')
  const system = join(folder, 'system', 'sites')
  return {
    folder,
    config,
    system,
    ctx: createTestContext({}, { home: folder, platform: 'linux', ...given, configDir: () => config }),
    /** A profile of the user, by its id. */
    user: (id: string, text: string | Uint8Array) => write(join(config, 'sites', `${id}.yaml`), text),
    /** A profile that is rolled out on the machine. */
    rolledOut: (id: string, text: string) => write(join(system, `${id}.yaml`), text),
    write: (name: string, text: string) => write(join(folder, name), text),
  }
}

/** What the call throws. */
export function failure(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('expected the call to fail')
}

function write(file: string, text: string | Uint8Array): string {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
