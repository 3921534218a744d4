import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Env } from '@node-chassis/core'
import { Agent, Dispatcher, interceptGlobalDispatcher } from '@node-chassis/transport'

const PROBE_LIMIT_MS = 2000

/** Sends everything to one address: the probe's. */
class ToProbe extends Dispatcher {
  readonly #agent: Agent
  readonly #origin: string

  constructor(agent: Agent, origin: string) {
    super()
    this.#agent = agent
    this.#origin = origin
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.#agent.dispatch({ ...options, origin: this.#origin }, handler)
  }
}

export interface GlobalFetch {
  /** False: the process-wide `fetch` did not come through, and was left as it had been. */
  readonly works: Promise<boolean>
  restore(): void
}

/**
 * Lets the process-wide `fetch` (and every other copy of undici in the process) reach services by name. A self-test makes
 * one round trip through it to a probe on the loopback interface; when that fails, a warning is logged and everything is
 * put back. Source: NODE-FACTS 1.3.
 */
export function installGlobalFetch(
  env: Env,
  isService: (origin: string | URL) => boolean,
  dispatcher: Dispatcher
): GlobalFetch {
  const restore = interceptGlobalDispatcher(isService, dispatcher)
  const test = async (): Promise<boolean> => {
    try {
      await roundTrip(env)
      return true
    } catch (err) {
      restore()
      env.log.warn(
        { err },
        'installGlobalFetch: a request of the process-wide fetch did not pass through; it stays as it was, use chassis.fetch'
      )
      return false
    }
  }
  return { works: test(), restore }
}

// What the probe echoes it must have heard: method, header and body, both ways through the handlers of two undicis.
async function roundTrip(env: Env): Promise<void> {
  const server = createServer((request, response) => {
    response.setHeader('x-probe', request.headers['x-probe'] ?? '')
    request.pipe(response)
  })
  server.unref()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ allowH2: false })
  const nonce = randomUUID()
  // No name of the world's: it exists only while the probe runs.
  const origin = `http://${nonce}.invalid`
  const toProbe = new ToProbe(agent, `http://127.0.0.1:${port}`)
  const stop = interceptGlobalDispatcher((asked) => String(asked).startsWith(origin), toProbe)
  const controller = new AbortController()
  const cancel = env.clock.after(
    PROBE_LIMIT_MS,
    () => controller.abort(new Error(`no answer within ${PROBE_LIMIT_MS} ms`)),
    true
  )
  try {
    const response = await fetch(`${origin}/`, {
      method: 'POST',
      headers: { 'x-probe': nonce },
      body: nonce,
      signal: controller.signal
    })
    const text = await response.text()
    if (text !== nonce || response.headers.get('x-probe') !== nonce) {
      throw new Error(`the answer was not the probe's: status ${response.status}`)
    }
  } finally {
    cancel()
    stop()
    await agent.destroy()
    server.closeAllConnections()
    server.close()
  }
}
