import { defineConfig } from 'vitest/config'

// Workspace packages resolve to their sources: no build stands between an edit and its test.
const condition = '@node-chassis/source'
const conditions = [condition, 'module', 'node', 'development|production']
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: [condition, 'node'] } }
}
const pool = {
  pool: 'forks' as const,
  execArgv: [`--conditions=${condition}`],
  // Children that tests start inherit it: they run from source too.
  env: { NODE_OPTIONS: `--conditions=${condition}` }
}

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          ...pool,
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts'],
          testTimeout: 10_000
        }
      },
      {
        ...shared,
        test: {
          ...pool,
          name: 'system',
          include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000
        }
      }
    ]
  }
})
