import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// vitest keeps a token of its own in the user's data folder; nothing of ours may be left in anybody's home.
process.env['XDG_DATA_HOME'] = join(import.meta.dirname, 'node_modules', '.cache')

// oxlint-disable-next-line import/no-default-export -- vitest wants its configuration so
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // By default one core is left alone, which on two is half of the machine.
    maxWorkers: availableParallelism(),
    // For what hangs alone: on a busy machine fifty processes of one test may take a minute.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
