import type { Gate, Outcome, Permit, Phase } from '@node-chassis/core'
import type { LoadMemory } from '@node-chassis/governance'
import { refusal } from './channels.ts'
import { Choice } from './choice.ts'
import { LoopOutcome, isBooked } from './loop-outcome.ts'
import type { Member, Memory } from './member.ts'

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
  // Most calls have one call gate, or none: a list is made for the second.
  #firstPermit: Permit = 0
  #morePermits: Permit[] | undefined = undefined
  #isolation: Gate | undefined = undefined
  #isolationPermit: Permit = 0
  #bulkhead: Gate | undefined = undefined
  #bulkheadPermit: Permit = 0
  // What the balancer learns from the attempt; undefined when none of the service's balancers measures.
  #load: LoadMemory | undefined = undefined

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
    if (refusal.hasSubscribers) refusal.publish(this)
  }

  protected passedGate(permit: Permit): void {
    if (this.passed++ === 0) this.#firstPermit = permit
    else (this.#morePermits ??= []).push(permit)
  }

  protected holdsIsolation(gate: Gate, permit: Permit): void {
    this.#isolation = gate
    this.#isolationPermit = permit
  }

  protected holdsBulkhead(gate: Gate, permit: Permit): void {
    this.#bulkhead = gate
    this.#bulkheadPermit = permit
  }

  /** The attempt is on its way to the instance; a second sending (N2) is the same attempt. */
  protected loads(memory: Memory, now: number): void {
    if (this.#load !== undefined || !this.keeper.balancers.measuring) return
    this.#load = memory.load ??= this.keeper.balancers.loads.add(now)
    this.#load.begin()
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
    if (outcome !== undefined) this.#load?.record(outcome, now)
  }

  protected settleBulkhead(outcome: Outcome | undefined, now: number): void {
    const gate = this.#bulkhead
    this.#bulkhead = undefined
    gate?.settle(this, this.#bulkheadPermit, outcome, now)
    const load = this.#load
    if (load === undefined) return
    this.#load = undefined
    load.end()
  }

  /** The innermost first. */
  protected settleCallGates(now: number): void {
    const { passed } = this
    if (passed === 0) return
    this.passed = 0
    const outcome = isBooked(this.outcome) ? this.outcome : undefined
    for (let i = passed - 1; i >= 0; i--) {
      const permit = i === 0 ? this.#firstPermit : (this.#morePermits?.[i - 1] ?? 0)
      this.plan.gates[i]?.settle(this, permit, outcome, now)
    }
  }
}
