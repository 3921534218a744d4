import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// The dispatcher meets another undici on each line of Node: its tests (NODE-FACTS 1.2, point by point) run on all that
// there are. The tests themselves have run on this one already.
const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '../..')
const nodes = (process.env['NODE_CHASSIS_NODES'] ?? '').split(',').filter((program) => program !== '')

// A run of its own, not a worker of this one.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV|NODE_CHASSIS_NODES)/.test(name))
)

if (nodes.length === 0)
  test.skip('the dispatcher on other lines of Node: NODE_CHASSIS_NODES names none', () => {})

test.each(nodes)('the dispatcher on %s', { timeout: 120_000 }, async (node) => {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')
  const tests = 'test/integration/invoker-dispatcher.test.ts'
  const folder = await mkdtemp(path.join(tmpdir(), 'node-chassis-'))
  try {
    const file = path.join(folder, 'report.json')
    await run(node, [vitest, 'run', '--reporter=json', `--outputFile.json=${file}`, tests], {
      cwd: root,
      env
    })
    const report = JSON.parse(await readFile(file, 'utf8')) as Record<string, number>
    expect(report['numFailedTests']).toBe(0)
    expect(report['numPassedTests']).toBeGreaterThanOrEqual(30)
  } finally {
    await rm(folder, { recursive: true })
  }
})
