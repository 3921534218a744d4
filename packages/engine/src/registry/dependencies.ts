import { nameKey } from './records.ts'
import type { ProviderName, ServiceRecord } from './records.ts'

/**
 * Notes that a consumer uses a name, all versions of it (registry.md 10.1). Done before the answer is written, so that a
 * watch which follows the answer sees the provider.
 * @param name the provider's key, where it is at hand
 */
export function noteDependency(
  consumer: ServiceRecord,
  provider: ProviderName,
  name = nameKey(provider.environment, provider.appId, provider.serviceName)
): void {
  const { environment, appId, serviceName } = provider
  if (consumer.providers.has(name)) return
  consumer.providers.set(name, { environment, appId, serviceName })
  const { consumers } = consumer.tenant
  const known = consumers.get(name)
  if (known === undefined) consumers.set(name, new Set([consumer]))
  else known.add(consumer)
  consumer.tenant.providersChanged(consumer)
}

/** Takes back all that a consumer was seen or declared to use. */
export function forgetDependencies(consumer: ServiceRecord): void {
  if (consumer.providers.size === 0) return
  const { consumers } = consumer.tenant
  for (const name of consumer.providers.keys()) {
    const known = consumers.get(name)
    if (known?.delete(consumer) && known.size === 0) consumers.delete(name)
  }
  consumer.providers.clear()
  consumer.tenant.providersChanged(consumer)
}

/** Every version of every name that a service consumes (registry.md 10.3). */
export function providersOf(consumer: ServiceRecord): readonly ServiceRecord[] {
  const { byName } = consumer.tenant
  return [...consumer.providers.values()].flatMap(({ environment, appId, serviceName }) =>
    byName.versions(environment, appId, serviceName)
  )
}

/** Who consumes a service, whichever of its versions. */
export function consumersOf(provider: ServiceRecord): readonly ServiceRecord[] {
  const { environment, appId, serviceName } = provider.body
  return [...(provider.tenant.consumers.get(nameKey(environment, appId, serviceName)) ?? [])]
}
