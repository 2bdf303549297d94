import { defineConfig } from 'vitest/config'

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
