import type { Env, Instance } from '@node-chassis/core'
import type { Balancer, Candidate, CandidateMemory } from '@node-chassis/governance'

/**
 * Chooses one of the instances, synchronously, at every attempt: what it does is on the path of every call. The list is
 * never empty, it is the same object until something changes, and what it answers has to be one of it.
 */
export type ChooseInstance = (instances: readonly Instance[]) => Instance

/**
 * A balancer of the application's own. Called once for each service and route group, so that what it remembers (a
 * cursor, a count) is never shared between groups (routing.md 8.2).
 */
export type BalancerFactory = () => ChooseInstance

/** Lets a function of the application choose; its mistakes cost it its say, not the call. */
export class CustomBalancer implements Balancer {
  readonly #name: string
  readonly #choose: ChooseInstance
  readonly #env: Env
  #turn = 0
  #complained = false

  constructor(name: string, choose: ChooseInstance, env: Env) {
    this.#name = name
    this.#choose = choose
    this.#env = env
  }

  get measures(): boolean {
    return false
  }

  /** What warms up is the function's business: it sees `registeredAt`. */
  get weighs(): boolean {
    return true
  }

  pick<N extends Candidate>(candidates: readonly N[], tried: readonly CandidateMemory[]): N | undefined {
    // A list is made for a further attempt alone; the first one hands out what is there.
    const left = tried.length === 0 ? candidates : candidates.filter(({ memory }) => !tried.includes(memory))
    if (left.length === 0) return undefined
    try {
      // The members of the invoker are instances.
      const chosen = this.#choose(left as unknown as readonly Instance[]) as unknown as N
      if (left.includes(chosen)) return chosen
      this.#complain('answered no instance of its list')
    } catch (err) {
      this.#complain('threw', err)
    }
    return left[this.#turn++ % left.length]
  }

  #complain(what: string, err?: unknown): void {
    if (this.#complained) return
    this.#complained = true
    const balancer = this.#name
    this.#env.log.warn({ balancer, err }, `balancer '${balancer}' ${what}; instances take turns then`)
  }
}
