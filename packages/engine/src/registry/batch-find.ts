import { text } from '../json/read.ts'
import { writeJson } from '../json/write.ts'
import type { AskedInstance, AskedService, BatchQuery } from './batch-query.ts'
import type { RegistryCall } from './call.ts'
import { noteDependency } from './dependencies.ts'
import { checkWanted, find, findOne } from './discovery.ts'
import type { Wanted } from './discovery.ts'
import { Refusal, invalid } from './errors.ts'
import type { Named } from './names.ts'
import type { ServiceRecord } from './records.ts'
import { revisionOf, revisionOfOne } from './revision.ts'
import { RULES, check } from './rules.ts'
import { isSharedName } from './services.ts'
import { instanceJson, instancesJson } from './wire.ts'

/**
 * Answers many finds at once (registry.md 8.4). What has not changed is answered from revisions, and no instance is
 * looked at (PERFORMANCE 9.15).
 * @returns the body of the answer @throws Refusal 400001
 */
export function batchFind(
  call: RegistryCall,
  { services, instances }: BatchQuery,
  sharedNames: ReadonlySet<string>
): string {
  const consumerId = call.consumerId()
  if (services.length === 0 && instances.length === 0) throw invalid('Required services or instances')
  const named = namesOf(call, services)
  for (const { instance } of instances) {
    check('HeartbeatSetElement.ServiceId', instance.serviceId, RULES.serviceId)
    check('HeartbeatSetElement.InstanceId', instance.instanceId, RULES.instanceId)
  }
  const sections: string[] = []
  if (services.length > 0)
    sections.push(`"services":${servicesFound(call, consumerId, services, named, sharedNames)}`)
  if (instances.length > 0) sections.push(`"instances":${instancesFound(call, consumerId, instances)}`)
  return `{${sections.join(',')}}`
}

// A name that somebody has was found good when it was registered: only the others have to be checked.
function namesOf({ tenant }: RegistryCall, asked: readonly AskedService[]): readonly (Named | undefined)[] {
  return asked.map(({ service }) => {
    const { environment = '', appId, serviceName } = service
    const named = tenant.byName.get(environment, appId, serviceName)
    if (named === undefined) checkWanted(wantedOf(service))
    return named
  })
}

function servicesFound(
  call: RegistryCall,
  consumerId: string,
  asked: readonly AskedService[],
  named: readonly (Named | undefined)[],
  sharedNames: ReadonlySet<string>
): string {
  const { tenant } = call
  const consumer = tenant.services.get(consumerId)
  const result = new BatchResult()
  for (let index = 0; index < asked.length; index++) {
    const { service, rev = '' } = asked[index] as AskedService
    const known = named[index]
    if (
      known !== undefined &&
      (consumerId === '' || isAtHome(consumer, known)) &&
      !isSharedName(tenant, service, sharedNames)
    ) {
      if (consumer !== undefined)
        noteDependency(consumer, { ...service, environment: known.environment }, known.key)
      result.found(index, rev, revisionOf(known.versions), known.versions, call)
      continue
    }
    try {
      const found = find(tenant, consumerId, wantedOf(service), sharedNames)
      result.found(index, rev, found.revision, found.services, call)
    } catch (error) {
      result.refused(index, error)
    }
  }
  return result.json()
}

/** Whether a consumer may use all versions of a name without another look: those of its own environment and app. */
function isAtHome(consumer: ServiceRecord | undefined, { environment, appId }: Named): boolean {
  return consumer?.body.environment === environment && consumer.body.appId === appId
}

function instancesFound(call: RegistryCall, consumerId: string, asked: readonly AskedInstance[]): string {
  const result = new BatchResult()
  for (const [index, { instance: key, rev }] of asked.entries()) {
    try {
      const instance = findOne(call.tenant, consumerId, key, call.readsStore())
      const revision = revisionOfOne(instance)
      if (rev !== '' && rev === revision) result.unchanged(index)
      else result.changed(index, revision, instanceJson(instance))
    } catch (error) {
      result.refused(index, error)
    }
  }
  return result.json()
}

function wantedOf({ environment, appId, serviceName }: AskedService['service']): Wanted {
  return { environment: text(environment), appId: text(appId), serviceName: text(serviceName) }
}

/** A `BatchFindResult`: failures grouped by code, what did not change by index only. */
class BatchResult {
  readonly #unchanged: number[] = []
  readonly #failures = new Map<number, { readonly first: Refusal; readonly indexes: number[] }>()
  readonly #changed: string[] = []

  found(
    index: number,
    rev: string,
    revision: string,
    services: readonly ServiceRecord[],
    call: RegistryCall
  ): void {
    if (rev !== '' && rev === revision) this.#unchanged.push(index)
    else this.changed(index, revision, instancesJson(services, call.readsStore()))
  }

  unchanged(index: number): void {
    this.#unchanged.push(index)
  }

  /** @param instances with commas between */
  changed(index: number, revision: string, instances: string): void {
    const list = instances === '' ? '' : `,"instances":[${instances}]`
    this.#changed.push(`{"index":${index},"rev":"${revision}"${list}}`)
  }

  /** @throws what is no Refusal */
  refused(index: number, error: unknown): void {
    if (!(error instanceof Refusal)) throw error
    const group = this.#failures.get(error.code)
    if (group === undefined) this.#failures.set(error.code, { first: error, indexes: [index] })
    else group.indexes.push(index)
  }

  json(): string {
    const parts: string[] = []
    if (this.#failures.size > 0) {
      const groups = [...this.#failures.values()].map(({ first, indexes }) => ({
        indexes,
        error: first.body(first.message)
      }))
      parts.push(`"failed":${writeJson(groups)}`)
    }
    if (this.#unchanged.length > 0) parts.push(`"notModified":${JSON.stringify(this.#unchanged)}`)
    if (this.#changed.length > 0) parts.push(`"updated":[${this.#changed.join(',')}]`)
    return `{${parts.join(',')}}`
  }
}
