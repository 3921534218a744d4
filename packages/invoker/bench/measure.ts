import { Pool } from '@node-chassis/transport'
import { benchWorld } from './world.ts'

// One process that measures both contenders in turns and sends the figures to its parent.
const ports = process.argv.slice(2).map(Number)
const IN_FLIGHT = 64
const WARM_UP = 20_000
const CALLS = 3_000
const ROUNDS = 31
const HEAP_CALLS = 4_000
const HEAP_ROUNDS = 7

const { invoker, plan, headers } = benchWorld(ports)
const pool = new Pool(`http://127.0.0.1:${ports[0]}`, { connections: 128, headersTimeout: 0, bodyTimeout: 0 })
const flat = [...headers]

const contenders = {
  async raw(): Promise<unknown> {
    const { body } = await pool.request({ path: '/orders/42', method: 'GET', headers: flat })
    return body.json()
  },
  async call(): Promise<unknown> {
    return (await invoker.call('order', '/orders/42')).json()
  },
  async stream(): Promise<unknown> {
    const { body } = await invoker.dispatcher.request({
      origin: 'http://order',
      path: '/orders/42',
      method: 'GET'
    })
    return body.json()
  }
}
type Contender = keyof typeof contenders

async function run(one: () => Promise<unknown>, calls: number): Promise<void> {
  let left = calls
  const worker = async (): Promise<void> => {
    while (left-- > 0) await one()
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

async function cpuOf(name: Contender): Promise<number> {
  const before = process.cpuUsage()
  await run(contenders[name], CALLS)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / CALLS
}

// The young generation of this process is larger than what a round allocates: nothing is collected within it.
async function heapOf(name: Contender): Promise<number> {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  await run(contenders[name], HEAP_CALLS)
  return (process.memoryUsage().heapUsed - before) / HEAP_CALLS
}

const names = Object.keys(contenders) as Contender[]
const cpu: Record<Contender, number[]> = { raw: [], call: [], stream: [] }
const heap: Record<Contender, number[]> = { raw: [], call: [], stream: [] }
for (const name of names) await run(contenders[name], WARM_UP)
for (let round = 0; round < ROUNDS; round++) {
  for (let i = 0; i < names.length; i++) {
    const name = names[(round + i) % names.length] as Contender
    cpu[name].push(await cpuOf(name))
  }
}
for (let round = 0; round < HEAP_ROUNDS; round++) {
  for (const name of names) heap[name].push(await heapOf(name))
}

// Of each round by itself: the neighbours of the moment are the same for both.
const ratio = (name: Contender): number => median(cpu[name].map((one, i) => one / (cpu.raw[i] ?? NaN)))

const figures = {
  plan,
  cpu: { raw: median(cpu.raw), call: ratio('call'), stream: ratio('stream') },
  heap: { raw: median(heap.raw), call: median(heap.call), stream: median(heap.stream) }
}
process.send?.(figures)
await invoker.destroy()
await pool.destroy()
process.disconnect?.()
