import type { Env, Instance, InstanceList, InstanceSource, Target } from '@node-chassis/core'
import { Balancers, ServiceFilters, warmUpOf } from '@node-chassis/governance'
import type { Balancer, InstanceGates, Selection } from '@node-chassis/governance'
import { InstancePool } from '@node-chassis/transport'
import { isolation as isolationChannel } from './channels.ts'
import { buildClasses, buildTestingClasses } from './classes.ts'
import type { Classes } from './classes.ts'
import { httpEndpoint } from './endpoint.ts'
import type { InvokerEvents } from './events.ts'
import { Member } from './member.ts'
import type { Memory } from './member.ts'
import { Meter } from './meter.ts'
import { Narrowing } from './narrowing.ts'
import { Probes } from './probes.ts'
import type { InvokerSettings } from './settings.ts'

const PULL_PAUSE_MS = 1000

export interface KeeperWorld {
  readonly env: Env
  /** The application's own, by name. */
  readonly balancers?: ReadonlyMap<string, () => Balancer>
  readonly source: InstanceSource
  readonly settings: () => InvokerSettings
  readonly selection: () => Selection
  /** A name as the registry spells it. */
  readonly learn: (service: string) => void
  readonly emit: <Name extends keyof InvokerEvents>(name: Name, event: InvokerEvents[Name]) => void
}

/**
 * Everything the invoker remembers of one service: its instances with their pools and probes, those that vanished from
 * the registry, and the classes calls choose from. Source: decisions.md N1, N12, Attempt loop; routing.md 7.2.
 */
export class Keeper {
  readonly target: Target
  readonly balancers: Balancers
  filters: ServiceFilters
  narrowing: Narrowing
  /** Of whole calls. */
  readonly meter = new Meter()
  readonly #world: KeeperWorld
  readonly #probes: Probes
  #members = new Map<string, Member>()
  #list: InstanceList | undefined
  #revision = 0
  #plain: Classes | undefined
  #testing: Classes | undefined
  readonly #byGates = new WeakMap<InstanceGates, Classes>()
  readonly #gates = new Set<InstanceGates>()
  readonly #isolated = new WeakMap<InstanceGates, Set<string>>()
  #pulling: Promise<void> | undefined
  #pulledAt = -Infinity
  #pullError: unknown
  readonly #leaving = new Set<Promise<void>>()
  #closed = false

  constructor(world: KeeperWorld, target: Target) {
    this.#world = world
    this.target = target
    this.filters = new ServiceFilters(world.selection(), target.service)
    this.narrowing = new Narrowing(this.filters)
    this.balancers = new Balancers(world.env.random, this.filters.balancing, world.balancers)
    this.#probes = this.#probing()
  }

