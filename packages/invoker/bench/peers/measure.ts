import { CONTENDERS } from './contenders.ts'
import type { Peers } from './contenders.ts'

// One contender in a process of its own, which does what its parent asks for: `{ load: ms }` with 64 calls in flight,
// `{ latencies: n }` one after the other, `{}` the end.
const [name = '', peersText = '{}'] = process.argv.slice(2)
const IN_FLIGHT = 64

export interface Load {
  readonly calls: number
  readonly cpuMicros: number
  readonly perSecond: number
}

export interface Latency {
  readonly p50: number
  readonly p99: number
}

const make = CONTENDERS[name]
if (make === undefined) throw new Error(`no contender is called ${name}`)
const contender = await make(JSON.parse(peersText) as Peers)

const micros = (from: bigint): number => Number(process.hrtime.bigint() - from) / 1000

async function load(ms: number): Promise<Load> {
  let calls = 0
  const cpu = process.cpuUsage()
  const began = process.hrtime.bigint()
  const until = began + BigInt(Math.round(ms * 1e6))
  const worker = async (): Promise<void> => {
    while (process.hrtime.bigint() < until) {
      await contender.one()
      calls++
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  const { user, system } = process.cpuUsage(cpu)
  return { calls, cpuMicros: (user + system) / calls, perSecond: (calls * 1e6) / micros(began) }
}

async function latencies(count: number): Promise<Latency> {
  const all: number[] = []
  for (let i = 0; i < count; i++) {
    const began = process.hrtime.bigint()
    await contender.one()
    all.push(micros(began))
  }
  all.sort((a, b) => a - b)
  const at = (q: number): number => all[Math.min(count - 1, Math.floor(count * q))] ?? NaN
  return { p50: at(0.5), p99: at(0.99) }
}

async function answer(asked: { readonly load?: number; readonly latencies?: number }): Promise<void> {
  if (asked.load !== undefined) process.send?.(await load(asked.load))
  else if (asked.latencies !== undefined) process.send?.(await latencies(asked.latencies))
  else {
    await contender.close()
    process.disconnect?.()
  }
}

process.on('message', (asked) => void answer(asked as { load?: number; latencies?: number }))
process.send?.('ready')
