import { REFUSED } from '@node-chassis/core'
import type { Call, Gate, Permit, Side } from '@node-chassis/core'
import type { FixedWindow } from './fixed-window.ts'

/** What one key says, with what was counted under it. */
export interface Limit {
  readonly perSecond: number
  readonly window: FixedWindow
}

/** Stands for `….qps.global.limit` among the names. */
export const GLOBAL = ''
const ANY = 'ANY'

/** One side's limits per second, looked up by the call: the most specific key, else `ANY`, else the global one. */
export class FlowControlGate implements Gate {
  readonly code = 'CHS_RATE_LIMITED'
  readonly status = 429
  readonly message: string
  readonly rule: string
  readonly #limits: ReadonlyMap<string, Limit>

  /** @param limits by `service[.schema[.operation]]`; `''` is the global one */
  constructor(side: Side, limits: ReadonlyMap<string, Limit>) {
    this.message = `${side} request rejected by flow control.`
    this.rule = `servicecomb.flowcontrol.${side === 'consumer' ? 'Consumer' : 'Provider'}.qps`
    this.#limits = limits
  }

  admit(call: Call, now: number): Permit {
    const limit = this.#limitOf(call)
    return limit === undefined || limit.window.take(limit.perSecond, now) ? 0 : REFUSED
  }

  #limitOf(call: Call): Limit | undefined {
    const { service } = call
    // A caller without a name is counted by the global limit alone (java-chassis: ProviderFlowControlFilter.java).
    return (
      (service === undefined ? undefined : (this.#under(service, call) ?? this.#under(ANY, call))) ??
      this.#limits.get(GLOBAL)
    )
  }

  settle(): void {
    // What a call came to does not matter.
  }

  #under(name: string, { schema, operation }: Call): Limit | undefined {
    if (schema !== undefined) {
      const bySchema = `${name}.${schema}`
      const found =
        (operation === undefined ? undefined : this.#limits.get(`${bySchema}.${operation}`)) ??
        this.#limits.get(bySchema)
      if (found !== undefined) return found
    }
    return this.#limits.get(name)
  }
}
