import { systemClock } from '@node-chassis/core'
import { openChannel } from '../src/grpc/channel.ts'
import type { Channel } from '../src/grpc/channel.ts'
import { bareClient } from './baseline.ts'
import { bareServer } from './server.ts'

// What the gRPC of the client costs and keeps (nacos.md 10.3): CPU of a call against the barest session that works,
// memory that calls and connections leave behind, and the hazard of HTTP/2 on Node 22: a session destroyed after an
// upload was reset in its middle runs away natively. Ours destroys the socket instead, so resetting uploads must cost no
// more memory than making them.
const CALLS = 4_000
const ROUNDS = 7
const RECONNECTS = 1_000
const UPLOADS = 40
const UPLOAD = { content: 'x'.repeat(8 * 1024 * 1024) }

const { signal } = new AbortController()
const server = await bareServer()
const open = (): Promise<Channel> =>
  openChannel(systemClock, { host: '127.0.0.1', port: server.port, tls: undefined }, 3_000, signal)

async function cpuOf(call: () => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage()
  for (let done = 0; done < CALLS / ROUNDS; done += 10) await Promise.all(Array.from({ length: 10 }, call))
  const { user, system } = process.cpuUsage(begin)
  return user + system
}

const channel = await open()
const bare = await bareClient(server.port)
const ours = (): Promise<unknown> => channel.unary('HealthCheckRequest', {}, { limitMs: 3_000 })
await cpuOf(ours)
await cpuOf(() => bare.call())
const times = { ours: [] as number[], bare: [] as number[] }
const before = heap()
for (let round = 0; round < ROUNDS; round++) {
  times.ours.push(await cpuOf(ours))
  times.bare.push(await cpuOf(() => bare.call()))
}
const perCall = Math.max(0, heap() - before) / (2 * CALLS)
channel.close('done')
bare.close()

const reconnect = async (): Promise<void> => {
  const one = await open()
  one.open(() => {})
  one.send('ConnectionSetupRequest', {})
  await one.unary('ServerCheckRequest', {}, { limitMs: 3_000 })
  one.close('done')
  await one.ended
}
for (let n = 0; n < 30; n++) await reconnect()
const settled = heap()
for (let n = 0; n < RECONNECTS; n++) await reconnect()
const perReconnect = Math.max(0, heap() - settled) / RECONNECTS

/** Resident memory at its highest while uploads are made, each on a connection of its own. */
async function peakOf(reset: boolean): Promise<number> {
  globalThis.gc?.()
  let peak = process.memoryUsage.rss()
  for (let n = 0; n < UPLOADS; n++) {
    const one = await open()
    // Stuck in its middle when its limit ends, reset by the server, or cut off with the connection.
    server.mode = !reset ? 'answered' : n % 3 === 1 ? 'reset' : 'stalled'
    const upload = one.unary('ConfigPublishRequest', UPLOAD, { limitMs: reset ? 30 : 3_000 }).catch(() => {})
    if (reset && n % 3 === 2) await new Promise((resolve) => setTimeout(resolve, 10))
    else await upload
    one.close('done')
    await upload
    server.mode = 'answered'
    await one.ended
    await new Promise((resolve) => setImmediate(resolve))
    peak = Math.max(peak, process.memoryUsage.rss())
    globalThis.gc?.()
  }
  return peak
}

await peakOf(false)
const complete = await peakOf(false)
const cut = await peakOf(true)
await server.close()

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
const rounded = (value: number): number => Math.round(value * 100) / 100
console.log(
  `uploads of 8 MiB: peak ${(complete / 1e6).toFixed(0)} MB complete, ${(cut / 1e6).toFixed(0)} MB reset in their middle`
)
console.log(
  JSON.stringify({
    name: 'session',
    ratios: { callCpu: rounded(median(times.ours) / median(times.bare)), resetPeak: rounded(cut / complete) },
    bytes: { leftPerCall: Math.round(perCall), leftPerReconnect: Math.round(perReconnect) },
    node: process.versions.node
  })
)

function heap(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
