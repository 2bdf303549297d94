import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const cache = join(root, 'node_modules', '.cache', 'icc', 'packages')

type Lockfile = { packages: Record<string, { version: string; integrity?: string }> }

/** One release of a package, and the hash that its bytes have. */
export type Pin = { version: string; integrity: string }

/**
 * Writes one file of a package of another system to `target`. The package comes from the user's npm registry, by the
 * version that our lockfiles pin, is kept, and is used only if its bytes have the hash that is written there.
 *
 * @throws Error when no lockfile knows the package, or its bytes are others
 */
export function extractFromPackage(name: string, file: string, target: string): void {
  extractPinned(name, locked(name), file, target)
}

/**
 * The same with a pin that is in no lockfile.
 *
 * @throws Error when the package has other bytes
 */
export function extractPinned(name: string, { version, integrity }: Pin, file: string, target: string): void {
  const archive = join(cache, `${name.replace('/', '-')}-${version}.tgz`)
  if (!existsSync(archive)) download(`${name}@${version}`, archive)
  verify(archive, integrity)
  const folder = `${target}.unpacked`
  mkdirSync(folder, { recursive: true })
  execFileSync('tar', ['-xzf', archive, '-C', folder, `package/${file}`])
  renameSync(join(folder, 'package', file), target)
  rmSync(folder, { recursive: true })
}

/** The version and the hash of a package by the first lockfile that pins it. */
export function locked(name: string): Pin {
  for (const folder of ['tools/pack', '.']) {
    const { packages } = JSON.parse(readFileSync(join(root, folder, 'package-lock.json'), 'utf8')) as Lockfile
    const { version, integrity } = packages[`node_modules/${name}`] ?? {}
    if (version !== undefined && integrity !== undefined) return { version, integrity }
  }
  throw new Error(`${name} is in no lockfile.`)
}

/** Beside its final place first: an interrupted download must not be taken for a package. */
function download(wanted: string, archive: string): void {
  const folder = `${archive}.download`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  console.log(`Downloading ${wanted}`)
  execFileSync('npm', ['pack', wanted, '--pack-destination', folder, '--ignore-scripts', '--silent'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [file] = readdirSync(folder)
  if (file === undefined) throw new Error(`npm pack left no file for ${wanted}.`)
  renameSync(join(folder, file), archive)
  rmSync(folder, { recursive: true })
}

/** @see https://www.w3.org/TR/SRI/#integrity-metadata-description */
export function verify(archive: string, integrity: string): void {
  const [algorithm = ''] = integrity.split('-')
  const found = `${algorithm}-${createHash(algorithm).update(readFileSync(archive)).digest('base64')}`
  if (found === integrity) return
  rmSync(archive)
  throw new Error(
    `${basename(archive)} is not what the lockfile pins: ${found} instead of ${integrity}. It was deleted.`,
  )
}
