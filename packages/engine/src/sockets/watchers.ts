import { omitEmpty, writeJson } from '../json/write.ts'
import { consumersOf } from '../registry/dependencies.ts'
import type { InstanceRecord, Tenant } from '../registry/records.ts'
import type { InstanceAction } from '../registry/store.ts'
import { instanceJson } from '../registry/wire.ts'
import type { Outbox } from './outbox.ts'

/** Who watches, and what they are told: each change of an instance of a service they were seen to consume (registry.md 11.1). */
export class Watchers {
  // By the consumer's id: a service that was deleted and created anew is the same to whoever watches for it.
  readonly #byTenant = new Map<Tenant, Map<string, Set<Outbox>>>()
  #count = 0
  #published = 0

  /** @returns takes it out again */
  add(tenant: Tenant, consumerId: string, outbox: Outbox): () => void {
    let ofTenant = this.#byTenant.get(tenant)
    if (ofTenant === undefined) this.#byTenant.set(tenant, (ofTenant = new Map()))
    let ofConsumer = ofTenant.get(consumerId)
    if (ofConsumer === undefined) ofTenant.set(consumerId, (ofConsumer = new Set()))
    ofConsumer.add(outbox)
    this.#count++
    const [tenants, consumers, outboxes] = [this.#byTenant, ofTenant, ofConsumer]
    return () => {
      if (!outboxes.delete(outbox)) return
      this.#count--
      if (outboxes.size === 0) consumers.delete(consumerId)
      if (consumers.size === 0 && tenants.get(tenant) === consumers) tenants.delete(tenant)
    }
  }

  /** Open sockets. */
  get count(): number {
    return this.#count
  }

  /** Frames handed out so far, one for each watcher of a change. */
  get published(): number {
    return this.#published
  }

  /** Tells whom it concerns. The frame is made once, however many they are. */
  readonly changed = (action: InstanceAction, instance: InstanceRecord): void => {
    const watching = this.#byTenant.get(instance.service.tenant)
    if (watching === undefined) return
    let frame: Buffer | undefined
    for (const consumer of consumersOf(instance.service)) {
      for (const outbox of watching.get(consumer.id) ?? []) {
        frame ??= Buffer.from(frameOf(action, instance))
        outbox.send(frame)
        this.#published++
      }
    }
  }
}

function frameOf(action: InstanceAction, instance: InstanceRecord): string {
  const { tenant, body } = instance.service
  const key = omitEmpty({
    tenant: `${tenant.domain}/${tenant.project}`,
    environment: body.environment,
    appId: body.appId,
    serviceName: body.serviceName,
    alias: body.alias,
    version: body.version
  })
  return `{"action":"${action}","key":${writeJson(key)},"instance":${instanceJson(instance)}}`
}
