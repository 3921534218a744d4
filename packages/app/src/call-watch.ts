import { createContext } from '@node-chassis/core'
import type { Call, InvocationContext, Logger } from '@node-chassis/core'
import type { CallObserver, Invoker, ObservedCall } from '@node-chassis/invoker'
import type { SlowCalls } from './slow-calls.ts'
import type { CallSpans } from './telemetry/spans.ts'

/** Who follows the calls of this chassis: tracing, the log of slow calls, both, or nobody, which costs nothing. */
export class CallWatch {
  readonly #invoker: Pick<Invoker, 'observe'>
  readonly #log: Logger
  #spans: CallSpans | undefined
  #slow: SlowCalls | undefined

  constructor(invoker: Pick<Invoker, 'observe'>, log: Logger) {
    this.#invoker = invoker
    this.#log = log
  }

  set spans(spans: CallSpans | undefined) {
    this.#spans = spans
    this.#observe()
  }

  set slow(slow: SlowCalls | undefined) {
    this.#slow = slow
    this.#observe()
  }

  /** The context that goes out with a call: outside of a request the trace that OpenTelemetry has begun is its own. */
  contextOf(call: Call): InvocationContext {
    const id = this.#spans?.traceIdOf(call)
    const { context } = call
    if (id === undefined || context.get('X-B3-TraceId') !== undefined) return context
    return createContext([...context.entries, ['X-B3-TraceId', id]])
  }

  #observe(): void {
    const spans = this.#spans
    const slow = this.#slow
    if (spans === undefined && slow === undefined) return this.#invoker.observe(undefined)
    const guarded = <T>(trace: (spans: CallSpans) => T): T | undefined => {
      if (spans === undefined) return undefined
      try {
        return trace(spans)
      } catch (err) {
        return this.#broken(err)
      }
    }
    const observer: CallObserver = {
      begun: (call) => guarded((one) => one.begun(call)),
      sending: (call, send) => this.#sending(spans, call, send),
      traceparent: (call) => guarded((one) => one.traceparent(call)),
      settled(call, durationMs) {
        guarded((one) => one.settled(call, durationMs))
        slow?.ended(call, durationMs)
      }
    }
    this.#invoker.observe(observer)
  }

  #sending(spans: CallSpans | undefined, call: ObservedCall, send: () => void): void {
    if (spans === undefined) return send()
    let sent = false
    try {
      spans.sending(call, () => {
        sent = true
        send()
      })
    } catch (err) {
      // What the sending itself threw is not ours to judge.
      if (sent) throw err
      this.#broken(err)
      send()
    }
  }

  /** A call must not fail because nobody can watch it. */
  #broken(err: unknown): undefined {
    if (this.#spans !== undefined)
      this.#log.error({ err }, 'OpenTelemetry failed; calls are not traced any more')
    this.spans = undefined
  }
}
