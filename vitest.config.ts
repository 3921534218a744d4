import { tmpdir } from 'node:os'
import path from 'node:path'
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
  // How long a test goes on asking; on a busy machine a process takes its time to start.
  expect: { poll: { timeout: 8_000 } },
  execArgv: [`--conditions=${condition}`],
  env: {
    // Children that tests start inherit it: they run from source too.
    NODE_OPTIONS: `--conditions=${condition}`,
    // Snapshots of tests do not belong into the home of whoever runs them.
    XDG_CACHE_HOME: path.join(tmpdir(), 'node-chassis-tests')
  }
}

export default defineConfig({
  test: {
    // One for each core: what most of them do is wait for processes and sockets.
    maxWorkers: '100%',
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
