// Run as a process of its own with a home folder of ours: `node seal.ts JOB.json`.
// pkg looks for base runtimes in the home folder, changes the working folder, and would download what it does not find.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** What `seal.ts` is told in its file. */
export type SealJob = {
  main: string
  assets: Record<string, string>
  flags: readonly string[]
  targets: readonly { nodeRange: string; platform: string; arch: string; output: string }[]
}

type Pkg = { default: (entry: string, options: object) => Promise<void> }

const [, , file = ''] = process.argv
const { main, assets, flags, targets } = JSON.parse(readFileSync(file, 'utf8')) as SealJob
process.env['TMPDIR'] = dirname(main)
// Of pkg's two ways this is the one whose executables start as fast as the runtime; its command line does not offer assets.
const { default: seal } = createRequire(import.meta.url)('@yao-pkg/pkg/lib-es5/sea.js') as Pkg
await seal(main, {
  targets,
  signature: false,
  seaConfig: {
    // As it is seen from the temporary folder that pkg makes beside it: the name is written into the executable, and must
    // not tell where that was built.
    main: join('..', basename(main)),
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    // V8 would refuse a code cache on the two other systems, and say so to the user.
    useCodeCache: false,
    execArgv: flags,
    // NODE_OPTIONS of an editor or a debugger must not reach the icc that kubectl starts.
    execArgvExtension: 'none',
    assets,
  },
})
