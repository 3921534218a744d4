// npm run bench: every packages/*/bench/*.bench.ts in a process of its own; writes packages/*/bench/results.md.
// npm run bench -- --check: compares with packages/*/bench/limits.json instead, and exits 1 on a breach.
// npm run bench -- invoker: only the packages named.
//
// The contract of a bench. It measures itself against a baseline in the same process, in turns, and prints as the last
// line of its standard output:
//
//   {"name":"call","ratios":{"cpu":1.08},"bytes":{"perCall":1490},"node":"24.21.0","undici":"8.13.1"}
//
// `ratios` are ours divided by the baseline's, `bytes` are heap bytes per operation: of both, less is better. Absolute
// times depend on the machine and are neither printed here nor kept. What it prints before is shown as it comes.
// limits.json of the package: {"call":{"ratios":{"cpu":1.05},"bytes":{"perCall":1500}}}, by the name of the bench.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { breaches, parseResult, resultsPage } from './bench/results.mjs'

const root = path.resolve(import.meta.dirname, '..')
const check = process.argv.includes('--check')
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))

const packages = new Map()
for (const file of globSync('packages/*/bench/*.bench.ts', { cwd: root }).sort()) {
  const [, name] = file.split(path.sep)
  if (wanted.length === 0 || wanted.includes(name)) packages.set(name, [...(packages.get(name) ?? []), file])
}
if (packages.size === 0) {
  console.error(`no bench found${wanted.length > 0 ? ` in ${wanted.join(', ')}` : ''}`)
  process.exitCode = 1
}

for (const [name, files] of packages) {
  const folder = path.join(root, 'packages', name, 'bench')
  const results = files.flatMap((file) => run(file) ?? [])
  if (results.length < files.length) process.exitCode = 1
  if (!check) {
    // Half a page would pass for a whole one.
    if (results.length === files.length)
      writeFileSync(path.join(folder, 'results.md'), resultsPage(name, results))
    continue
  }
  const limits = path.join(folder, 'limits.json')
  const found = breaches(results, existsSync(limits) ? JSON.parse(readFileSync(limits, 'utf8')) : {})
  for (const line of found) console.error(`${name}: ${line}`)
  if (found.length > 0) process.exitCode = 1
  else console.log(`${name}: within its limits`)
}

function run(file) {
  console.log(`── ${file}`)
  const flags = ['--expose-gc', '--conditions=@node-chassis/source']
  // A bench may do more for a check (the soak of the invoker), or nothing where nothing of it gates (its peers).
  const args = check ? ['--check'] : []
  const { status, stdout } = spawnSync(process.execPath, [...flags, path.join(root, file), ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit']
  })
  process.stdout.write(stdout)
  const result = status === 0 ? parseResult(stdout) : undefined
  if (result === undefined)
    console.error(`${file}: ${status === 0 ? 'no result in its last line' : `exit ${status}`}`)
  return result
}
