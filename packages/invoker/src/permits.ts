import type { Gate, Outcome, Permit, Phase } from '@node-chassis/core'
import { Choice } from './choice.ts'
import { LoopOutcome, isBooked } from './loop-outcome.ts'
import type { Member } from './member.ts'

/**
 * The permits a call holds: those of its call gates until it ends, those of its instance's gates until the attempt is
 * settled. Each is settled exactly once.
 */
export abstract class Permits extends Choice {
  readonly outcome: LoopOutcome = new LoopOutcome()
  /** The instance asked now. */
  protected member: Member | undefined = undefined
  /** When the instance's gates let the attempt in: where its duration starts. */
  protected permitAt = 0
  /** The gate that refused last, for the error. */
  refusedBy: Gate | undefined = undefined
  /** Call gates that have admitted. */
  protected passed = 0
  #callPermits: Permit[] | undefined = undefined
  #isolation: Gate | undefined = undefined
  #isolationPermit: Permit = 0
  #bulkhead: Gate | undefined = undefined
  #bulkheadPermit: Permit = 0

  /** Id of the instance asked last. */
  get instance(): string | undefined {
    return this.member?.id
  }

  protected note(phase: Phase, code: string | undefined, error: Error | undefined, started: boolean): void {
    const { outcome } = this
    if (phase !== 'CUT' && phase !== 'LIMIT') outcome.status = 0
    outcome.phase = phase
    outcome.code = code
    outcome.error = error
    outcome.started = started
  }

  protected refused(gate: Gate): void {
    this.refusedBy = gate
    this.note('REFUSED', gate.code, undefined, false)
    this.outcome.status = gate.status
  }

  protected passedGate(permit: Permit): void {
    this.passed++
    if (this.#callPermits === undefined) this.#callPermits = [permit]
    else this.#callPermits.push(permit)
  }

  protected holdsIsolation(gate: Gate, permit: Permit): void {
    this.#isolation = gate
    this.#isolationPermit = permit
  }

  protected holdsBulkhead(gate: Gate, permit: Permit): void {
    this.#bulkhead = gate
    this.#bulkheadPermit = permit
  }

  /** @param outcome undefined: given back unused */
  protected settleAttempt(outcome: Outcome | undefined, now: number): void {
    this.settleIsolation(outcome, now)
    this.settleBulkhead(outcome, now)
  }

  protected settleIsolation(outcome: Outcome | undefined, now: number): void {
    const gate = this.#isolation
    this.#isolation = undefined
    gate?.settle(this, this.#isolationPermit, outcome, now)
  }

  protected settleBulkhead(outcome: Outcome | undefined, now: number): void {
    const gate = this.#bulkhead
    this.#bulkhead = undefined
    gate?.settle(this, this.#bulkheadPermit, outcome, now)
  }

  /** The innermost first. */
  protected settleCallGates(): void {
    const permits = this.#callPermits
    if (permits === undefined) return
    this.#callPermits = undefined
    const now = this.world.env.clock.now()
    const outcome = isBooked(this.outcome) ? this.outcome : undefined
    for (let i = this.passed - 1; i >= 0; i--) {
      this.plan.gates[i]?.settle(this, permits[i] ?? 0, outcome, now)
    }
  }
}
