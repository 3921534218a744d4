import type { Clock } from '@node-chassis/core'
import { isForbiddenForGood } from '../http/nacos-http.ts'
import type { NacosHttp, Resource } from '../http/nacos-http.ts'
import { pause } from '../pause.ts'
import { MAX_MESSAGE } from './limits.ts'
import { GrpcRefusal } from './failure.ts'
import type { Json } from './payload.ts'
import type { Session } from './session.ts'

export interface CallerOptions {
  readonly about?: Resource
  /** After the first try. @defaultValue 3 (nacos.md 10.6) */
  readonly retries?: number
  /** Of each try, ms. @defaultValue 3000 */
  readonly limitMs?: number
  readonly signal?: AbortSignal | undefined
}

/** Limit of a call with all its tries, ms (nacos.md 10.6). */
const WHOLE_MS = 10_000
/** A body of this size and its envelope just fit. */
const LARGEST = MAX_MESSAGE - 4_096

/** Requests over one session: signed in, tried again where that makes sense (nacos.md 4.6, U15). */
export class Caller {
  readonly session: Session
  readonly #clock: Clock
  readonly #http: NacosHttp

  constructor(clock: Clock, session: Session, http: NacosHttp) {
    this.#clock = clock
    this.session = session
    this.#http = http
  }

  /** @throws GrpcRefusal, or Error when nothing came or the connection ended */
  async call(type: string, body: Json, options: CallerOptions = {}): Promise<Json> {
    const { retries = 3, signal } = options
    const until = this.#clock.now() + WHOLE_MS
    let loggedIn = false
    for (let left = retries; ; left--) {
      const headers = await this.#http.authorisation(options.about)
      try {
        return await this.session.request(type, body, {
          headers,
          limitMs: options.limitMs ?? 3_000,
          signal
        })
      } catch (error) {
        signal?.throwIfAborted()
        if (error instanceof GrpcRefusal && error.remedy === 'login') {
          if (loggedIn || isForbiddenForGood(error.message) || !(await this.#http.renewed(headers)))
            throw error
          loggedIn = true
          continue
        }
        const waitMs = this.#waitMs(error)
        if (waitMs === undefined || left <= 0 || this.#clock.now() + waitMs > until) throw error
        await pause(this.#clock, waitMs, signal ?? new AbortController().signal)
        signal?.throwIfAborted()
      }
    }
  }

  /** Pause before the next try; undefined when there is to be none. */
  #waitMs(error: unknown): number | undefined {
    if (!(error instanceof GrpcRefusal)) return this.#ended ? undefined : 100
    switch (error.remedy) {
      case 'reconnect':
      case 'reconnect-once':
        this.session.close(error.message)
        return undefined
      case 'wait-1s':
        return 1_000
      case 'retry-100ms':
      case 'retry':
        return 100
      default:
        return undefined
    }
  }

  get #ended(): boolean {
    return this.session.over
  }
}

/** Whether a text may be sent at all: a larger message is never answered and may cost the connection (G28). */
export function fits(text: string): boolean {
  return Buffer.byteLength(JSON.stringify(text)) <= LARGEST
}
