import { QUEUED, isWaiting } from '@node-chassis/core'
import type { Gate } from '@node-chassis/core'
import { FaultInjectionGate } from '@node-chassis/governance'
import { callBegun } from './channels.ts'
import { outcomeError } from './edge-errors.ts'
import { closedByUs } from './error-codes.ts'
import { isBooked, snapshotOf } from './loop-outcome.ts'
import type { Member } from './member.ts'
import { limitOf } from './settings.ts'
import { Transfer } from './transfer.ts'

const MAX_HOPS = 3
const PULL_WAIT_MS = 1000
const NO_TRAILERS = Object.freeze({})

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const RESENDABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/**
 * One call from its first gate to its last byte: the attempt loop of decisions.md, as a state machine that is driven by
 * undici's callbacks and the timer wheel. It makes no promise; the form it is called in (collected, streamed) is what the
 * subclasses add.
 */
export abstract class AttemptLoop extends Transfer {
  #hops = 0
  #spare = false
  #resent = false
  #pulled = false
  // An outcome of this attempt, of any attempt.
  #hadOutcome = false
  #anyOutcome = false
  /** Raw headers of an answer that came over no connection. */
  injectedHead: Buffer[] | undefined = undefined
  #beganAt = 0
  // How to leave what is waited for: the start, a queue, a pause.
  #leave: (() => void) | undefined = undefined

  get done(): boolean {
    return this.step === 'done'
  }

  begin(): void {
    const { world } = this
    world.began(this)
    const now = world.env.clock.now()
    this.#beganAt = now
    this.keeper.meter.active++
    if (callBegun.hasSubscribers) callBegun.publish(this)
    if (this.traits.deadlineMs !== undefined) this.deadline = now + this.traits.deadlineMs
    const refusal = world.lifecycle.refusal()
    if (refusal !== undefined) {
      this.#fail(refusal, now)
      return
    }
    if (world.lifecycle.state !== 'starting') {
      this.#start(now)
      return
    }
    this.step = 'starting'
    this.arm(Math.min(this.deadline, now + this.#limitMs()))
    this.#leave = world.lifecycle.wait(() => {
      this.#leave = undefined
      const closed = world.lifecycle.refusal()
      const then = world.env.clock.now()
      if (closed === undefined) this.#start(then)
      else this.#fail(closed, then)
    })
  }

  /** The caller leaves: nothing is booked, permits go back. */
  abortBy(reason: unknown): void {
    if (this.step === 'done') return
    const now = this.world.env.clock.now()
    this.local(undefined, undefined)
    this.#withdraw(now)
    this.#fail(reason as Error, now)
  }

