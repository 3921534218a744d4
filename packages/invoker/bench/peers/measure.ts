import { CONTENDERS } from './contenders.ts'
import type { Peers } from './contenders.ts'

// One contender in a process of its own: warm, then CPU time and rate with 64 calls in flight, then latencies with one.
const [name = '', peersText = '{}', secondsText = '2'] = process.argv.slice(2)
const MS = Number(secondsText) * 1000
const IN_FLIGHT = 64
const ROUNDS = 5
const LATENCIES = 3000

/** What a contender's process sends to its parent at the end; before it `warm`, and the number of calls under load. */
export interface Measured {
  readonly cpuMicros: number
  readonly perSecond: number
  readonly p50Micros: number
  readonly p99Micros: number
}

const make = CONTENDERS[name]
if (make === undefined) throw new Error(`no contender is called ${name}`)
const contender = await make(JSON.parse(peersText) as Peers)

const micros = (from: bigint): number => Number(process.hrtime.bigint() - from) / 1000

async function load(ms: number): Promise<{ calls: number; cpuMicros: number; perSecond: number }> {
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

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? NaN

await load(MS)
process.send?.('warm')
const rounds: Awaited<ReturnType<typeof load>>[] = []
for (let i = 0; i < ROUNDS; i++) rounds.push(await load(MS / ROUNDS))
process.send?.(rounds.reduce((sum, { calls }) => sum + calls, 0))
const latencies: number[] = []
for (let i = 0; i < LATENCIES; i++) {
  const began = process.hrtime.bigint()
  await contender.one()
  latencies.push(micros(began))
}
const measured: Measured = {
  cpuMicros: quantile(
    rounds.map((round) => round.cpuMicros),
    0.5
  ),
  perSecond: quantile(
    rounds.map((round) => round.perSecond),
    0.5
  ),
  p50Micros: quantile(latencies, 0.5),
  p99Micros: quantile(latencies, 0.99)
}
process.send?.(measured)
await contender.close()
process.disconnect?.()
