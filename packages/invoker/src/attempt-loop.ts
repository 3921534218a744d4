import { QUEUED, isWaiting } from '@node-chassis/core'
import type { Gate, WaitingGate } from '@node-chassis/core'
import { FaultInjectionGate } from '@node-chassis/governance'
import type { RetryPolicy } from '@node-chassis/governance'
import { Attempt } from './attempt.ts'
import { callBegun } from './channels.ts'
import { outcomeError } from './edge-errors.ts'
import { snapshotOf } from './loop-outcome.ts'

const MAX_HOPS = 3
const NO_TRAILERS = Object.freeze({})

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * One call from its first gate to its last byte: the attempt loop of decisions.md, as a state machine that is driven by
 * undici's callbacks and the timer wheel. It makes no promise; the form it is called in (collected, streamed) is what the
 * subclasses add.
 */
export abstract class AttemptLoop extends Attempt {
  #spare = false
  /** Raw headers of an answer that came over no connection. */
  injectedHead: Buffer[] | undefined = undefined
  #beganAt = 0

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
    world.observer?.begun(this)
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
    this.#waitForStart(now)
  }

  // Waits by themselves: what their closures capture would be made for every call, waiting or not.
  #waitForStart(now: number): void {
    const { lifecycle, env } = this.world
    this.step = 'starting'
    this.arm(Math.min(this.deadline, now + this.limitMs()))
    this.leave = lifecycle.wait(() => {
      this.leave = undefined
      const closed = lifecycle.refusal()
      const then = env.clock.now()
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
    this.hops = failoverUnsent && !pinned ? MAX_HOPS : 0
    const free = this.plan.retry === undefined && traits.retry !== false && !pinned && !this.upgrades
    this.#spare = free && failoverSafe && (traits.idempotent ?? SAFE.has(this.method))
    this.#admit(now)
  }

  // Call gates stand outside of retry (governance.md 7): asked once, settled once.
  #admit(now: number): void {
    const { gates } = this.plan
    while (this.passed < gates.length) {
      const gate = gates[this.passed] as Gate
      const permit = gate.admit(this, now)
      if (permit === QUEUED && isWaiting(gate)) {
        this.#queueAt(gate, now)
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
        this.#sitOut(permit)
        return
      }
    }
    this.attempt(now)
  }

  #queueAt(gate: WaitingGate, now: number): void {
    this.step = 'gate'
    this.arm(Math.min(this.deadline, now + gate.maxWaitMs))
    this.leave = gate.enqueue(() => {
      this.leave = undefined
      this.passedGate(0)
      this.#admit(this.world.env.clock.now())
    })
  }

  // The gates behind it are asked when the wait is over.
  #sitOut(ms: number): void {
    const { clock } = this.world.env
    this.step = 'gate'
    this.arm(this.deadline)
    const goOn = (): void => {
      this.leave = undefined
      this.#admit(clock.now())
    }
    this.leave = clock.after(ms, goOn, true)
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

  /** The part of the loop that stands outside of an attempt. */
  protected override attempted(now: number): void {
    const { outcome } = this
    const policy = this.traits.retry === false || this.upgrades ? undefined : this.plan.retry
    if (policy === undefined) {
      if (outcome.phase === 'LOST' && this.#spare && this.body.replayable() && this.usable(now)) {
        this.#spare = false
        this.same = undefined
        this.attempt(now)
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
    this.#pause(policy)
  }

  #pause(policy: RetryPolicy): void {
    this.step = 'pausing'
    this.arm(this.deadline)
    // Pauses of a millisecond are the default: finer than the wheel.
    const { clock, random } = this.world.env
    const goOn = (): void => {
      this.leave = undefined
      this.attempt(clock.now())
    }
    // No socket is busy meanwhile: the timer holds the process for whoever awaits the call.
    this.leave = clock.after(policy.pauseMs(this.counted, random), goOn, true)
  }

  override onTimer(now: number): void {
    if (now >= this.deadline || this.step === 'starting') this.#overDeadline(now)
    else if (this.step === 'gate') this.#waitedInVain(now)
    else if (this.step === 'pulling') this.failWithoutInstance(now)
    else if (this.step === 'dropping') this.droppedEnough()
    else if (this.step === 'streaming') this.overLimitInBody()
    else if (this.step === 'sending') this.overLimit(now)
  }

  // The queue's own limit, or that of the attempt: its gate refuses.
  #waitedInVain(now: number): void {
    this.leave?.()
    this.leave = undefined
    const { member } = this
    if (member !== undefined) {
      const gate = this.plan.instanceBulkhead?.gateOf(member)
      if (gate !== undefined) this.refusedAt(gate, member, now)
      return
    }
    const gate = this.plan.gates[this.passed]
    if (gate !== undefined) this.refused(gate)
    this.#fail(outcomeError(this), now)
  }

  #overDeadline(now: number): void {
    const before = this.anyOutcome ? snapshotOf(this.outcome) : undefined
    this.local('CHS_REQUEST_TIMEOUT', undefined)
    this.#withdraw(now)
    this.#fail(outcomeError(this, before), now)
  }

  /** Leaves whatever is waited for and gives everything back unused. */
  #withdraw(now: number): void {
    this.leave?.()
    this.leave = undefined
    this.body.detach()
    this.exchange?.giveUp()
    this.settleAttempt(undefined, now)
  }

  protected override failWithoutInstance(now: number): void {
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
    const durationMs = now - this.#beganAt
    meter.ended(this.outcome, durationMs, this.attempts)
    this.world.observer?.settled(this, durationMs)
    this.world.ended(this)
  }
}
