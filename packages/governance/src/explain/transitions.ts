import type { GovernanceExplanation } from '../contracts.ts'
import type { BreakerTransition } from '../processors.ts'

type BreakerExplanation = GovernanceExplanation['breakers'][number]

const MOST = 1000

/** The last change of every breaker, for `explain`. */
export class Transitions {
  readonly #last = new Map<string, BreakerExplanation>()

  /** @param at milliseconds since the epoch */
  note(
    { rule, instance, from, to, reason, failureRate, slowRate, waitMs }: BreakerTransition,
    at: number
  ): void {
    const key = instance === undefined ? rule : `${rule} ${instance.service} ${instance.id}`
    // Anew, so that the oldest stand in front.
    this.#last.delete(key)
    this.#last.set(key, {
      rule,
      service: instance?.service,
      instance: instance?.id,
      from,
      to,
      reason,
      failureRate,
      slowRate,
      waitMs,
      at
    })
    if (this.#last.size > MOST) for (const oldest of this.#last.keys()) return void this.#last.delete(oldest)
  }

  /** Those of the given rules; those of instances only where they are of the service. */
  of(rules: ReadonlySet<string>, service: string | undefined): BreakerExplanation[] {
    return [...this.#last.values()].filter(
      (one) => rules.has(one.rule) && (one.service === undefined || one.service === service)
    )
  }
}
