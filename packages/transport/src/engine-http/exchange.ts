import type { Clock } from '@node-chassis/core'
import type { Dispatcher } from '../undici/isolated.ts'

export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query, e.g. `/v4/default/registry/version`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** From sending to the last byte of the answer, per address. @defaultValue that of the client */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

export interface EngineAnswer {
  readonly status: number
  readonly headers: AnswerHeaders
  readonly body: string
  /** The address that answered. */
  readonly address: string
}

export interface AnswerHeaders {
  /** Whatever the case of the name. Of several values the first. */
  get(name: string): string | undefined
}

/** One request on one address. Rejects with the signal's reason, or with what broke. */
export async function exchange(
  clock: Clock,
  dispatcher: Dispatcher,
  address: string,
  request: EngineRequest & { readonly origin: string; readonly timeoutMs: number }
): Promise<EngineAnswer> {
  const { signal, timeoutMs } = request
  signal?.throwIfAborted()
  const controller = new AbortController()
  const abort = (): void => controller.abort(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const cancel = clock.after(timeoutMs, () => controller.abort(new Error(`no answer within ${timeoutMs} ms`)))
  try {
    const answer = await dispatcher.request({
      origin: request.origin,
      method: request.method,
      path: request.path,
      headers: request.headers ?? {},
      body: request.body ?? null,
      signal: controller.signal
    })
    return {
      status: answer.statusCode,
      headers: {
        // undici lower-cases the names it received.
        get(name) {
          const value = answer.headers[name.toLowerCase()]
          return Array.isArray(value) ? value[0] : value
        }
      },
      body: await answer.body.text(),
      address
    }
  } finally {
    cancel()
    signal?.removeEventListener('abort', abort)
  }
}
