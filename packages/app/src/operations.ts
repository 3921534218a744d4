import type { ChassisState, Env, InstanceList, Unsubscribe } from '@node-chassis/core'
import { adminPages } from './admin/pages.ts'
import { startAdminServer } from './admin/server.ts'
import type { AdminServer } from './admin/server.ts'
import { readAdminSettings } from './admin/settings.ts'
import type { Subject } from './admin/subject.ts'
import type { Parts } from './compose.ts'
import { Health } from './health.ts'
import { collect } from './metrics/collect.ts'
import type { ServedMeter } from './metrics/served.ts'
import { SlowCalls } from './slow-calls.ts'
import { observeFamilies } from './telemetry/instruments.ts'
import { loadOpenTelemetry } from './telemetry/load.ts'
import { traceCalls } from './telemetry/spans.ts'

/** What operations needs of the chassis itself. */
export interface Operated {
  readonly env: Env
  readonly state: ChassisState
  /** By POST /status, until that puts it back or the process leaves. */
  readonly takenOut: boolean
  readonly instanceId: string | undefined
  setStatus(status: 'UP' | 'DOWN'): Promise<void>
}

/** What people and machines look at: health, counters, the admin port. From before the start to after the end. */
export class Operations implements Subject {
  readonly parts: Parts
  readonly health: Health
  readonly lists = new Map<string, InstanceList>()
  readonly #chassis: Operated
  #server: AdminServer | undefined
  #stop: readonly Unsubscribe[] = []

  constructor(chassis: Operated, parts: Parts) {
    this.#chassis = chassis
    this.parts = parts
    this.health = new Health(parts)
    parts.registry?.events.on('instances', (list) => this.#took(list))
  }

  get env(): Env {
    return this.#chassis.env
  }

  get state(): ChassisState {
    return this.#chassis.state
  }

  get takenOut(): boolean {
    return this.#chassis.takenOut
  }

  get instanceId(): string | undefined {
    return this.#chassis.instanceId
  }

  get served(): ServedMeter {
    return this.parts.served
  }

  get invoker(): Parts['invoker'] {
    return this.parts.invoker
  }

  /** Of the admin port. */
  get url(): string | undefined {
    return this.#server?.url
  }

  setStatus(status: 'UP' | 'DOWN'): Promise<void> {
    return this.#chassis.setStatus(status)
  }

  /** @throws ConfigError `CHS_CONFIG_INVALID`; LifecycleError `CHS_PORT_IN_USE` */
  async open(): Promise<void> {
    const { config } = this.parts
    const settings = readAdminSettings(config)
    this.#stop = [this.#followSlowCalls(), ...(await this.#trace())]
    if (settings === undefined) return
    this.#server = await startAdminServer(
      settings,
      adminPages(this),
      this.env.log.child({ component: 'admin' })
    )
  }

  async close(): Promise<void> {
    this.health.close()
    for (const stop of this.#stop) stop()
    await this.#server?.close()
  }

  #followSlowCalls(): Unsubscribe {
    const { config, watch } = this.parts
    const log = this.env.log.child({ component: 'slow-calls' })
    const follow = (): void => {
      watch.slow = SlowCalls.of(config, log)
    }
    follow()
    return config.onChange('servicecomb.consumer.invocation.slow.', follow)
  }

  async #trace(): Promise<readonly Unsubscribe[]> {
    const { config, watch } = this.parts
    if (!config.boolean('servicecomb.telemetry.enabled', true)) return []
    const api = await loadOpenTelemetry().catch((err: unknown) => {
      this.env.log.warn({ err }, '`@opentelemetry/api` is installed and cannot be used; nothing is traced')
    })
    if (api === undefined) return []
    watch.spans = traceCalls(api)
    return [
      observeFamilies(api, () => collect(this)),
      () => {
        watch.spans = undefined
      }
    ]
  }

  // Kept while there is something to show: names that nobody has cost nothing.
  #took(list: InstanceList): void {
    const key = `${list.target.app}:${list.target.service}`
    if (list.known) this.lists.set(key, list)
    else this.lists.delete(key)
  }
}
