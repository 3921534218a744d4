import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Fleet } from './fleet.ts'
import { codeOf, load, now, quantile, sleep } from './load.ts'
import type { Finding } from './load.ts'

const LIMIT_MS = 200

/** 200 ms means at most 250 ms at the 99th percentile, while the caller is busy with other calls. */
export async function limits(seconds: number): Promise<Finding> {
  const fleet = new Fleet()
  await fleet.start('a')
  await fleet.start('b')
  const { invoker } = fleet
  // Busy, not drowned: a loop without a free moment is late with everything.
  const busy = load(32, () => invoker.call('order', '/ok/5'))
  const took: number[] = []
  const plain: number[] = []
  const codes = new Set<string>()
  let nth = 0
  const limited = load(64, async () => {
    // Not all of them at the same moment.
    if (++nth <= 64) await sleep(nth * 3)
    const began = now()
    try {
      await invoker.call('order', '/hang', { timeoutMs: LIMIT_MS, retry: false })
      codes.add('an answer')
    } catch (error) {
      codes.add(codeOf(error))
    }
    took.push(now() - began)
  })
  // What the event loop itself is late by.
  let timer = 0
  const timers = load(16, async () => {
    if (++timer <= 16) await sleep(timer * 12)
    const began = now()
    await sleep(LIMIT_MS)
    plain.push(now() - began)
  })
  await sleep(seconds * 1000)
  await Promise.all([busy.stop(), limited.stop(), timers.stop()])
  await fleet.close()
  const p99 = quantile(took, 0.99)
  const plainP99 = quantile(plain, 0.99)
  const breaches: string[] = []
  // Where the machine is late with a plain timer of Node's, a limit of ours is not on time either.
  const bound = Math.max(250, plainP99 + 50)
  if (p99 > bound)
    breaches.push(`${p99.toFixed(0)} ms at the 99th percentile, ${bound.toFixed(0)} is the bound`)
  if (Math.min(...took) < LIMIT_MS - 1) breaches.push(`one ended after ${Math.min(...took).toFixed(0)} ms`)
  const wrong = [...codes].filter((code) => code !== 'CHS_REQUEST_TIMEOUT' && code !== 'CHS_CONNECT_TIMEOUT')
  if (wrong.length > 0) breaches.push(`ended with ${wrong.join(', ')}`)
  return {
    line:
      `limits of ${LIMIT_MS} ms under load: ${took.length} calls, p50 ${quantile(took, 0.5).toFixed(0)} ms, ` +
      `p99 ${p99.toFixed(0)} ms (a plain timer: p99 ${plainP99.toFixed(0)} ms)`,
    breaches
  }
}

/** Connecting is part of the limit: a peer that accepts and never speaks TLS. */
export async function connectLimits(): Promise<Finding> {
  const held = new Set<Socket>()
  const hole = createServer((socket) => void held.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve))
  const { port } = hole.address() as AddressInfo
  const fleet = new Fleet()
  await fleet.start('a')
  fleet.add('hole', `rest://127.0.0.1:${port}?sslEnabled=true`)
  const { invoker } = fleet
  const busy = load(32, () => invoker.call('order', '/ok/5', { instance: 'a' }))
  const took: number[] = []
  const codes = new Set<string>()
  for (let i = 0; i < 5; i++) {
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const began = now()
        await invoker
          .call('order', '/ok/0', { instance: 'hole', timeoutMs: LIMIT_MS })
          .catch((error: unknown) => codes.add(codeOf(error)))
        took.push(now() - began)
      })
    )
  }
  await busy.stop()
  await fleet.close()
  for (const socket of held) socket.destroy()
  hole.close()
  const p99 = quantile(took, 0.99)
  const breaches: string[] = []
  if (p99 > 250) breaches.push(`${p99.toFixed(0)} ms at the 99th percentile`)
  if (codes.size !== 1 || !codes.has('CHS_CONNECT_TIMEOUT'))
    breaches.push(`ended with ${[...codes].join(', ')}`)
  return {
    line: `the same while connecting: ${took.length} calls, p50 ${quantile(took, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    breaches
  }
}

/** Sockets on which everything vanishes cost an instance one limit, however many of them there are (N40). */
export async function halfOpen(): Promise<Finding> {
  const SOCKETS = 16
  const fleet = new Fleet()
  const ids = ['a', 'b']
  for (const id of ids) await fleet.start(id)
  const { invoker } = fleet
  const all = ids.flatMap((id) => Array.from({ length: SOCKETS }, () => id))
  await Promise.all(all.map((id) => invoker.call('order', '/ok/50', { instance: id })))
  await fleet.mute()
  const lost = new Map(ids.map((id) => [id, 0]))
  for (let i = 0; i < 40; i++) {
    const id = ids[i % ids.length] as string
    await invoker
      .call('order', '/ok/0', { instance: id, timeoutMs: LIMIT_MS })
      .catch(() => lost.set(id, (lost.get(id) ?? 0) + 1))
  }
  await fleet.close()
  const counts = [...lost.values()]
  return {
    line: `${SOCKETS} half-open sockets to each of ${ids.length} instances: ${counts.join(' and ')} limits lost`,
    breaches: Math.max(...counts) > 1 ? [`${Math.max(...counts)} limits lost to one instance`] : []
  }
}
