import { createContext, silentLogger, systemClock, systemRandom } from '@node-chassis/core'
import type { Call, Outcome, Permit } from '@node-chassis/core'
import { admitAll, createGovernance, settleAll } from '@node-chassis/governance'
import type { GovernanceEngine } from '@node-chassis/governance'

// What governance costs a request before any I/O: plan, gates, settle. Measured in turns with a reading of the clock,
// the one thing that every decision needs anyway (goals G5, G6, G8).
const ROUNDS = 15
const OPERATIONS = 200_000
const HEAP_OPERATIONS = 20_000

const outcome: Outcome = {
  phase: 'ANSWER',
  status: 200,
  code: undefined,
  error: undefined,
  durationMs: 3,
  started: true
}
const context = createContext([['x-user', 'beta']])
const headers = new Map([['x-tier', 'gold']])
const permits: Permit[] = []

// As many paths as rules: a memo of the last path would answer another question.
const calls: Call[] = Array.from({ length: 64 }, (_, i) => ({
  side: 'provider',
  method: 'GET',
  path: `/api/v1/resource${(i * 37) % 1000}/items/${i}`,
  template: undefined,
  service: undefined,
  schema: undefined,
  operation: undefined,
  context,
  header: (name) => headers.get(name),
  query: () => undefined,
  hints: undefined
}))

function engine(values: Record<string, string>): GovernanceEngine {
  const governance = createGovernance({
    env: { clock: systemClock, random: systemRandom, log: silentLogger },
    self: { app: 'default', service: 'bench', version: '1.0.0' }
  })
  governance.apply(new Map(Object.entries(values)))
  return governance
}

function policies(name: string, rate = 1_000_000): Record<string, string> {
  return {
    [`servicecomb.rateLimiting.${name}`]: `rate: ${rate}`,
    [`servicecomb.circuitBreaker.${name}`]: '{}',
    [`servicecomb.bulkhead.${name}`]: '{}'
  }
}

function rules(count: number, contains = 0): Record<string, string> {
  const values: Record<string, string> = {}
  for (let i = 0; i < count; i++) {
    // Every call matches exactly one rule, whatever their number.
    const prefix = count === 1 ? '' : count === 10 ? String(i) : `${i}/`
    const operator = i < contains ? `contains: /never${i}` : `prefix: /api/v1/resource${prefix}`
    const header = count === 1 || i % 2 === 0 ? '\n    headers: {x-tier: {exact: gold}}' : ''
    values[`servicecomb.matchGroup.r${i}`] = `matches:\n  - apiPath: {${operator}}${header}`
    Object.assign(values, policies(`r${i}`))
  }
  return values
}

const catchAll = { 'servicecomb.matchGroup.all': 'matches:\n  - apiPath: {prefix: /}' }

function decider(governance: GovernanceEngine): (i: number) => void {
  return (i) => {
    const call = calls[i & 63]!
    const { gates } = governance.providerPlan(call)
    const now = systemClock.now()
    if (admitAll(gates, call, now, permits) === gates.length) {
      settleAll(gates, call, permits, outcome, systemClock.now())
    }
  }
}

// Without gates and clock: finding the plan alone, so that the number of rules is not hidden behind them.
function finder(governance: GovernanceEngine): (i: number) => void {
  return (i) => void governance.providerPlan(calls[i & 63]!)
}

// One call in turns with the clock and with others: what the number of rules costs by itself. Calls in turns over 64 rules
// have the state of 64 breakers, limiters and bulkheads to fetch besides.
const same =
  (run: (i: number) => void): (() => void) =>
  () =>
    run(5)

