import type { Instance } from '@node-chassis/core'
import type { Balancer, ConsumerPlan, RouteGroup } from '@node-chassis/governance'
import { CallView } from './call-view.ts'
import type { CallRequest } from './call-view.ts'
import type { Classes } from './classes.ts'
import type { Keeper } from './keeper.ts'
import type { Member, Memory } from './member.ts'
import type { CallWorld } from './world.ts'

const EVERYBODY: RouteGroup = Object.freeze({
  kind: 'all',
  label: 'all',
  precedence: undefined,
  members: (instances: readonly Instance[]) => instances
})

const UNPLANNED: ConsumerPlan = Object.freeze({
  gates: [],
  retry: undefined,
  isolation: undefined,
  instanceBulkhead: undefined,
  balancer: 'RoundRobin',
  description: ''
})

/**
 * Which instance a call goes to next: `pick` and `usable` of decisions.md, Attempt loop. The group is chosen once per
 * call and is a tag set; its members come from the newest snapshot (N5).
 */
export abstract class Choice extends CallView {
  protected readonly world: CallWorld
  readonly keeper: Keeper
  /** Set when the call is planned; it keeps the plan it began with. */
  plan: ConsumerPlan = UNPLANNED
  #group: RouteGroup | undefined = undefined
  // Allocated with the second pick: most calls need one.
  #tried: Memory[] | undefined = undefined
  /** The instance the last request was sent to. */
  protected last: Memory | undefined = undefined
  /** The instance that the next attempt must go to, while it can be used (retryOnSame). */
  protected same: Memory | undefined = undefined

  constructor(world: CallWorld, request: CallRequest) {
    super(request)
    this.world = world
    this.keeper = world.keeperOf(request.target)
  }

  protected planned(): void {
    this.plan = this.world.governance.consumerPlan(this)
  }

  /** Label of the route group once it is chosen. */
  get group(): string | undefined {
    return this.#group?.label
  }

  /** Whether the service has instances and the route rule wants none of them. */
  get nobodyInGroup(): boolean {
    const group = this.#group
    if (group === undefined) return false
    // Zones are looked at after the route rule, and may leave nobody of its group.
    if (this.keeper.filters.levels === undefined) return true
    return firstNonEmpty(group, this.#classes(this.world.env.clock.now()), true).length === 0
  }

  protected tried(memory: Memory): void {
    if (this.#tried === undefined) this.#tried = [memory]
    else if (!this.#tried.includes(memory)) this.#tried.push(memory)
  }

  protected pick(now: number): Member | undefined {
    const { keeper, plan, same } = this
    const pinned = this.traits.instance
    if (pinned !== undefined) {
      void keeper.list
      return keeper.member(pinned)
    }
    const classes = this.#classes(now)
    if (same !== undefined) {
      // Whatever its breaker says: its gate answers.
      const member = keeper.member(same.id)
      const usable = member?.current === true || this.traits.testing === true
      if (member?.memory === same && usable && same.probe !== 'FAIL') return member
    }
    const group = this.#groupAmong(classes)
    if (group === undefined) return undefined
    const candidates = firstNonEmpty(group, classes, true)
    if (candidates.length === 0) return undefined
    const balancer = keeper.balancers.of(plan.balancer, group.label)
    if (this.#tried === undefined) return this.#choose(balancer, candidates, NOBODY, now)
    const untried = this.#choose(balancer, candidates, this.#tried, now)
    if (untried !== undefined) return untried
    // All tried: clear all but the last and go on in the group (N5).
    this.#tried = this.last === undefined ? [] : [this.last]
    return (
      this.#choose(balancer, candidates, this.#tried, now) ?? this.#choose(balancer, candidates, NOBODY, now)
    )
  }

  // A nearer instance that was tried is no reason to stay with it: the next level has its turn (routing.md 7.3).
  #choose(
    balancer: Balancer,
    candidates: readonly Member[],
    tried: readonly Memory[],
    now: number
  ): Member | undefined {
    const { balancers, filters } = this.keeper
    if (filters.levels === undefined) return balancers.pick(balancer, candidates, tried, now)
    for (const level of filters.levels(candidates)) {
      const member = balancers.pick(balancer, level, tried, now)
      if (member !== undefined) return member
    }
    return undefined
  }

  #classes(now: number): Classes {
    const { keeper } = this
    const classes = this.traits.testing === true ? keeper.testing() : keeper.classes(this.plan.isolation, now)
    return keeper.filters.narrows ? keeper.narrowing.of(classes, this) : classes
  }

  /** Whether an untried instance is healthy: neither a hop nor N3 goes to an isolated or failing one. */
  protected usable(now: number): boolean {
    const classes = this.#classes(now)
    const group = this.#groupAmong(classes)
    if (group === undefined) return false
    const tried = this.#tried ?? NOBODY
    const candidates = firstNonEmpty(group, classes, false)
    const levels = this.keeper.filters.levels?.(candidates) ?? [candidates]
    return levels.some((level) => level.some((member) => !tried.includes(member.memory)))
  }

  #groupAmong({ a, h, u }: Classes): RouteGroup | undefined {
    if (this.#group !== undefined) return this.#group
    const first = a.length > 0 ? a : h.length > 0 ? h : u
    if (first.length === 0) return undefined
    const router = this.world.governance.router(this.target.service)
    this.#group = router === undefined ? EVERYBODY : router.route(this, first)
    return this.#group
  }
}

const NOBODY: readonly Memory[] = Object.freeze([])

function firstNonEmpty(group: RouteGroup, { a, h, u }: Classes, lastResort: boolean): readonly Member[] {
  // Members come back as they were given: a group only leaves some out.
  const healthy = group.members(a) as readonly Member[]
  if (healthy.length > 0) return healthy
  const vanished = group.members(h) as readonly Member[]
  if (vanished.length > 0 || !lastResort) return vanished
  return group.members(u) as readonly Member[]
}
