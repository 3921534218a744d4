import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { simulatedClock } from '@node-chassis/core/testing'
import type { SimulatedClock } from '@node-chassis/core/testing'

/** A request as the scripted engine saw it. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** `drop` destroys the connection, `hang` never answers. */
export type Answer =
  | 'drop'
  | 'hang'
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }

export type Script = (seen: Seen) => Answer

export interface ScriptedEngine {
  readonly url: string
  readonly port: number
  readonly requests: readonly Seen[]
  /** For what a script cannot say: upgrades. */
  readonly server: Server
  script: Script
  /** Requests whose `METHOD path` matches. */
  matching(pattern: RegExp): readonly Seen[]
  close(): Promise<void>
}

/** A real `node:http` server whose answers a test writes down. */
export async function scriptedEngine(script: Script, port = 0): Promise<ScriptedEngine> {
  const requests: Seen[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const url = new URL(request.url!, 'http://engine')
      const seen = {
        method: request.method!,
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body
      }
      requests.push(seen)
      const answer = engine.script(seen)
      if (answer === 'hang') return
      if (answer === 'drop') return void request.socket.destroy()
      response.writeHead(answer.status ?? 200, answer.headers)
      response.end(
        typeof answer.body === 'string'
          ? answer.body
          : answer.body === undefined
            ? ''
            : JSON.stringify(answer.body)
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.address() as AddressInfo).port
  const engine: ScriptedEngine = {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    requests,
    server,
    script,
    matching: (pattern) => requests.filter((seen) => pattern.test(`${seen.method} ${seen.path}`)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
  return engine
}

/** A simulated clock that tells how many of its waiting timers were set for `ms`. */
export interface StillClock extends SimulatedClock {
  waiting(ms: number): number
}

/** Time stands still, chance is always the middle: a salted pause is exactly its length. */
export function stillEnv(log = silentLogger): Env & { readonly clock: StillClock } {
  const clock = simulatedClock(1_000_000)
  const counts = new Map<number, number>()
  const count = (ms: number, change: number): void => void counts.set(ms, (counts.get(ms) ?? 0) + change)
  const still: StillClock = {
    now: () => clock.now(),
    wallNow: () => clock.wallNow(),
    advance: (ms) => clock.advance(ms),
    advanceAsync: (ms) => clock.advanceAsync(ms),
    get pending() {
      return clock.pending
    },
    after(ms, run) {
      let over = false
      const end = (): void => {
        if (!over) count(ms, -1)
        over = true
      }
      count(ms, 1)
      const cancel = clock.after(ms, () => {
        end()
        run()
      })
      return () => {
        end()
        cancel()
      }
    },
    waiting: (ms) => counts.get(ms) ?? 0
  }
  return { clock: still, random: { next: () => 0.5, below: () => 0 }, log }
}

/** Lets real sockets work until `condition` holds; the test's own time limit ends it when it never does. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const engine = await scriptedEngine(() => ({}))
  await engine.close()
  return engine.port
}
