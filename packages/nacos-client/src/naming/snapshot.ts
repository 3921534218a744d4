import type { Env } from '@node-chassis/core'
import { SnapshotFile } from '@node-chassis/transport'
import { objectIn } from '../json.ts'
import { serviceInfoOf } from './host.ts'
import type { ServiceInfo } from './host.ts'
import { fullName } from './wire.ts'
import type { ServiceKey } from './wire.ts'

/** Lists are written at most this often. */
const DELAY_MS = 5_000
/** A service that no process has called for so long is not carried on. */
const KEPT_MS = 24 * 60 * 60_000

export interface InstanceSnapshotOptions {
  readonly env: Env
  readonly dir: string
  readonly name: string
  readonly addresses: readonly string[]
}

/** The last list of each service that was called, on disk, for a start while no server answers (decisions.md N45). */
export class InstanceSnapshot {
  /** Resolves when what an earlier process left was read. */
  readonly ready: Promise<void>
  readonly #env: Env
  readonly #file: SnapshotFile
  #entries = new Map<string, string>()
  #told = false

  constructor({ env, dir, name, addresses }: InstanceSnapshotOptions) {
    this.#env = env
    const warned = new Set<string>()
    this.#file = new SnapshotFile({
      env,
      dir,
      name,
      addresses: () => addresses,
      delayMs: DELAY_MS,
      entries: () => this.#kept(),
      warn(message) {
        if (!warned.has(message)) env.log.warn(message)
        warned.add(message)
      }
    })
    this.ready = this.#load()
  }

  /** What an earlier process knew last. */
  listOf(key: ServiceKey): ServiceInfo | undefined {
    const text = this.#entries.get(fullName(key))
    const info = text === undefined ? undefined : serviceInfoOf(objectIn(text))
    if (info?.hosts === undefined || info.hosts.length === 0) return undefined
    if (!this.#told) {
      this.#told = true
      this.#env.log.warn(
        { file: this.#file.file },
        'no Nacos server answers: the instances that it had at last are read from disk'
      )
    }
    return info
  }

  changed(key: ServiceKey, { hosts = [], protected: isProtected }: ServiceInfo): void {
    const at = this.#env.clock.wallNow()
    this.#entries.set(
      fullName(key),
      JSON.stringify({ at, hosts, ...(isProtected ? { reachProtectionThreshold: true } : {}) })
    )
    this.#file.schedule()
  }

  async close(): Promise<void> {
    await this.ready
    await this.#file.close()
  }

  *#kept(): Generator<readonly [string, string]> {
    const since = this.#env.clock.wallNow() - KEPT_MS
    for (const [name, text] of this.#entries)
      if (Number(objectIn(text)['at'] ?? 0) >= since) yield [name, text]
  }

  async #load(): Promise<void> {
    // What was heard meanwhile is newer.
    this.#entries = new Map([...(await this.#file.load()), ...this.#entries])
  }
}
