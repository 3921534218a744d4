import { createContext, systemClock } from '@node-chassis/core'
import type { ConfigReader, Instance, Outcome, Random } from '@node-chassis/core'
import { Balancers, ServiceFilters, readSelection } from '@node-chassis/governance'
import type { Candidate } from '@node-chassis/governance'

// Choosing one of ten thousand instances against choosing one of ten, in turns in the same process (goal G7), and the
// bytes that a choice allocates. With every filter configured: what is left of them at call time.
const ROUNDS = 15
const PICKS = 100_000
const HEAP_PICKS = 300_000
const NAMES = ['RoundRobin', 'Random', 'SessionStickiness', 'PeakEwma', 'WeightedResponse']

type Node = Instance & Candidate

const values = new Map([
  ['servicecomb.datacenter.name', 'dc'],
  ['servicecomb.datacenter.region', 'r1'],
  ['servicecomb.datacenter.availableZone', 'z1'],
  ['servicecomb.discovery.enabledAffinityTag', 'true'],
  ['servicecomb.loadbalance.filter.priorityInstanceProperty.enabled', 'true']
])
const config: ConfigReader = {
  values,
  get: (key) => values.get(key),
  text: (key, fallback) => values.get(key) ?? fallback,
  number: (_key, fallback) => fallback,
  boolean: (key, fallback) => (values.get(key) ?? String(fallback)) === 'true',
  list: (_key, fallback) => fallback,
  sourceOf: () => undefined,
  onChange: () => () => {}
}

function estate(count: number): readonly Node[] {
  return Array.from({ length: count }, (_, i) => {
    return {
      id: `i${i}`,
      service: 'order',
      app: 'default',
      version: '1.0.0',
      status: 'UP',
      endpoints: [],
      properties: { environment: i % 2 === 0 ? 'local' : 'other', 'affinity-tag': `t${i % 3}` },
      region: 'r1',
      zone: `z${i % 3}`,
      registeredAt: 0,
      framework: undefined,
      memory: { load: undefined, bornAt: 0, warmUp: undefined }
    }
  })
}

const answer: Outcome = {
  phase: 'ANSWER',
  status: 200,
  code: undefined,
  error: undefined,
  durationMs: 30,
  started: true
}
// Chance of small integers: `Math.random` makes a number on the heap for each draw, which is not the balancer's doing.
let state = 1
const draw = (): number => {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return state & 0x3fffffff
}
const random: Random = { next: () => draw() / 0x40000000, below: (n) => draw() % n }

const nothingTried: readonly Candidate['memory'][] = []
const options = {
  stickiness: { sessionTimeoutMs: 30_000, successiveFailedTimes: 5 },
  slowStart: { windowMs: 0, aggression: 1, minWeightPercent: 10 }
}

// One reading of the clock for each pick in the invoker too, but not this one's business: time goes on by itself.
function picker(name: string, count: number): (i: number) => void {
  const balancers = new Balancers(random, options)
  const list = estate(count)
  list.forEach(({ memory }, i) => {
    memory.load = balancers.loads.add(0)
    memory.load.keepDurations()
    memory.load.record({ ...answer, durationMs: 31 + (i % 7) }, 0)
  })
  return (i) => void balancers.pick(balancers.of(name, 'all'), list, nothingTried, i >> 7)
}

function filtered(count: number): (i: number) => void {
  const list = estate(count)
  const balancers = new Balancers(random, options)
  const filters = new ServiceFilters(readSelection(config), 'order')
  const call = { context: createContext([['x-environment', 'local.feature1']]) }
  return () => {
    const level = filters.levelFor(call, list)
    const candidates = level === undefined ? list : filters.at(list, level)
    const first = filters.levels?.(candidates)[0] ?? candidates
    balancers.pick(balancers.of('RoundRobin', 'all'), first, nothingTried, 0)
  }
}

const contenders = new Map<string, (i: number) => void>([['clock', () => void systemClock.now()]])
for (const name of NAMES) {
  contenders.set(`${name} of 10`, picker(name, 10))
  contenders.set(`${name} of 10000`, picker(name, 10_000))
}
contenders.set('filters of 10', filtered(10))
contenders.set('filters of 10000', filtered(10_000))
const names = [...contenders.keys()]
const runOf = (name: string): ((i: number) => void) => contenders.get(name) ?? (() => {})

function nanosOf(name: string): number {
  const run = runOf(name)
  const before = process.hrtime.bigint()
  for (let i = 0; i < PICKS; i++) run(i)
  return Number(process.hrtime.bigint() - before) / PICKS
}

function bytesOf(name: string): number {
  const run = runOf(name)
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < HEAP_PICKS; i++) run(i)
  return Math.max(0, Math.round((process.memoryUsage().heapUsed - before) / HEAP_PICKS))
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1] ?? NaN
const times = new Map<string, number[]>(names.map((name) => [name, []]))
for (let i = 0; i < 3; i++) for (const name of names) nanosOf(name)
for (let round = 0; round < ROUNDS; round++) {
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + round) % names.length] ?? ''
    times.get(name)?.push(nanosOf(name))
  }
}
const nanos = (name: string): number => median(times.get(name) ?? [])
const bytes = (name: string): number => median(Array.from({ length: 5 }, () => bytesOf(name)))
for (const name of names) console.log(`${name}: ${nanos(name).toFixed(1)} ns, ${bytes(name)} bytes`)

// Of each round by itself: the neighbours of the moment are the same for both.
const ratio = (name: string): number => {
  const few = times.get(`${name} of 10`) ?? []
  const rounds = (times.get(`${name} of 10000`) ?? []).map((time, i) => time / (few[i] ?? NaN))
  return Math.round(median(rounds) * 100) / 100
}
const figures = [...NAMES, 'filters']
console.log(
  JSON.stringify({
    name: 'balancing',
    ratios: Object.fromEntries(figures.map((name) => [`${name}ManyToFew`, ratio(name)])),
    bytes: Object.fromEntries(figures.map((name) => [name, bytes(`${name} of 10000`)])),
    node: process.versions.node
  })
)