  // Planned when the call may be made: while the chassis starts, the policies are still on their way.
  #start(now: number): void {
    this.planned()
    const { traits } = this
    const { failoverUnsent, failoverSafe } = this.world.settings()
    const pinned = traits.instance !== undefined
    this.#hops = failoverUnsent && !pinned ? MAX_HOPS : 0
    const free = this.plan.retry === undefined && traits.retry !== false && !pinned && !this.upgrades
    this.#spare = free && failoverSafe && (traits.idempotent ?? SAFE.has(this.method))
    this.#admit(now)
  }

  // Call gates stand outside of retry (governance.md 7): asked once, settled once.
  #admit(now: number): void {
    const { clock } = this.world.env
    const { gates } = this.plan
    while (this.passed < gates.length) {
      const gate = gates[this.passed] as Gate
      const permit = gate.admit(this, now)
      if (permit === QUEUED && isWaiting(gate)) {
        this.step = 'gate'
        this.arm(Math.min(this.deadline, now + gate.maxWaitMs))
        this.#leave = gate.enqueue(() => {
          this.#leave = undefined
          this.passedGate(0)
          this.#admit(clock.now())
        })
        return
      }
      if (permit < 0) {
        this.refused(gate)
        if (gate instanceof FaultInjectionGate && gate.answersEmpty) this.#answerEmpty(now)
        else this.#fail(outcomeError(this), now)
        return
      }
      this.passedGate(permit)
      if (permit > 0 && 'permitIsDelay' in gate) {
        // The gates behind it are asked when the wait is over.
        this.step = 'gate'
        this.arm(this.deadline)
        const goOn = (): void => {
          this.#leave = undefined
          this.#admit(clock.now())
        }
        this.#leave = clock.after(permit, goOn, true)
        return
      }
    }
    this.#attempt(now)
  }

  // An injected `ReturnNull`: an answer that nobody gave (governance.md 6.8).
  #answerEmpty(now: number): void {
    this.note('ANSWER', undefined, undefined, false)
    this.outcome.status = 200
    this.injectedHead = [Buffer.from('content-type'), Buffer.from('application/json')]
    try {
      this.tookHead(200, { 'content-type': 'application/json' }, 'OK')
    } catch (error) {
      this.#fail(error as Error, now)
      return
    }
    this.complete = true
    this.finish(now)
  }

  #limitMs(): number {
    const { timeoutMs, schema, operation } = this.traits
    if (timeoutMs !== undefined) return timeoutMs === 0 ? Infinity : timeoutMs
    return limitOf(this.world.settings(), this.target.service, schema, operation)
  }

  #attempt(now: number): void {
    // One limit for an attempt with its hops and its second sending: 200 ms means 200 ms.
    const { attemptLimitMs = Infinity } = this.plan
    this.until = Math.min(this.deadline, now + Math.min(this.#limitMs(), attemptLimitMs))
    this.#hadOutcome = false
    this.#place(now)
  }

  #place(now: number): void {
    const member = this.pick(now)
    if (member !== undefined) this.#enter(member, now)
    else if (this.#hadOutcome) this.#attempted(now)
    else if (this.#anyOutcome) this.finish(now)
    else this.#nobody(now)
  }

  // One pull, waited for; then the call fails (N6).
  #nobody(now: number): void {
    const first = this.keeper.list === undefined
    const pull = this.#pulled ? undefined : this.keeper.pull()
    this.#pulled = true
    if (pull === undefined) {
      this.#failWithoutInstance(now)
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
        this.#refusedBy(gate, member, now)
        return
      }
      this.holdsIsolation(gate, permit)
    }
    this.permitAt = now
    if (instanceBulkhead !== undefined) {
      const gate = instanceBulkhead.gateOf(member)
      const permit = gate.admit(this, now)
      if (permit === QUEUED && isWaiting(gate)) {
        this.step = 'gate'
        this.arm(Math.min(this.until, now + gate.maxWaitMs))
        this.#leave = gate.enqueue(() => {
          this.#leave = undefined
          this.holdsBulkhead(gate, 0)
          this.send(member, false, this.world.env.clock.now())
        })
        return
      }
      if (permit < 0) {
        this.#refusedBy(gate, member, now)
        return
      }
      this.holdsBulkhead(gate, permit)
    }
    this.send(member, false, now)
  }

  // An instance's gate said no: what an earlier one gave goes back, nothing is booked, no hop.
  #refusedBy(gate: Gate, member: Member, now: number): void {
    this.tried(member.memory)
    this.settleIsolation(undefined, now)
    this.refused(gate)
    this.#hadOutcome = true
    this.#anyOutcome = true
    this.#attempted(now)
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
    this.#anyOutcome = true
    this.tried(member.memory)
    if (outcome.phase === 'UNSENT') {
      if (!closed && this.world.settings().failoverUnsent) this.keeper.fail(member, outcome.error)
      if (this.#hops > 0 && now < this.until && this.usable(now)) {
        this.#hops--
        this.same = undefined
        this.#place(now)
        return
      }
    } else {
      this.last = member.memory
      if (outcome.phase === 'ANSWER') this.answered()
      else if (outcome.phase === 'LOST' || outcome.phase === 'CUT') this.keeper.test(member)
    }
    this.#attempted(now)
  }

  #mayResend(): boolean {
    if (this.#resent || this.traits.retry === false || this.upgrades) return false
    return (this.traits.idempotent ?? RESENDABLE.has(this.method)) && this.body.replayable()
  }

  /** The part of the loop that stands outside of an attempt. */
  #attempted(now: number): void {
    const { outcome } = this
    const policy = this.traits.retry === false || this.upgrades ? undefined : this.plan.retry
    if (policy === undefined) {
      if (outcome.phase === 'LOST' && this.#spare && this.body.replayable() && this.usable(now)) {
        this.#spare = false
        this.same = undefined
        this.#attempt(now)
      } else {
        this.finish(now)
      }
      return
    }
    if (outcome.phase === 'LOCAL' || !policy.retriable(outcome)) {
      this.finish(now)
      return
    }
    if (++this.counted > policy.maxAttempts) {
      if (policy.failAfterMaxAttempts && outcome.phase === 'ANSWER') outcome.code = 'CHS_RETRIES_EXHAUSTED'
      this.finish(now)
      return
    }
    if (!this.body.replayable()) {
      this.finish(now)
      return
    }
    this.same = this.counted <= policy.retryOnSame ? this.last : undefined
    this.step = 'pausing'
    this.arm(this.deadline)
    // Pauses of a millisecond are the default: finer than the wheel.
    const { clock, random } = this.world.env
    const goOn = (): void => {
      this.#leave = undefined
      this.#attempt(clock.now())
    }
    // No socket is busy meanwhile: the timer holds the process for whoever awaits the call.
    this.#leave = clock.after(policy.pauseMs(this.counted, random), goOn, true)
  }

  override onTimer(now: number): void {
    if (now >= this.deadline || this.step === 'starting') this.#overDeadline(now)
    else if (this.step === 'gate') this.#waitedInVain(now)
    else if (this.step === 'pulling') this.#failWithoutInstance(now)
    else if (this.step === 'dropping') this.droppedEnough()
    else if (this.step === 'streaming') this.overLimitInBody()
    else if (this.step === 'sending') this.overLimit(now)
  }

  // The queue's own limit, or that of the attempt: its gate refuses.
  #waitedInVain(now: number): void {
    this.#leave?.()
    this.#leave = undefined
    const { member } = this
    if (member !== undefined) {
      const gate = this.plan.instanceBulkhead?.gateOf(member)
      if (gate !== undefined) this.#refusedBy(gate, member, now)
      return
    }
    const gate = this.plan.gates[this.passed]
    if (gate !== undefined) this.refused(gate)
    this.#fail(outcomeError(this), now)
  }

  #overDeadline(now: number): void {
    const before = this.#anyOutcome ? snapshotOf(this.outcome) : undefined
    this.local('CHS_REQUEST_TIMEOUT', undefined)
    this.#withdraw(now)
    this.#fail(outcomeError(this, before), now)
  }

  /** Leaves whatever is waited for and gives everything back unused. */
  #withdraw(now: number): void {
    this.#leave?.()
    this.#leave = undefined
    this.body.detach()
    this.exchange?.giveUp()
    this.settleAttempt(undefined, now)
  }

  #failWithoutInstance(now: number): void {
    this.local('CHS_NO_INSTANCE', undefined)
    this.#fail(outcomeError(this), now)
  }

  protected override finish(now: number): void {
    const { outcome } = this
    if (!this.complete || outcome.phase !== 'ANSWER' || outcome.code !== undefined) {
      this.#fail(outcomeError(this), now)
      return
    }
    this.end(now)
    this.succeeded(NO_TRAILERS)
  }

  #fail(error: Error, now: number): void {
    this.end(now)
    this.failed(error)
  }

  // The only place where call gates are settled and the call leaves the books.
  protected override end(now: number): void {
    this.step = 'done'
    this.world.wheel.disarm(this)
    this.body.release()
    this.settleCallGates(now)
    const { meter } = this.keeper
    meter.active--
    meter.ended(this.outcome, now - this.#beganAt, this.attempts)
    this.world.ended(this)
  }
}
