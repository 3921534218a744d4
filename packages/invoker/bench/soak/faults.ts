import { Readable } from 'node:stream'
import { Fleet } from './fleet.ts'
import { codeOf, load, sleep } from './load.ts'
import type { Finding } from './load.ts'

const BOUND = 48
const LIMIT_MS = 100
const EXPECTED =
  /^(200|503|left|CHS_(TRANSPORT|REQUEST_TIMEOUT|CONNECT_TIMEOUT|INSTANCE_ISOLATED|BULKHEAD_FULL))$/
const POLICIES = {
  'servicecomb.matchGroup.all': 'matches:\n  - apiPath: {prefix: /}',
  'servicecomb.instanceBulkhead.all': `maxConcurrentCalls: ${BOUND}`,
  'servicecomb.instanceIsolation.all':
    'minimumNumberOfCalls: 20\nslidingWindowSize: 20\nfailureRateThreshold: 50\nwaitDurationInOpenState: 1000',
  'servicecomb.retry.all': 'maxAttempts: 2\nretryOnSame: 1'
}

interface Level {
  readonly heapBytes: number
  readonly sockets: number
  readonly timers: number
}

/** With nothing in flight: what is still held. */
async function levelAtRest(fleet: Fleet): Promise<Level> {
  await sleep(1500)
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  // Connections at rest do not hold the process: they are no active resource, and a handle all the same.
  const { libuv } = process.report.getReport() as { libuv: { type: string; is_active: boolean }[] }
  const sockets = libuv.filter(({ type }) => type === 'tcp').length
  return { heapBytes: process.memoryUsage().heapUsed, sockets, timers: fleet.timers }
}

/** Calls of every form against instances that misbehave by chance: whatever becomes of them, all that was taken returns. */
export async function faults(seconds: number): Promise<Finding> {
  const fleet = new Fleet(POLICIES)
  const ids = ['a', 'b', 'c']
  for (const id of ids) await fleet.start(id)
  const { invoker } = fleet
  const outcomes = new Map<string, number>()
  const rejections: unknown[] = []
  const note = (error: unknown): void => void rejections.push(error)
  process.on('unhandledRejection', note).on('uncaughtException', note)
  let nth = 0

  async function one(): Promise<string> {
    const turn = ++nth
    const controller = new AbortController()
    // A body that never ends is the caller's business in fetch: its callers always leave.
    const fetches = turn % 2 === 1 && turn % 5 === 0
    const leavesAfter = turn % 7 === 0 ? turn % 23 : fetches ? 2 * LIMIT_MS : undefined
    const leaving =
      leavesAfter === undefined
        ? undefined
        : setTimeout(() => controller.abort(new Error('left')), leavesAfter)
    const { signal } = controller
    const body = [undefined, 'text', Readable.from([Buffer.alloc(turn % 90_000, 'x')])][turn % 3]
    const method = body === undefined ? 'GET' : 'PUT'
    try {
      if (turn % 2 === 0) {
        const answer = await invoker.call('order', '/faulty', { method, body, signal, timeoutMs: LIMIT_MS })
        return String(answer.status)
      }
      if (fetches) {
        const init = { method, signal, ...(body === undefined ? {} : { body: 'text' }) }
        const response = await invoker.fetch('http://order/faulty', init)
        await response.text()
        return String(response.status)
      }
      const options = { method, signal, timeoutMs: LIMIT_MS, ...(body === undefined ? {} : { body }) }
      const answer = await invoker.request('http://order/faulty', options as never)
      await answer.body.text()
      return String(answer.statusCode)
    } catch (error) {
      const { cause } = error as { cause?: unknown }
      const code = codeOf(error)
      if (signal.aborted) return 'left'
      // fetch wraps what it meets.
      return code.startsWith('CHS_') || cause === undefined ? code : codeOf(cause)
    } finally {
      clearTimeout(leaving)
    }
  }
  const counted = async (): Promise<void> => {
    const outcome = await one()
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }

  // The level is that after a first part: by then everything that is made once is made.
  const first = load(32, counted)
  await sleep((seconds * 1000) / 6)
  await first.stop()
  const before = await levelAtRest(fleet)
  const second = load(32, counted)
  await sleep((seconds * 5000) / 6)
  await second.stop()
  const after = await levelAtRest(fleet)

  const breaches: string[] = []
  const grown = (after.heapBytes - before.heapBytes) / 2 ** 20
  if (grown > 2 + (before.heapBytes / 2 ** 20) * 0.1)
    breaches.push(`the heap grew by ${grown.toFixed(1)} MiB`)
  // At rest an instance has one that drops its pool, and one more while it is tested.
  if (after.timers > ids.length * 2) breaches.push(`${after.timers} timers run, ${before.timers} did`)
  // No more connections at rest than calls were ever in flight to an instance.
  if (after.sockets > ids.length * 64)
    breaches.push(`${after.sockets} sockets are open, ${before.sockets} were`)
  breaches.push(...(await recovered(fleet, ids)), ...(await permits(fleet, ids)))
  if (rejections.length > 0) breaches.push(`${rejections.length} unhandled: ${String(rejections[0])}`)
  for (const [outcome, count] of outcomes) {
    if (!EXPECTED.test(outcome)) breaches.push(`${count} calls ended with ${outcome}`)
  }
  await fleet.close()
  const closed = await levelAtRest(fleet)
  if (closed.sockets > 0) breaches.push(`${closed.sockets} sockets outlive close()`)
  if (closed.timers > 0) breaches.push(`${closed.timers} timers outlive close()`)
  process.off('unhandledRejection', note).off('uncaughtException', note)
  const list = [...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, count]) => `${outcome} ${count}`)
  return {
    line:
      `${seconds} s of mixed load with random faults: ${nth} calls (${list.join(', ')}); heap ${grown >= 0 ? '+' : ''}${grown.toFixed(1)} MiB, ` +
      `sockets ${before.sockets} and ${after.sockets}, timers ${before.timers} and ${after.timers}; after close ${closed.sockets} and ${closed.timers}`,
    breaches
  }
}

// As many as the bulkhead of an instance has slots are let in, and not one more: none was lost, none was given back twice.
async function permits({ invoker }: Fleet, ids: readonly string[]): Promise<string[]> {
  const breaches: string[] = []
  for (const instance of ids) {
    const controller = new AbortController()
    const pinned = { instance, retry: false } as const
    const held = Array.from({ length: BOUND }, () =>
      invoker.call('order', '/hang', { ...pinned, signal: controller.signal }).catch(codeOf)
    )
    const beyond = await invoker.call('order', '/ok/0', pinned).catch(codeOf)
    controller.abort(new Error('enough'))
    const refused = (await Promise.all(held)).filter((code) => code !== 'Error')
    if (refused.length > 0)
      breaches.push(`${refused.length} permits of ${BOUND} were lost: ${String(refused[0])}`)
    if (beyond !== 'CHS_BULKHEAD_FULL') breaches.push('a permit was given back twice')
  }
  return breaches
}

// No probe of an isolated instance was lost either: each comes back to serve.
async function recovered({ invoker }: Fleet, ids: readonly string[]): Promise<string[]> {
  const served = new Set<string>()
  for (let i = 0; i < 600 && served.size < ids.length; i++) {
    if (i > 0 && i % 60 === 0) await sleep(1000)
    for (const id of ids) {
      const answer = await invoker
        .call('order', '/ok/0', { instance: id, retry: false })
        .catch(() => undefined)
      if (answer?.status === 200) served.add(id)
    }
  }
  return ids.filter((id) => !served.has(id)).map((id) => `instance ${id} does not serve any more`)
}
