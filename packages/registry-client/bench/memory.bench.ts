import { APP, bodies, estate, nameOf } from './estate.ts'

// 100,000 instances of 1,000 services, held by the client and held as they were parsed (goal G16): live heap.
const SERVICES = 1_000
const INSTANCES = 100
const GOAL_BYTES = 45_000_000

const gc = globalThis.gc
if (gc === undefined) throw new Error('run with --expose-gc')
const live = (): number => {
  gc()
  gc()
  return process.memoryUsage().heapUsed
}

const lists = bodies(SERVICES, INSTANCES)
const total = SERVICES * INSTANCES

let before = live()
const parsed: unknown[] = lists.map((body) => JSON.parse(body) as unknown)
const asParsed = live() - before
parsed.length = 0

before = live()
const { client, traffic } = estate(lists)
for (let n = 0; n < SERVICES; n++) {
  await client.instances.pull({ app: APP, service: nameOf(n) })
  traffic.sent.length = traffic.received.length = 0
}
const ours = live() - before
const last = client.instances.current({ app: APP, service: nameOf(SERVICES - 1) })
if (last?.instances.length !== INSTANCES) throw new Error('the lists are not there')

console.log(
  `${total} instances: ${(ours / 1e6).toFixed(1)} MB, ${(asParsed / 1e6).toFixed(1)} MB as parsed JSON`
)
console.log(
  JSON.stringify({
    name: 'memory',
    ratios: { toParsedJson: round(ours / asParsed), toGoalOf45MB: round(ours / GOAL_BYTES) },
    bytes: { perInstance: Math.round(ours / total) },
    node: process.versions.node
  })
)
await client.close()

function round(value: number): number {
  return Math.round(value * 100) / 100
}
