import CircuitBreaker from 'opossum'
import { createContext, rejected, silentLogger, systemClock, systemRandom } from '@node-chassis/core'
import type { Call, Gate, Outcome, Permit } from '@node-chassis/core'
import { admitAll, createGovernance, settleAll } from '@node-chassis/governance'

// What it costs to say no while a breaker is open, against opossum, the breaker of most Node.js services (goal G8). A
// provider answers what its gates say: `decision` is finding the plan and asking them. A caller gets a rejected promise
// with an error: `error` includes both, as opossum's refusal does.
const ROUNDS = 11
const OPERATIONS = 30_000
const DONE = Promise.resolve()

const governance = createGovernance({
  env: { clock: systemClock, random: systemRandom, log: silentLogger },
  self: { app: 'default', service: 'bench', version: '1.0.0' }
})
governance.apply(
  new Map([
    ['servicecomb.matchGroup.all', 'matches:\n  - apiPath: {prefix: /}'],
    [
      'servicecomb.circuitBreaker.all',
      'slidingWindowType: COUNT_BASED\nslidingWindowSize: 2\nminimumNumberOfCalls: 2\nwaitDurationInOpenState: 1h'
    ]
  ])
)
const call: Call = {
  side: 'provider',
  method: 'GET',
  path: '/orders/1',
  template: undefined,
  service: undefined,
  schema: undefined,
  operation: undefined,
  context: createContext(),
  header: () => undefined,
  query: () => undefined,
  hints: undefined
}
const failure: Outcome = {
  phase: 'ANSWER',
  status: 503,
  code: undefined,
  error: undefined,
  durationMs: 1,
  started: true
}
const permits: Permit[] = []
let refused = 0

const opossum = new CircuitBreaker(() => Promise.reject(new Error('down')), {
  errorThresholdPercentage: 1,
  volumeThreshold: 1,
  resetTimeout: 3_600_000
})
opossum.open()

function refusingGate(): Gate | undefined {
  const { gates } = governance.providerPlan(call)
  const passed = admitAll(gates, call, systemClock.now(), permits)
  return passed === gates.length ? undefined : gates[passed]
}

async function decision(): Promise<void> {
  if (refusingGate() !== undefined) refused++
}

// As the invoker does: nothing is thrown on the way, and the promise is rejected a microtask later, when its caller awaits
// it. Rejected at once it would be an unhandled rejection for a moment, and Node's bookkeeping of those costs half of all.
function refuse(): Promise<void> {
  const gate = refusingGate()
  if (gate === undefined) return Promise.resolve()
  const refusal = rejected(gate.code, gate.message, gate.rule, gate.status)
  return new Promise((_resolve, reject) => void DONE.then(() => reject(refusal)))
}

async function error(): Promise<void> {
  try {
    await refuse()
  } catch {
    refused++
  }
}

// The same with an error that was made before: what no refusal of a promise can be below.
const ready = rejected('CHS_CIRCUIT_OPEN', 'made before', 'servicecomb.circuitBreaker.all')
async function floor(): Promise<void> {
  try {
    await new Promise((_resolve, reject) => void DONE.then(() => reject(ready)))
  } catch {
    refused++
  }
}

async function theirs(): Promise<void> {
  try {
    await opossum.fire()
  } catch {
    refused++
  }
}

// CPU time, that of the garbage collector included: other work of the machine is not ours.
async function nanosOf(run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  for (let i = 0; i < OPERATIONS; i++) await run()
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1000) / OPERATIONS
}

for (let i = 0; i < 2; i++) {
  const { gates } = governance.providerPlan(call)
  admitAll(gates, call, systemClock.now(), permits)
  settleAll(gates, call, permits, failure, systemClock.now())
}
interface Times {
  readonly decision: number
  readonly error: number
  readonly floor: number
  readonly opossum: number
}
const times: Times[] = []
for (let round = 0; round < ROUNDS + 2; round++) {
  const before = refused
  const measured: Times = {
    decision: await nanosOf(decision),
    error: await nanosOf(error),
    floor: await nanosOf(floor),
    opossum: await nanosOf(theirs)
  }
  if (refused - before !== 4 * OPERATIONS) throw new Error('somebody was let through')
  if (round >= 2) times.push(measured)
}
opossum.shutdown()
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
for (const name of ['decision', 'error', 'floor', 'opossum'] as const)
  console.log(`${name}: ${median(times.map((one) => one[name])).toFixed(0)} ns`)
const ratio = (name: 'decision' | 'error' | 'floor'): number =>
  Math.round(median(times.map((one) => one[name] / one.opossum)) * 1000) / 1000
console.log(
  JSON.stringify({
    name: 'refusal',
    ratios: {
      decisionToOpossum: ratio('decision'),
      errorToOpossum: ratio('error'),
      floorToOpossum: ratio('floor')
    },
    bytes: {},
    node: process.versions.node
  })
)
