import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// As in vitest.config.ts.
process.env['XDG_DATA_HOME'] = join(import.meta.dirname, 'node_modules', '.cache')

// Against a real kube-apiserver: `npm run cluster:build` makes one. Where there is none, everything is skipped with the
// reason in its name.
// oxlint-disable-next-line import/no-default-export -- vitest wants its configuration so
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.cluster.ts'],
    testTimeout: 120_000,
    hookTimeout: 150_000,
    // Each file has a cluster of its own, which needs 250 MB and a processor.
    fileParallelism: false,
  },
})
