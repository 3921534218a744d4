import type { Env } from '@node-chassis/core'
import { connectTest } from '@node-chassis/transport'
import type { Member } from './member.ts'
import type { InvokerSettings } from './settings.ts'

const HISTORY_MS = 600_000
const HISTORY_TEST_MS = 15_000
const MAX_TEST_PAUSE_MS = 30_000

/** Whose instances are tested. */
export interface Tested {
  closed(): boolean
  /** The classes of instances are other ones now. */
  changed(): void
  /** The newest record of the same instance; undefined when it left or is another one by now. */
  newest(member: Member): Member | undefined
  /** An instance of history that nobody misses. */
  gone(member: Member): void
  failed(member: Member, cause: unknown): void
  recovered(member: Member): void
}

/**
 * Connect tests: what takes an instance out of the candidates and brings it back, and how long one that left the
 * registry is remembered. Source: decisions.md N1, N12, Attempt loop (`fail`, `test`).
 */
export class Probes {
  readonly #env: Env
  readonly #settings: () => InvokerSettings
  readonly #tested: Tested

  constructor(env: Env, settings: () => InvokerSettings, tested: Tested) {
    this.#env = env
    this.#settings = settings
    this.#tested = tested
  }

  /** Nothing could be sent to it: out of the candidates until a connection stands. */
  fail(member: Member, cause: unknown): void {
    const { memory } = member
    if (memory.dropped || this.#tested.closed() || memory.probe === 'FAIL') return
    memory.probe = 'FAIL'
    memory.failures = 0
    this.#tested.changed()
    this.#tested.failed(member, cause)
    this.#schedule(member)
  }

  /** One connect test at once, at most one running: a broken connection alone takes nobody out. */
  test(member: Member): void {
    const { memory } = member
    const { endpoint } = memory
    if (memory.testing || memory.dropped || this.#tested.closed() || endpoint === undefined) return
    memory.testing = true
    const { connectTimeoutMs } = this.#settings().pool
    void connectTest(this.#env.clock, endpoint.host, endpoint.port, connectTimeoutMs).then((ok) => {
      memory.testing = false
      if (memory.dropped || this.#tested.closed()) return
      if (ok) this.#reached(member)
      else this.#unreached(member)
    })
  }

  #reached(member: Member): void {
    const { memory } = member
    const recovered = memory.probe === 'FAIL'
    const changed = memory.probe !== 'OK'
    memory.probe = 'OK'
    memory.failures = 0
    if (changed) this.#tested.changed()
    if (recovered) this.#tested.recovered(member)
    if (memory.vanishedAt !== undefined) this.#scheduleHistory(member, memory.vanishedAt)
  }

  #unreached(member: Member): void {
    const { memory } = member
    if (memory.vanishedAt !== undefined) {
      this.#tested.gone(member)
    } else if (memory.probe === 'FAIL') {
      memory.failures++
      this.#schedule(member)
    } else {
      this.fail(member, new Error('its connect test failed'))
    }
  }

  #schedule(member: Member): void {
    const pause = Math.min(1000 * 2 ** Math.min(member.memory.failures, 5), MAX_TEST_PAUSE_MS)
    this.#testAfter(member, pause)
  }

  #scheduleHistory(member: Member, since: number): void {
    // Addresses are reused: whoever answers there by then may be somebody else.
    if (this.#env.clock.now() - since >= HISTORY_MS) this.#tested.gone(member)
    else this.#testAfter(member, HISTORY_TEST_MS)
  }

  #testAfter(member: Member, ms: number): void {
    const { memory } = member
    memory.cancelTest?.()
    memory.cancelTest = this.#env.clock.after(ms, () => {
      memory.cancelTest = undefined
      this.test(this.#tested.newest(member) ?? member)
    })
  }
}
