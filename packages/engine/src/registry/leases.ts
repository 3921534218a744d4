import type { Cancel, Clock } from '@node-chassis/core'

/** Something that goes when nobody renews it. The wheel writes `expiresAt` and `slot`, nobody else does. */
export interface Lease {
  readonly ttlMs: number
  /** On the monotonic clock. */
  expiresAt: number
  slot: number
}

const TICK_MS = 1_000

/**
 * All leases on one timer. A renewal only moves `expiresAt`; the wheel looks at a lease when the second comes in which
 * it would have ended, and puts it further on if it was renewed meanwhile. So a lease costs one look per lifetime, and
 * ends up to a second late (etcd's grain, registry.md 9.1).
 */
export class LeaseWheel<L extends Lease> {
  readonly #slots = new Map<number, Set<L>>()
  readonly #clock: Clock
  readonly #expired: (lease: L) => void
  #turned: number
  #cancel: Cancel | undefined

  constructor(clock: Clock, expired: (lease: L) => void) {
    this.#clock = clock
    this.#expired = expired
    this.#turned = slotOf(clock.now())
  }

  grant(lease: L): void {
    lease.expiresAt = this.#clock.now() + lease.ttlMs
    if (lease.ttlMs === Infinity) return
    this.#place(lease)
    if (this.#cancel === undefined) {
      this.#turned = slotOf(this.#clock.now())
      this.#tick()
    }
  }

  /** Gives the lease its full time again. False when it has ended; then it has been reported as expired. */
  renew(lease: L): boolean {
    const now = this.#clock.now()
    if (lease.expiresAt <= now) {
      if (this.revoke(lease)) this.#expired(lease)
      return false
    }
    lease.expiresAt = now + lease.ttlMs
    return true
  }

  /** Takes a lease out. False when it was not there. */
  revoke(lease: L): boolean {
    const slot = this.#slots.get(lease.slot)
    if (slot === undefined || !slot.delete(lease)) return false
    if (slot.size === 0) this.#slots.delete(lease.slot)
    return true
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#slots.clear()
  }

  #place(lease: L): void {
    // One on: a slot is looked at when all of its second has passed.
    lease.slot = slotOf(lease.expiresAt) + 1
    const slot = this.#slots.get(lease.slot)
    if (slot === undefined) this.#slots.set(lease.slot, new Set([lease]))
    else slot.add(lease)
  }

  #tick(): void {
    this.#cancel = this.#clock.after(TICK_MS, () => {
      this.#cancel = undefined
      const now = this.#clock.now()
      while (this.#turned < slotOf(now)) this.#turn(++this.#turned, now)
      if (this.#slots.size > 0) this.#tick()
    })
  }

  #turn(at: number, now: number): void {
    const slot = this.#slots.get(at)
    if (slot === undefined) return
    this.#slots.delete(at)
    for (const lease of slot) {
      if (lease.expiresAt > now) this.#place(lease)
      else this.#expired(lease)
    }
  }
}

function slotOf(ms: number): number {
  return Math.floor(ms / TICK_MS)
}
