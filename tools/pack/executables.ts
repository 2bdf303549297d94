import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Contents } from './contents.ts'
import { extractFromPackage, locked } from './registry.ts'
import type { SealJob } from './seal.ts'
import { RUNTIME_FLAGS, type Target } from './targets.ts'

/** Where pkg finds its base runtimes, which it would otherwise download from elsewhere and check against that place. */
export type Runtimes = { home: string; of(target: Target): string }

/** Puts the base runtimes into a home folder for pkg. */
export function fetchRuntimes(home: string, targets: readonly Target[]): Runtimes {
  for (const target of targets) {
    const { archive, binary } = pkgNames(home, target)
    mkdirSync(dirname(binary), { recursive: true })
    extractFromPackage(target.runtime.package, target.runtime.file, binary)
    chmodSync(binary, 0o755)
    // For pkg, the empty archive is one that it has unpacked: `.ok` says that both were finished.
    for (const path of [archive, `${archive}.ok`, `${binary}.ok`]) writeFileSync(path, '')
  }
  return { home, of: (target) => pkgNames(home, target).binary }
}

function pkgNames(home: string, { system, runtime }: Target): { archive: string; binary: string } {
  const folder = join(home, '.pkg-cache', 'sea')
  const name = `node-v${locked(runtime.package).version}-${system === 'macos' ? 'darwin' : system}-x64`
  return system === 'win'
    ? { archive: join(folder, `${name}.zip`), binary: join(folder, `${name}.exe`) }
    : { archive: join(folder, `${name}.tar.gz`), binary: join(folder, name, 'bin', 'node') }
}

/** Makes the executables with pkg. @returns their paths in `folder` */
export function seal(contents: Contents, runtimes: Runtimes, targets: readonly Target[], folder: string): string[] {
  const outputs = targets.map(({ file }) => join(folder, file))
  const job: SealJob = {
    ...contents,
    flags: RUNTIME_FLAGS,
    targets: targets.map(({ system, runtime }, at) => ({
      nodeRange: `node${locked(runtime.package).version}`,
      platform: system,
      arch: 'x64',
      output: outputs[at] ?? '',
    })),
  }
  const file = join(dirname(contents.main), 'job.json')
  writeFileSync(file, JSON.stringify(job))
  const env = { ...process.env, HOME: runtimes.home }
  execFileSync(process.execPath, [join(import.meta.dirname, 'seal.ts'), file], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return outputs
}

/** pkg and its hundred packages are for who makes executables; they have a lockfile of their own. */
export function installPkg(): void {
  const cwd = import.meta.dirname
  const installed = statSync(join(cwd, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false })
  if (installed !== undefined && installed.mtimeMs >= statSync(join(cwd, 'package-lock.json')).mtimeMs) return
  console.log('Installing pkg (once)')
  // The base runtimes are optional dependencies, so that the lockfile pins them and npm does not install them.
  const options = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['ci', ...options], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
}