const boxes: unknown[] = [{}, {}]
const oneRule = engine(rules(1))
const thousandRules = engine(rules(1000))
const contenders = {
  clock: () => void systemClock.now(),
  catchAll: decider(engine({ ...catchAll, ...policies('all') })),
  tenRules: decider(engine(rules(10))),
  // What a decision hands to its gates: two readings of the clock, which V8 puts into objects.
  twoReadings() {
    boxes[0] = systemClock.now()
    boxes[1] = systemClock.now()
  },
  oneRule: decider(oneRule),
  thousandRules: decider(thousandRules),
  oneRuleOneCall: same(decider(oneRule)),
  thousandRulesOneCall: same(decider(thousandRules)),
  thousandContains: decider(engine(rules(1000, 100))),
  refused: decider(engine({ ...catchAll, ...policies('all', 1) })),
  findCatchAll: finder(engine({ ...catchAll, ...policies('all') })),
  findTen: finder(engine(rules(10))),
  findThousand: finder(engine(rules(1000)))
}
type Contender = keyof typeof contenders
const names = Object.keys(contenders) as Contender[]

// CPU time of this thread: other work of the machine is not ours, and what compiles on other threads holds nobody up.
function cpuMs(run: () => void): number {
  const before = process.threadCpuUsage()
  run()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

function nanosOf(name: Contender): number {
  const run = contenders[name]
  const ms = cpuMs(() => {
    for (let i = 0; i < OPERATIONS; i++) run(i)
  })
  return (ms * 1e6) / OPERATIONS
}

function bytesOf(name: Contender): number {
  const run = contenders[name]
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < HEAP_OPERATIONS; i++) run(i)
  return Math.max(0, Math.round((process.memoryUsage().heapUsed - before) / HEAP_OPERATIONS))
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
const times = new Map<Contender, number[]>(names.map((name) => [name, []]))
for (const name of names) nanosOf(name)
for (let round = 0; round < ROUNDS; round++) {
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + round) % names.length]!
    times.get(name)!.push(nanosOf(name))
  }
}
const nanos = (name: Contender): number => median(times.get(name)!)
for (const name of names) console.log(`${name}: ${nanos(name).toFixed(1)} ns`)

const rebuild = rules(1000)
const governance = engine(rebuild)
const rebuilds = Array.from({ length: 9 }, (_, i) => {
  const values = new Map(Object.entries({ ...rebuild, 'servicecomb.rateLimiting.r7': `rate: ${i + 1}` }))
  return cpuMs(() => governance.apply(values))
})
console.log(`rebuild after one change among 1000 rules (3000 policies): ${median(rebuilds).toFixed(1)} ms`)

const builds = Array.from({ length: 5 }, () => cpuMs(() => void engine(rebuild)))
console.log(`build of the same from nothing: ${median(builds).toFixed(1)} ms`)

const GOAL_MS = 5
const GATES = 3
const gateBytes = (of: Contender): number =>
  Math.max(0, Math.round((bytesOf(of) - bytesOf('twoReadings')) / GATES))
const ratio = (a: number, b: number): number => Math.round((a / b) * 100) / 100
console.log(
  JSON.stringify({
    name: 'decision',
    ratios: {
      tenRulesToClock: ratio(nanos('tenRules'), nanos('clock')),
      catchAllToClock: ratio(nanos('catchAll'), nanos('clock')),
      refusedToClock: ratio(nanos('refused'), nanos('clock')),
      thousandRulesToOne: ratio(nanos('thousandRulesOneCall'), nanos('oneRuleOneCall')),
      thousandRulesInTurnsToOne: ratio(nanos('thousandRules'), nanos('oneRule')),
      thousandContainsToOne: ratio(nanos('thousandContains'), nanos('oneRule')),
      rebuildToBuild: ratio(median(rebuilds), median(builds)),
      rebuildToGoalOf5Ms: ratio(median(rebuilds), GOAL_MS),
      catchAllToTenRules: ratio(nanos('catchAll'), nanos('tenRules')),
      findCatchAllToTen: ratio(nanos('findCatchAll'), nanos('findTen'))
    },
    bytes: {
      catchAll: bytesOf('catchAll'),
      tenRules: bytesOf('tenRules'),
      perGate: Math.max(gateBytes('catchAll'), gateBytes('tenRules'))
    },
    node: process.versions.node
  })
)
