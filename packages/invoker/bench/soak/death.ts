import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Fleet } from './fleet.ts'
import { codeOf, load, now, sleep } from './load.ts'
import type { Finding } from './load.ts'

const IN_FLIGHT = 64

/** How many attempts are with the instance now, and how many calls were first sent to it since it was found dead. */
class Watched {
  running = 0
  sentAfterFound = 0
  found = false
  readonly #id: string
  readonly #known = new WeakSet<object>()
  readonly #sent = (message: unknown): void => {
    if ((message as { instance?: string }).instance !== this.#id) return
    this.running++
    // A stale connection may be tried once more by a call that is with the instance already (N2).
    if (this.found && !this.#known.has(message as object)) this.sentAfterFound++
    this.#known.add(message as object)
  }
  readonly #settled = (message: unknown): void => {
    if ((message as { instance?: string }).instance === this.#id) this.running--
  }

  constructor(id: string) {
    this.#id = id
    subscribe('node-chassis:attempt:sent', this.#sent)
    subscribe('node-chassis:attempt:settled', this.#settled)
  }

  stop(): void {
    unsubscribe('node-chassis:attempt:sent', this.#sent)
    unsubscribe('node-chassis:attempt:settled', this.#settled)
  }
}

/** G10 and G11: one of three instances is killed under load, with no policy configured at all. */
export async function death(method: 'GET' | 'POST'): Promise<Finding> {
  const fleet = new Fleet()
  for (const id of ['a', 'b', 'c']) await fleet.start(id)
  const failures: { readonly at: number; readonly code: string }[] = []
  const { invoker } = fleet
  const watched = new Watched('b')
  invoker.on('failed', ({ instance }) => {
    if (instance === 'b') watched.found = true
  })
  const options = method === 'POST' ? { method, body: 'x' } : { method }
  const running = load(IN_FLIGHT, () =>
    invoker
      .call('order', '/ok/3', options)
      .catch((error: unknown) => failures.push({ at: now(), code: codeOf(error) }))
  )
  await sleep(1000)
  const inFlight = watched.running
  await fleet.kill('b')
  const died = now()
  await sleep(1500)
  const calls = await running.stop()
  watched.stop()
  await fleet.close()
  const last = Math.max(0, ...failures.map(({ at }) => at - died))
  const breaches: string[] = []
  if (!watched.found) breaches.push('the dead instance was not found out')
  if (watched.sentAfterFound > 0) breaches.push(`${watched.sentAfterFound} calls were sent to it afterwards`)
  if (method === 'GET' && failures.length > 0) breaches.push(`${failures.length} safe calls failed`)
  if (failures.length > 2 * inFlight) breaches.push(`${failures.length} failed of ${inFlight} in flight`)
  if (last > 50) breaches.push(`the last failure came ${last.toFixed(0)} ms after its death`)
  return {
    line:
      `${method}, an instance killed under load: ${calls} calls, ${failures.length} failed of ${inFlight} in flight to it` +
      (failures.length > 0 ? `, the last ${last.toFixed(0)} ms after its death` : ''),
    breaches
  }
}

/** G12: every instance restarted in its turn, as our shutdown does it: DOWN, drained, gone, another one. */
export async function rollingRestart(): Promise<Finding> {
  const fleet = new Fleet()
  const ids = ['a', 'b', 'c']
  for (const id of ids) await fleet.start(id)
  const failures: string[] = []
  let nth = 0
  const running = load(IN_FLIGHT, () => {
    const options = ++nth % 2 === 0 ? { body: 'x' } : {}
    return fleet.invoker
      .call('order', '/ok/3', options)
      .catch((error: unknown) => failures.push(codeOf(error)))
  })
  for (const id of ids) {
    await sleep(300)
    fleet.markDown(id)
    await sleep(100)
    await fleet.stop(id)
    await fleet.start(id)
  }
  await sleep(300)
  const calls = await running.stop()
  await fleet.close()
  return {
    line: `all instances restarted in turn under load: ${calls} calls, ${failures.length} failed`,
    breaches: failures.length === 0 ? [] : [`${failures.length} failed: ${[...new Set(failures)].join(', ')}`]
  }
}