  /** The newest list, undefined while nothing is known. Taken over when the source has another one. */
  get list(): InstanceList | undefined {
    const list = this.#world.source.current(this.target)
    if (list !== undefined && list !== this.#list) this.take(list)
    return this.#list
  }

  /** Nothing would be lost with it. */
  get empty(): boolean {
    return this.#members.size === 0
  }

  /** All instances with a memory, vanished ones included. */
  get members(): Iterable<Member> {
    return this.#members.values()
  }

  /** Why the last question to the registry failed; undefined when it was answered. */
  get pullError(): unknown {
    return this.#pullError
  }

  member(id: string): Member | undefined {
    return this.#members.get(id)
  }

  /** The newest record of the same instance; undefined when it left or is another one by now. */
  newest(member: Member): Member | undefined {
    const now = this.#members.get(member.id)
    return now?.memory === member.memory ? now : undefined
  }

  /** One comparison of revisions and one of times while nothing happens (routing.md 9). */
  classes(isolation: InstanceGates | undefined, now: number): Classes {
    void this.list
    const known = isolation === undefined ? this.#plain : this.#byGates.get(isolation)
    if (
      known !== undefined &&
      known.membersRevision === this.#revision &&
      known.gatesRevision === (isolation?.revision ?? 0) &&
      now < known.validUntil
    ) {
      return known
    }
    return this.#rebuilt(known, isolation, now)
  }

  /** What a call chooses from that asks for instances with status TESTING: rare, and without a look at breakers. */
  testing(): Classes {
    void this.list
    if (this.#testing?.membersRevision !== this.#revision) {
      const members = this.#members.values()
      this.#testing = buildTestingClasses(members, this.filters.eligible, this.#revision, this.#testing)
    }
    return this.#testing
  }

  // By itself: what its closure captures would be made at each look-up.
  #rebuilt(known: Classes | undefined, isolation: InstanceGates | undefined, now: number): Classes {
    const heard =
      isolation === undefined
        ? () => {}
        : (member: Member, isolated: boolean) => this.#heardIsolation(isolation, member, isolated)
    const { eligible } = this.filters
    const next = buildClasses(this.#members.values(), eligible, this.#revision, isolation, now, known, heard)
    if (isolation === undefined) {
      this.#plain = next
    } else {
      this.#byGates.set(isolation, next)
      this.#gates.add(isolation)
    }
    return next
  }

  /** A new list: instances that are missing become history while they can be reached (decisions.md N12). */
  take(list: InstanceList): void {
    if (this.#closed) return
    this.#list = list
    if (list.known) this.#world.learn(list.target.service)
    const now = this.#world.env.clock.now()
    const next = new Map<string, Member>()
    for (const instance of list.instances) next.set(instance.id, this.#memberFor(instance))
    for (const [id, old] of this.#members) {
      const replacement = next.get(id)
      if (replacement?.memory === old.memory) continue
      if (replacement !== undefined) {
        // The id came back with another endpoint or a later registration (N25).
        this.#drop(old)
        continue
      }
      next.set(id, old)
      if (old.memory.vanishedAt !== undefined) continue
      old.memory.vanishedAt = now
      if (old.memory.endpoint === undefined || old.status !== 'UP') this.#forget(next, old)
      else this.#probes.test(old)
    }
    this.#members = next
    this.#revision++
    for (const { memory, status } of next.values()) {
      if (status !== 'UP') continue
      if (memory.bornAt === Infinity) memory.bornAt = now
      this.balancers.slowStart.met(memory)
    }
  }

  /** Nothing could be sent to it: out of the candidates until a connection stands (decisions.md N1). */
  fail(member: Member, cause: unknown): void {
    this.#probes.fail(member, cause)
  }

  /** A connection to it broke: one connect test at once. */
  test(member: Member): void {
    this.#probes.test(member)
  }

  #probing(): Probes {
    const { env, settings, emit } = this.#world
    return new Probes(env, settings, {
      closed: () => this.#closed,
      changed: () => void this.#revision++,
      newest: (member) => this.newest(member),
      gone: (member) => {
        this.#forget(this.#members, member)
        this.#revision++
      },
      failed: (member, cause) => {
        const about = this.#about(member)
        const { code, message } = Object(cause) as Partial<NodeJS.ErrnoException>
        env.log.warn(
          about,
          `an instance of '${about.service}' is out, no connection to ${about.endpoint} (${code ?? message ?? 'unknown error'}); it is tried in the background`
        )
        emit('failed', { ...about, cause })
        void this.pull()
      },
      recovered: (member) => {
        const about = this.#about(member)
        env.log.info(
          about,
          `an instance of '${about.service}' is back, ${about.endpoint} accepts connections`
        )
        emit('recovered', { ...about, by: 'connect-test' })
      }
    })
  }

  /** An answer arrived: somebody is there. A failed probe is cured by a connect test alone. */
  answered(memory: Memory): void {
    if (memory.probe === 'UNKNOWN') memory.probe = 'OK'
  }

  /**
   * Asks the registry now, at most once a second; further callers share the question. Resolves when it was answered or
   * could not be; undefined when the last answer is younger than a second.
   */
  pull(): Promise<void> | undefined {
    if (this.#pulling !== undefined) return this.#pulling
    const { env, source } = this.#world
    if (this.#closed || env.clock.now() - this.#pulledAt < PULL_PAUSE_MS) return undefined
    const ask = async (): Promise<void> => {
      try {
        const list = await source.pull(this.target)
        this.#pullError = undefined
        if (list !== this.#list) this.take(list)
      } catch (error) {
        this.#pullError = error
      } finally {
        this.#pulledAt = env.clock.now()
        this.#pulling = undefined
      }
    }
    this.#pulling = ask()
    return this.#pulling
  }

  /** Pool settings or what counts as an endpoint changed: pools are made anew beside the old ones. */
  configure(): void {
    const { pool, assumeRest } = this.#world.settings()
    for (const member of this.#members.values()) member.memory.pool?.configure(pool)
    const list = this.#list
    const changed = [...this.#members.values()].some(
      (member) => httpEndpoint(member.endpoints, assumeRest)?.text !== member.memory.endpoint?.text
    )
    if (list !== undefined && changed) this.take({ ...list })
  }

  /** Balancing or instance filters changed. */
  select(): void {
    this.filters = new ServiceFilters(this.#world.selection(), this.target.service)
    this.narrowing = new Narrowing(this.filters)
    this.balancers.configure(this.filters.balancing)
    for (const { memory } of this.#members.values()) {
      if (memory.bornAt !== Infinity) this.balancers.slowStart.met(memory)
    }
    this.#revision++
  }

  async close(how: 'close' | 'destroy'): Promise<void> {
    this.#closed = true
    const ends: Promise<void>[] = [...this.#leaving]
    for (const { memory } of this.#members.values()) {
      memory.cancelTest?.()
      memory.dropped = true
      if (memory.pool !== undefined) ends.push(memory.pool[how]())
    }
    await Promise.all(ends)
  }

  #memberFor(instance: Instance): Member {
    const { env, settings } = this.#world
    const { assumeRest, pool } = settings()
    const old = this.#members.get(instance.id)
    const endpoint = httpEndpoint(instance.endpoints, assumeRest)
    if (
      old !== undefined &&
      old.memory.endpoint?.text === endpoint?.text &&
      old.registeredAt === instance.registeredAt
    ) {
      old.memory.vanishedAt = undefined
      return new Member(instance, old.memory)
    }
    return new Member(instance, {
      id: instance.id,
      endpoint,
      pool: endpoint === undefined ? undefined : new InstancePool(env.clock, endpoint, pool),
      meter: undefined,
      load: undefined,
      bornAt: Infinity,
      warmUp: warmUpOf(instance.properties, env.clock.now(), env.clock.wallNow()),
      probe: 'UNKNOWN',
      vanishedAt: undefined,
      failures: 0,
      testing: false,
      cancelTest: undefined,
      dropped: false
    })
  }

  #forget(members: Map<string, Member>, member: Member): void {
    if (members.get(member.id)?.memory === member.memory) members.delete(member.id)
    this.#drop(member)
  }

  #drop(member: Member): void {
    const { memory } = member
    memory.cancelTest?.()
    memory.dropped = true
    memory.load?.free()
    for (const gates of this.#gates) gates.forget(member)
    if (memory.pool === undefined) return
    // Calls in flight finish first.
    const left = memory.pool.close()
    this.#leaving.add(left)
    void left.then(() => this.#leaving.delete(left))
  }

  #heardIsolation(gates: InstanceGates, member: Member, isolated: boolean): void {
    let ids = this.#isolated.get(gates)
    if (ids === undefined) this.#isolated.set(gates, (ids = new Set<string>()))
    if (isolated === ids.has(member.id)) return
    if (isolationChannel.hasSubscribers) {
      isolationChannel.publish({ ...this.#about(member), rule: gates.rule, isolated })
    }
    if (isolated) {
      ids.add(member.id)
      this.#world.emit('isolated', { ...this.#about(member), rule: gates.rule })
    } else {
      ids.delete(member.id)
      this.#world.emit('recovered', { ...this.#about(member), by: 'breaker' })
    }
  }

  #about(member: Member): { service: string; instance: string; endpoint: string } {
    return {
      service: this.target.service,
      instance: member.id,
      endpoint: member.memory.endpoint?.text ?? ''
    }
  }
}
