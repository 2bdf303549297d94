import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// As in vitest.config.ts.
process.env['XDG_DATA_HOME'] = join(import.meta.dirname, 'node_modules', '.cache')

// oxlint-disable-next-line import/no-default-export -- vitest wants its configuration so
export default defineConfig({
  test: {
    include: ['test/soak/**/*.soak.ts'],
    testTimeout: 600_000,
    // The figures are of writers that have the machine for themselves.
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
