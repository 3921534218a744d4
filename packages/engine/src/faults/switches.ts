import type { RequestHead, Service } from '../http/types.ts'
import { COUNTED_FAULTS, checkFaultPlan } from './plan.ts'
import type { Count, CountedFault, FaultPlan, HttpFault } from './plan.ts'

/** The fault switches of an engine. For tests of clients; all are off at first. */
export interface Faults {
  /** Switches as the plan says, from the next request on. @throws ConfigError `CHS_CONFIG_INVALID` naming the key */
  inject(plan: FaultPlan): void
  /** Everything off. What has happened stays: a reset revision does not come back. */
  clear(): void
}

const ALL_OFF: FaultPlan = {
  ...Object.fromEntries(COUNTED_FAULTS.map((name) => [name, 0])),
  deleteDelayMs: 0,
  selfPreservation: false,
  http: []
}

/** Which faults are on. Asked where they would happen. */
export class FaultSwitches implements Faults {
  readonly #listeners: ((plan: FaultPlan) => void)[] = []
  readonly #left = new Map<CountedFault, number>()
  #http: { readonly fault: HttpFault; left: number }[] = []

  inject(plan: FaultPlan): void {
    const { http } = checkFaultPlan(plan)
    for (const name of COUNTED_FAULTS) {
      const count = plan[name]
      if (count !== undefined) this.#left.set(name, times(count))
    }
    if (http !== undefined) this.#http = http.map((fault) => ({ fault, left: times(fault.times ?? true) }))
    for (const listener of this.#listeners) listener(plan)
  }

  clear(): void {
    this.inject(ALL_OFF)
  }

  /** Tells those who play a fault themselves what has been switched. */
  onInject(listener: (plan: FaultPlan) => void): void {
    this.#listeners.push(listener)
  }

  /** How often a fault is still to happen. */
  left(name: CountedFault): number {
    return this.#left.get(name) ?? 0
  }

  /** Whether it happens now; then it has happened once more. */
  take(name: CountedFault): boolean {
    const left = this.left(name)
    if (left <= 0) return false
    this.#left.set(name, left - 1)
    return true
  }

  /** The fault that a request meets; it has happened once more then. */
  takeHttp(side: Service['name'], request: RequestHead): HttpFault | undefined {
    for (const entry of this.#http) {
      if (entry.left <= 0 || !concerns(entry.fault, side, request)) continue
      entry.left--
      return entry.fault
    }
    return undefined
  }
}

function concerns(fault: HttpFault, side: Service['name'], { method, path }: RequestHead): boolean {
  return (
    (fault.side === undefined || fault.side === side) &&
    (fault.method === undefined || fault.method === method) &&
    (fault.path === undefined || path.startsWith(fault.path))
  )
}

function times(count: Count): number {
  return count === true ? Infinity : count
}
