import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { assets } from '../src/program-files.ts'
import { about, commitDay } from './pack/about.ts'
import { bundle } from './pack/bundle.ts'
import { writeContents } from './pack/contents.ts'
import { fetchRuntimes, installPkg, seal } from './pack/executables.ts'
import { licences } from './pack/licences.ts'
import { signAdHoc } from './pack/mach-o.ts'
import { manPage } from './pack/man-page.ts'
import { homebrew, scoop, type Download } from './pack/package-managers.ts'
import { billOfMaterials } from './pack/sbom.ts'
import { LINUX, MACOS, TARGETS, WINDOWS } from './pack/targets.ts'
import { nameForWindows } from './pack/windows-resources.ts'

const dist = join(dirname(import.meta.dirname), 'dist')

const { values: options } = parseArgs({
  options: {
    /** The Linux executable alone: what tests on this machine need. */
    linux: { type: 'boolean', default: false },
    /** The folder on the web where the files will be. `.invalid` is a name that can never be one (RFC 2606). */
    url: { type: 'string', default: `https://icc.invalid/${about().version}` },
  },
})

/** `npm run package`: the executables and what is published with them, in `dist/`. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'icc-package-'))
  try {
    rmSync(dist, { recursive: true, force: true })
    mkdirSync(dist, { recursive: true })
    installPkg()
    await makeExecutables(folder)
    for (const name of readdirSync(dist)) console.log(`dist/${name}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function makeExecutables(folder: string): Promise<void> {
  const made = await bundle()
  const targets = options.linux ? [LINUX] : TARGETS
  const runtimes = fetchRuntimes(join(folder, 'home'), targets)
  const contents = await writeContents(join(folder, 'contents'), made, runtimes.of(LINUX))
  seal(contents, runtimes, targets, dist)
  writeFileSync(join(dist, 'icc.1'), await manPage(assets, about(), commitDay()))
  for (const name of assets.list('completions')) writeFileSync(join(dist, name), assets.read(`completions/${name}`))
  if (options.linux) return
  change(join(dist, MACOS.file), (file) => signAdHoc(file, 'icc'))
  change(join(dist, WINDOWS.file), (file) => nameForWindows(file, about().version))
  writeFileSync(join(dist, 'THIRD-PARTY-LICENCES.txt'), licences(made.packages, folder))
  writeFileSync(join(dist, 'icc.cdx.json'), billOfMaterials(made.packages, runtimes.of(LINUX)))
  writeManifests()
  writeChecksums()
}

function writeManifests(): void {
  const [linux, macos, windows] = [download(LINUX.file), download(MACOS.file), download(WINDOWS.file)]
  const manual = download('icc.1')
  writeFileSync(join(dist, 'icc.rb'), homebrew(about(), options.url, { linux, macos, manual }))
  writeFileSync(join(dist, 'icc.json'), scoop(about(), options.url, windows))
  if (new URL(options.url).hostname.endsWith('.invalid'))
    console.log(
      'icc.rb (Homebrew) and icc.json (Scoop) name no real address yet: npm run package -- --url https://...',
    )
}

function download(name: string): Download {
  return { name, sha256: sha256(name) }
}

/** As `sha256sum --check` reads it. */
function writeChecksums(): void {
  const lines = readdirSync(dist).map((name) => `${sha256(name)}  ${name}\n`)
  writeFileSync(join(dist, 'SHA256SUMS'), lines.join(''))
}

function sha256(name: string): string {
  return createHash('sha256')
    .update(readFileSync(join(dist, name)))
    .digest('hex')
}

function change(path: string, by: (bytes: Buffer) => Uint8Array): void {
  writeFileSync(path, by(readFileSync(path)))
}

await main()
