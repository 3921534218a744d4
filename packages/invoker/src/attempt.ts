import { QUEUED, isWaiting } from '@node-chassis/core'
import type { Gate, WaitingGate } from '@node-chassis/core'
import { closedByUs } from './error-codes.ts'
import { isBooked } from './loop-outcome.ts'
import type { Member } from './member.ts'
import { limitOf } from './settings.ts'
import { Transfer } from './transfer.ts'

const PULL_WAIT_MS = 1000
const RESENDABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/**
 * One attempt with its hops and its second sending, under one limit: `attempt` of decisions.md, Attempt loop. What became
 * of it is in `outcome` when `attempted` is called.
 */
export abstract class Attempt extends Transfer {
  /** Instances that a call may still move on to after one that took nothing. */
  protected hops = 0
  /** Some attempt had an outcome. */
  protected anyOutcome = false
  /** How to leave what is waited for: the start, a queue, a pause. */
  protected leave: (() => void) | undefined = undefined
  #resent = false
  #pulled = false
  // This attempt had one.
  #hadOutcome = false

  /** The loop decides whether there is another one. */
  protected abstract attempted(now: number): void
  protected abstract failWithoutInstance(now: number): void

  protected limitMs(): number {
    const { timeoutMs, schema, operation } = this.traits
    if (timeoutMs !== undefined) return timeoutMs === 0 ? Infinity : timeoutMs
    return limitOf(this.world.settings(), this.target.service, schema, operation)
  }

  protected attempt(now: number): void {
    // One limit for an attempt with its hops and its second sending: 200 ms means 200 ms.
    const { attemptLimitMs = Infinity } = this.plan
    this.until = Math.min(this.deadline, now + Math.min(this.limitMs(), attemptLimitMs))
    this.#hadOutcome = false
    this.#place(now)
  }

  #place(now: number): void {
    const member = this.pick(now)
    if (member !== undefined) this.#enter(member, now)
    else if (this.#hadOutcome) this.attempted(now)
    else if (this.anyOutcome) this.finish(now)
    else this.#nobody(now)
  }

  // One pull, waited for; then the call fails (N6).
  #nobody(now: number): void {
    const first = this.keeper.list === undefined
    const pull = this.#pulled ? undefined : this.keeper.pull()
    this.#pulled = true
    if (pull === undefined) {
      this.failWithoutInstance(now)
      return
    }
    this.step = 'pulling'
    // While nothing is known yet the call's own limit holds, later a second.
    this.arm(first ? this.until : Math.min(this.until, now + PULL_WAIT_MS))
    void pull.then(() => {
      if (this.step === 'pulling') this.#place(this.world.env.clock.now())
    })
  }

  #enter(member: Member, now: number): void {
    this.member = member
    const { isolation, instanceBulkhead } = this.plan
    if (isolation !== undefined) {
      const gate = isolation.gateOf(member)
      const permit = gate.admit(this, now)
      if (permit < 0) {
        this.refusedAt(gate, member, now)
        return
      }
      this.holdsIsolation(gate, permit)
    }
    this.permitAt = now
    if (instanceBulkhead !== undefined) {
      const gate = instanceBulkhead.gateOf(member)
      const permit = gate.admit(this, now)
      if (permit === QUEUED && isWaiting(gate)) {
        this.#queueAt(gate, member, now)
        return
      }
      if (permit < 0) {
        this.refusedAt(gate, member, now)
        return
      }
      this.holdsBulkhead(gate, permit)
    }
    this.send(member, false, now)
  }

  // By itself: what its closure captures would be made for every call, waiting or not.
  #queueAt(gate: WaitingGate, member: Member, now: number): void {
    this.step = 'gate'
    this.arm(Math.min(this.until, now + gate.maxWaitMs))
    this.leave = gate.enqueue(() => {
      this.leave = undefined
      this.holdsBulkhead(gate, 0)
      this.send(member, false, this.world.env.clock.now())
    })
  }

  // An instance's gate said no: what an earlier one gave goes back, nothing is booked, no hop.
  protected refusedAt(gate: Gate, member: Member, now: number): void {
    this.tried(member.memory)
    this.settleIsolation(undefined, now)
    this.refused(gate)
    this.#hadOutcome = true
    this.anyOutcome = true
    this.attempted(now)
  }

  protected override exchanged(now: number): void {
    const { outcome, member, exchange } = this
    if (member === undefined || exchange === undefined) return
    if (exchange.started) this.everStarted = true
    outcome.started = exchange.started
    outcome.durationMs = now - this.permitAt
    if (outcome.phase === 'LOST' && exchange.reused && this.#mayResend()) {
      // N2: the socket was stale. Under the same permits, on a fresh connection; only that outcome is booked.
      this.#resent = true
      this.send(member, true, now)
      return
    }
    this.measured()
    const closed = outcome.phase === 'UNSENT' && closedByUs(outcome.code)
    this.settleAttempt(isBooked(outcome) && !closed ? outcome : undefined, now)
    this.#hadOutcome = true
    this.anyOutcome = true
    this.tried(member.memory)
    if (outcome.phase === 'UNSENT') {
      if (!closed && this.world.settings().failoverUnsent) this.keeper.fail(member, outcome.error)
      if (this.hops > 0 && now < this.until && this.usable(now)) {
        this.hops--
        this.same = undefined
        this.#place(now)
        return
      }
    } else {
      this.last = member.memory
      if (outcome.phase === 'ANSWER') this.answered()
      else if (outcome.phase === 'LOST' || outcome.phase === 'CUT') this.keeper.test(member)
    }
    this.attempted(now)
  }

  #mayResend(): boolean {
    if (this.#resent || this.traits.retry === false || this.upgrades) return false
    return (this.traits.idempotent ?? RESENDABLE.has(this.method)) && this.body.replayable()
  }
}
