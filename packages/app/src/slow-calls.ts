import type { ConfigReader, Logger } from '@node-chassis/core'
import type { ObservedCall } from '@node-chassis/invoker'

const CONSUMER = 'servicecomb.consumer.invocation.slow.'
const DEFAULT_MS = 1000

/**
 * Logs calls that took longer than they should, one line each (java-chassis: OperationConfig.java).
 * `servicecomb.consumer.invocation.slow.enabled` and `.msTime`, each also with `.<service>[.<schema>[.<operation>]]`
 * behind it, the most specific first.
 */
export class SlowCalls {
  readonly #config: ConfigReader
  readonly #log: Logger
  // By who is called, `order` or `order.schema.operation`; the settings of a chassis are read at a change, not at a call.
  readonly #limits = new Map<string, number>()

  constructor(config: ConfigReader, log: Logger) {
    this.#config = config
    this.#log = log
  }

  /**
   * Undefined while no key switches it on: calls then are not followed at all.
   * @throws ConfigError `CHS_CONFIG_INVALID` for a value that is neither yes nor no, or no number
   */
  static of(config: ConfigReader, log: Logger): SlowCalls | undefined {
    let enabled = false
    for (const key of config.values.keys()) {
      if (key.startsWith(`${CONSUMER}enabled`)) enabled = config.boolean(key, false) || enabled
      else if (key.startsWith(`${CONSUMER}msTime`)) config.number(key, DEFAULT_MS)
    }
    return enabled ? new SlowCalls(config, log) : undefined
  }

  ended(call: ObservedCall, durationMs: number): void {
    const { service } = call.target
    const limitMs = this.#limitOf([service, call.schema, call.operation])
    // Strictly: as the breakers' slow calls (governance.md 6.3).
    if (durationMs <= limitMs) return
    const { method, path, attempts, instance, outcome } = call
    const { phase, status, code } = outcome
    this.#log.warn(
      {
        service,
        method,
        path,
        durationMs: Math.round(durationMs),
        limitMs,
        attempts,
        instance,
        phase,
        status,
        code,
        traceId: call.context.get('X-B3-TraceId')
      },
      `slow call: ${method} ${service} took ${Math.round(durationMs)} ms`
    )
  }

  #limitOf(names: readonly (string | undefined)[]): number {
    const known = names.slice(0, names.indexOf(undefined) < 0 ? names.length : names.indexOf(undefined))
    const who = known.join('.')
    const limit = this.#limits.get(who)
    if (limit !== undefined) return limit
    const scopes = known.map((_, at) => `.${known.slice(0, at + 1).join('.')}`).reverse()
    const first = (name: string): string | undefined =>
      [...scopes, '']
        .map((scope) => CONSUMER + name + scope)
        .find((key) => this.#config.get(key) !== undefined)
    const enabled = first('enabled')
    const ms = first('msTime')
    const on = enabled !== undefined && this.#config.boolean(enabled, false)
    const found = !on ? Infinity : ms === undefined ? DEFAULT_MS : this.#config.number(ms, DEFAULT_MS)
    // As many as there are operations called; a program that makes them up must not fill the memory.
    if (this.#limits.size < 1000) this.#limits.set(who, found)
    return found
  }
}
