import { rollingRestart } from './rolling/restart.ts'

// A deployment as in production: consumers that read the registry every 15 s, instances that go on serving for 15 s after
// SIGTERM. What counts is a count: calls that failed. Only a check takes the time; the suite has a short one
// (test/load/rolling-restart.test.ts).
const long = process.argv.includes('--check')
const { calls, failures, exits } = await rollingRestart(
  long ? { pollMs: 15_000, waitSeconds: 18, rate: 100 } : { pollMs: 1_000, waitSeconds: 2, rate: 100 }
)
for (const line of failures) console.log(line)
console.log(
  `${calls} calls, ${failures.length} failed; the restarted processes ended with ${exits.join(', ')}`
)
if (exits.some((exit) => exit !== 0)) throw new Error('a process was not restarted in order')
console.log(
  JSON.stringify({
    name: 'rolling-restart',
    ratios: { failedCalls: failures.length },
    bytes: {},
    node: process.versions.node
  })
)
process.exit(0)
