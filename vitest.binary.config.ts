import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// As in vitest.config.ts.
process.env['XDG_DATA_HOME'] = join(import.meta.dirname, 'node_modules', '.cache')

// The executables as `npm run package` left them in dist/.
// oxlint-disable-next-line import/no-default-export -- vitest wants its configuration so
export default defineConfig({
  test: {
    include: ['test/binary/**/*.binary.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
