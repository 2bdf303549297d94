import { createRequire } from 'node:module'

/** What is used of resedit, which is installed with pkg and not for the type checker. @see https://github.com/jet2jet/resedit-js */
type ResEdit = {
  NtExecutable: { from(bytes: Uint8Array, options: { ignoreCert: boolean }): { generate(): ArrayBuffer } }
  NtExecutableResource: {
    from(executable: object): { entries: { type: number | string }[]; outputResource(executable: object): void }
  }
  Resource: { VersionInfo: { fromEntries(entries: object[]): VersionInfo[] } }
}

type VersionInfo = {
  setFileVersion(major: number, minor: number, micro: number, revision: number, lang: number): void
  setProductVersion(major: number, minor: number, micro: number, revision: number, lang: number): void
  setStringValues(language: { lang: number; codepage: number }, values: Record<string, string>): void
  outputToResourceEntries(entries: object[]): void
}

/** English of the USA, and Unicode, as version resources number them. */
const LANGUAGE = { lang: 0x04_09, codepage: 1200 }

/** Types of resources. @see https://learn.microsoft.com/windows/win32/menurc/resource-types */
const ICONS = new Set([3, 14])

/**
 * Has Windows show an executable as icc: version, name, no icon of Node.js. The signature of Node.js goes, because it is
 * wrong since something was put into the file.
 *
 * @param version of three numbers
 */
export function nameForWindows(file: Uint8Array, version: string): Buffer {
  const { NtExecutable, NtExecutableResource, Resource } = createRequire(import.meta.url)('resedit') as ResEdit
  const executable = NtExecutable.from(file, { ignoreCert: true })
  const resources = NtExecutableResource.from(executable)
  resources.entries = resources.entries.filter(({ type }) => !ICONS.has(Number(type)))
  const [info] = Resource.VersionInfo.fromEntries(resources.entries)
  if (info === undefined) throw new Error('The file has no version information to change.')
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  info.setFileVersion(major, minor, patch, 0, LANGUAGE.lang)
  info.setProductVersion(major, minor, patch, 0, LANGUAGE.lang)
  info.setStringValues(LANGUAGE, {
    ProductName: 'icc',
    FileDescription: 'icc: sign in to an academic Kubernetes cloud',
    CompanyName: 'The icc contributors',
    LegalCopyright: 'MIT License',
    InternalName: 'icc',
    OriginalFilename: 'icc.exe',
  })
  info.outputToResourceEntries(resources.entries)
  resources.outputResource(executable)
  return Buffer.from(executable.generate())
}
