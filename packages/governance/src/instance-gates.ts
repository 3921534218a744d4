import type { Clock, ErrorCode, Instance } from '@node-chassis/core'
import type { InstanceGate, InstanceGates } from './contracts.ts'

/** A gate of one instance, and what its table has to know to forget it. */
export interface KeptGate extends InstanceGate {
  /** When a call asked last (monotonic ms). */
  readonly usedAt: number
  /** Whether forgetting it now would forget something that still holds: an open time, a call in flight (D11). */
  holds(now: number): boolean
}

interface Entry {
  readonly gate: KeptGate
  readonly instance: Instance
  gone: boolean
}

const IDLE_MS = 600_000
const SWEEP_EVERY_MS = 60_000

/** The gates of one policy, by target service and instance (governance.md 4, D10). */
export class InstanceGateTable implements InstanceGates {
  readonly kind: InstanceGates['kind']
  readonly code: ErrorCode
  readonly rule: string
  readonly forceOpen: boolean
  revision = 0
  readonly #clock: Clock
  readonly #create: (instance: Instance, onChange: () => void) => KeptGate
  // Records are immutable and shared by everyone: the object itself is the fastest key.
  readonly #byRecord = new WeakMap<Instance, Entry>()
  readonly #byKey = new Map<string, Entry>()
  #sweptAt = -Infinity

  constructor(
    what: Pick<InstanceGates, 'kind' | 'code' | 'rule' | 'forceOpen'>,
    clock: Clock,
    create: (instance: Instance, onChange: () => void) => KeptGate
  ) {
    this.kind = what.kind
    this.code = what.code
    this.rule = what.rule
    this.forceOpen = what.forceOpen
    this.#clock = clock
    this.#create = create
  }

  gateOf(instance: Instance): InstanceGate {
    const known = this.#byRecord.get(instance)
    return known !== undefined && !known.gone ? known.gate : this.#find(instance)
  }

  forget(instance: Instance): void {
    const key = keyOf(instance)
    const entry = this.#byKey.get(key)
    if (entry !== undefined) this.#drop(key, entry)
  }

  #find(instance: Instance): InstanceGate {
    const key = keyOf(instance)
    let entry = this.#byKey.get(key)
    if (entry !== undefined && !isSameProcess(entry.instance, instance)) {
      this.#drop(key, entry)
      entry = undefined
    }
    if (entry === undefined) {
      this.#sweep(this.#clock.now())
      entry = { gate: this.#create(instance, () => this.revision++), instance, gone: false }
      this.#byKey.set(key, entry)
    }
    this.#byRecord.set(instance, entry)
    return entry.gate
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_EVERY_MS) return
    this.#sweptAt = now
    for (const [key, entry] of this.#byKey) {
      if (now - entry.gate.usedAt >= IDLE_MS && !entry.gate.holds(now)) this.#drop(key, entry)
    }
  }

  #drop(key: string, entry: Entry): void {
    entry.gone = true
    this.#byKey.delete(key)
    this.revision++
  }
}

function keyOf(instance: Instance): string {
  return `${instance.app}/${instance.service}/${instance.id}`
}

// An id that comes back elsewhere, or registered later, is another process: its past says nothing (N25).
function isSameProcess(known: Instance, now: Instance): boolean {
  return (
    now.registeredAt <= known.registeredAt &&
    now.endpoints.length === known.endpoints.length &&
    now.endpoints.every((endpoint, i) => endpoint === known.endpoints[i])
  )
}
