// npm run check: everything a reviewer should not have to look for. Runs every step, also after one has failed.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')

const STEPS = [
  ['format', 'node_modules/oxfmt/bin/oxfmt', '--check'],
  ['types', 'node_modules/typescript/bin/tsc', '-b'],
  ['types of tests', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'],
  ['types of Nest', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'examples/nest'],
  // After the types: files outside of the projects, such as tests, are linted against what was built.
  ['lint', 'node_modules/oxlint/bin/oxlint'],
  ['architecture', 'node_modules/vitest/vitest.mjs', 'run', '--project', 'system', 'test/architecture'],
  ['unused code', 'node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  ['docs in step', 'scripts/docs.ts'],
  ['openapi in step', 'packages/control-plane-client/scripts/openapi.ts']
]

const results = STEPS.map(([name, program, ...args]) => {
  const begin = Date.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, program), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { ...process.env, NODE_NO_WARNINGS: '1' }
  })
  const ok = status === 0
  // What a step that passed has to say is of no interest.
  if (!ok) process.stdout.write(`\n── ${name} ──\n${stdout}${stderr}\n`)
  return { name, ok, seconds: (Date.now() - begin) / 1000 }
})

for (const { name, ok, seconds } of results) {
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(16)}${seconds.toFixed(1).padStart(6)} s`)
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
