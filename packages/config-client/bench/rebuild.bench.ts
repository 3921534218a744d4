import { createConfiguration } from '@node-chassis/config-client'
import type { RemoteSource } from '@node-chassis/config-client'
import { silentLogger, systemEnv } from '@node-chassis/core'
import { clientOver } from '../src/kie/client.ts'

// From the answer of the centre to the listeners: 10,000 documents parsed, expanded, merged over local files, compared.
// In turns with `JSON.parse` of the same answer, which nobody can do without. The goal is 50 ms on the event loop.
// CPU time, that of the garbage collector included: other work of the machine is not ours.
const KEYS = 10_000
const ROUNDS = 40
const GOAL_MS = 50

const documents = Array.from({ length: KEYS }, (_, n) => ({
  id: n.toString(16).padStart(64, '0'),
  key: `shop.section${n % 100}.setting-${n}`,
  value: `value of ${n}`,
  value_type: 'text',
  status: 'enabled',
  update_time: n,
  update_revision: n,
  labels: { app: 'bench', environment: '', service: 'bench' }
}))
// The last document differs, as it does when somebody changes one.
const bodies = [0, 1].map((turn) =>
  JSON.stringify({
    total: KEYS,
    data: [...documents.slice(0, -1), { ...documents.at(-1), value: String(turn) }]
  })
)

const env = { ...systemEnv(silentLogger) }
const config = createConfiguration({ env, dir: import.meta.dirname, options: { 'shop.section1.mine': '1' } })
let listener: () => void = () => {}
const source: RemoteSource & { apply(body: string): void } = await attach()
config.onChange('shop.', () => listener())

interface Answering {
  answer: string
  wake(): void
}

/** A client whose one layer answers what it is handed, when it is handed it. */
async function attach(): Promise<RemoteSource & { apply(body: string): void }> {
  const state: Answering = { answer: bodies[0] ?? '', wake: () => {} }
  let revision = 0
  // Time stands still but for the pauses of the client, which are no part of the work.
  const clock = { ...env.clock, after: (_ms: number, run: () => void) => ((state.wake = run), () => {}) }
  const kie = clientOver(
    {
      env: { ...env, clock },
      addresses: [],
      app: 'bench',
      service: 'bench',
      version: '1.0.0',
      dimensions: ['service']
    },
    () => ({
      addresses: ['http://centre.example:30110'],
      request: async () => ({
        status: 200,
        headers: { get: () => String(++revision) },
        body: state.answer,
        address: ''
      }),
      offer: async () => {},
      close: async () => {}
    })
  )
  config.attach(kie)
  await kie.start(new AbortController().signal)
  return Object.assign(kie, {
    apply(body: string) {
      state.answer = body
      state.wake()
    }
  })
}

/** CPU milliseconds from the wake of the poll to the listener. */
function rebuild(turn: number): Promise<number> {
  return new Promise((resolve) => {
    const began = process.cpuUsage()
    listener = () => resolve(spentMs(began))
    source.apply(bodies[turn % 2] ?? '')
  })
}

function parse(turn: number): number {
  const began = process.cpuUsage()
  JSON.parse(bodies[turn % 2] ?? '')
  return spentMs(began)
}

function spentMs(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1000
}

const ours: number[] = []
const theirs: number[] = []
for (let turn = 1; turn <= ROUNDS; turn++) {
  // The loop has to be waiting again before it can be woken.
  await new Promise((resolve) => setImmediate(resolve))
  ours.push(await rebuild(turn))
  theirs.push(parse(turn))
}
const median = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
const [work, parsing] = [median(ours), median(theirs)]
console.log(
  `10,000 keys: ${work.toFixed(1)} ms from answer to listener, ${parsing.toFixed(1)} ms of it JSON.parse`
)
console.log(
  JSON.stringify({
    name: 'rebuild',
    ratios: { toParse: round(work / parsing), toGoalOf50Ms: round(work / GOAL_MS) },
    bytes: {},
    node: process.versions.node
  })
)
await source.close()

function round(value: number): number {
  return Math.round(value * 100) / 100
}
