import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// As in vitest.config.ts.
process.env['XDG_DATA_HOME'] = join(import.meta.dirname, 'node_modules', '.cache')

// Against identity providers that are not ours: ICC_DEX and ICC_KEYCLOAK say where they are. Where there is none, everything
// is skipped with the reason in its name.
// oxlint-disable-next-line import/no-default-export -- vitest wants its configuration so
export default defineConfig({
  test: {
    include: ['test/providers/**/*.providers.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})
