import { join, relative } from 'node:path'
import { rolldown, type OutputChunk } from 'rolldown'

const root = join(import.meta.dirname, '..', '..')

/**
 * What waits for a person, an identity provider or a cluster anyway; the parsers of what was mistyped and of a user's own
 * templates; the libraries for differences, for QR codes, and for YAML that is too unusual for our own reader.
 */
const SLOW = new Set([
  'src/adapters/loopback.ts',
  'src/adapters/oidc.ts',
  'src/adapters/probe.ts',
  'src/adapters/prompt.ts',
  'src/adapters/secret-service.ts',
  'src/adapters/ssh.ts',
  'src/commands/completion.ts',
  'src/commands/doctor.ts',
  'src/commands/login.ts',
  'src/commands/open.ts',
  'src/commands/scaffold-private.ts',
  'src/commands/scaffold-update.ts',
  'src/commands/sign-in-screen.ts',
  'src/commands/site.ts',
  'src/features/doctor/mend.ts',
  'src/features/doctor/report.ts',
  'src/features/doctor/run.ts',
  'src/features/lint/fix/plan.ts',
  'src/features/lint/formats/gitlab.ts',
  'src/features/lint/formats/junit.ts',
  'src/features/lint/formats/sarif.ts',
  'src/features/lint/kustomize/index.ts',
  'src/features/lint/rules/ci/index.ts',
  'src/features/lint/server/ask-server.ts',
  'src/features/namespaces/gitlab-namespace.ts',
  'src/completion-words-make.ts',
  'src/features/scaffold/definition/template.ts',
  'src/features/session/login.ts',
  'src/features/session/logout.ts',
  'src/features/sites/add-site.ts',
  'src/features/sites/kubelogin-profile.ts',
  'src/program.ts',
])

export type Bundle = {
  /** The script that the executable starts with. */
  main: string
  /** All of icc by the names that the main script loads it under, each an expression of one function. */
  chunks: Map<string, string>
  /** Those that need not be fast, by the same names. They lie there compressed, and without a code cache of twice their size. */
  uncached: Set<string>
  /** The npm packages that lie in the chunks, sorted. */
  packages: string[]
}

/** Makes chunks of CommonJS of all that `bin/icc.ts` reaches. The same sources give the same bytes. */
export async function bundle(): Promise<Bundle> {
  const main = await build(join(root, 'bin', 'standalone.ts'), 'standalone.cjs')
  const chunks = await build(join(root, 'bin', 'icc.ts'), 'icc.cjs')
  const [script] = main
  if (script === undefined || main.length > 1)
    throw new Error('The script that starts the executable must be one chunk.')
  const packages = new Set(chunks.flatMap(({ moduleIds }) => moduleIds.flatMap(packageOf)))
  return {
    main: script.code,
    chunks: new Map(chunks.map(({ fileName, code }) => [fileName, asFunction(code)])),
    uncached: new Set(chunks.filter(({ moduleIds }) => moduleIds.some(isSlow)).map(({ fileName }) => fileName)),
    packages: [...packages].toSorted(),
  }
}

async function build(input: string, entry: string): Promise<OutputChunk[]> {
  const bundler = await rolldown({
    input,
    cwd: root,
    platform: 'node',
    // Its loader looks for files beside it. In the executable `adapters/native-library.ts` takes its place.
    external: [/^node:/u, '@napi-rs/keyring'],
    onLog(level, log, print) {
      // Where a package is loaded late from one place and at once from another, it is in the chunk that comes first.
      if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') print(level, log)
    },
  })
  const { output } = await bundler.generate({
    format: 'cjs',
    // The stack of a bug report has to tell where it was.
    minify: { mangle: { keepNames: true }, compress: true, codegen: true },
    comments: false,
    dynamicImportInCjs: false,
    entryFileNames: entry,
    chunkFileNames: '[name]-[hash].cjs',
  })
  await bundler.close()
  return output.filter((file): file is OutputChunk => file.type === 'chunk')
}

function isSlow(module: string): boolean {
  return SLOW.has(relative(root, module)) || packageOf(module).some((name) => ['yaml', 'diff', 'uqr'].includes(name))
}

function asFunction(code: string): string {
  return `(function (exports, require, module) {${code.replace(/^#!.*\n/u, '')}\n})`
}

function packageOf(module: string): string[] {
  const [, name] = /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(relative(root, module)) ?? []
  return name === undefined ? [] : [name]
}
