import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { death, rollingRestart } from './soak/death.ts'
import { faults } from './soak/faults.ts'
import { connectLimits, halfOpen, limits } from './soak/limits.ts'
import type { Finding } from './soak/load.ts'

// What has to hold under load: nothing leaks, limits are limits, and an instance may die (PERFORMANCE.md G10 to G12). All
// of it are counts, so all of it gates: one breach is exit code 1. Three minutes of faults when it is a check, else a few
// seconds. Instances are processes of their own.
const { values: wanted } = parseArgs({
  options: { check: { type: 'boolean', default: false }, seconds: { type: 'string' } }
})
const seconds = Number(wanted.seconds ?? (wanted.check ? 180 : 12))

const parts: readonly (readonly [string, () => Promise<Finding>])[] = [
  ['faults', () => faults(seconds)],
  ['limits', () => limits(Math.max(4, seconds / 18))],
  ['connecting', connectLimits],
  ['half-open', halfOpen],
  ['G10', () => death('GET')],
  ['G11', () => death('POST')],
  ['G12', rollingRestart]
]

let broken = 0
for (const [name, part] of parts) {
  const { line, breaches } = await part()
  console.log(`${name}: ${line}`)
  for (const breach of breaches) {
    broken++
    console.error(`${name}: DID NOT HOLD: ${breach}`)
  }
}
const transport = createRequire(import.meta.resolve('@node-chassis/transport'))
const { version } = transport('undici/package.json') as { version: string }
console.log(
  JSON.stringify({
    name: 'soak',
    ratios: { breaches: broken },
    bytes: {},
    node: process.versions.node,
    undici: version
  })
)
if (broken > 0) process.exitCode = 1
