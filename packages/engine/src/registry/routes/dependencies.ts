import type { Answer, Route } from '../../http/types.ts'
import { list, struct } from '../../json/read.ts'
import type { RegistryCall, RouteMaker } from '../call.ts'
import { consumersOf, forgetDependencies, noteDependency, providersOf } from '../dependencies.ts'
import { invalid, unknownService } from '../errors.ts'
import { serviceKeyShape } from '../model.ts'
import type { ServiceKey } from '../model.ts'
import { identityKey } from '../records.ts'
import type { ServiceRecord } from '../records.ts'
import { RULES, check } from '../rules.ts'
import type { Services } from '../services.ts'
import { jsonAnswer, listJson, serviceJson } from '../wire.ts'

const declareShape = struct({
  dependencies: list(struct({ consumer: serviceKeyShape, providers: list(serviceKeyShape) }))
})

/** registry.md 10.2 and 10.3 */
export function dependencyRoutes(route: RouteMaker, services: Services): readonly Route[] {
  return [
    route('POST', 'P/dependencies', (call) => declare(call, false)),
    route('PUT', 'P/dependencies', (call) => declare(call, true)),

    route('GET', 'P/microservices/:serviceId/providers', (call) => {
      const consumer = services.get(call.tenant, call.serviceId())
      return listed(call, 'providers', consumer, providersOf(consumer))
    }),

    route('GET', 'P/microservices/:serviceId/consumers', (call) => {
      const provider = services.get(call.tenant, call.serviceId())
      return listed(call, 'consumers', provider, consumersOf(provider))
    })
  ]
}

function declare(call: RegistryCall, override: boolean): Answer {
  const { dependencies } = call.body(declareShape)
  if (dependencies.length === 0 || dependencies.length > 100) {
    throw invalid("field 'AddDependenciesRequest.Dependencies' does not match rule: {Min: 1, Max: 100}")
  }
  const checked = dependencies.map(({ consumer, providers }) => {
    check('MicroServiceKey.AppId', consumer.appId, RULES.requiredAppId)
    check('MicroServiceKey.ServiceName', consumer.serviceName, RULES.serviceName)
    check('MicroServiceKey.Version', consumer.version, RULES.requiredVersion)
    if (providers.length === 0 && !override)
      throw invalid("field 'ConsumerDependency.Providers' does not match rule: {Min: 1}")
    return {
      record: consumerNamed(call, consumer),
      providers: providers.map((each) => providerKey(consumer, each))
    }
  })
  for (const { record, providers } of checked) {
    if (override) forgetDependencies(record)
    for (const provider of providers) noteDependency(record, provider)
  }
  return {
    status: 200,
    headers: { 'Content-Type': 'text/plain; charset=UTF-8', Deprecation: 'version="v4"' }
  }
}

function consumerNamed(call: RegistryCall, key: ServiceKey): ServiceRecord {
  const record = call.tenant.byIdentity.get(identityKey(key))
  if (record === undefined) throw unknownService(`consumer ${identityKey(key)} does not exist.`)
  return record
}

function providerKey(consumer: ServiceKey, given: ServiceKey): ServiceKey {
  const provider = { ...given, appId: given.appId || consumer.appId }
  check('MicroServiceKey.AppId', provider.appId, RULES.requiredAppId)
  check('MicroServiceKey.ServiceName', provider.serviceName, RULES.serviceName)
  return provider
}

function listed(
  call: RegistryCall,
  name: string,
  self: ServiceRecord,
  found: readonly ServiceRecord[]
): Answer {
  const shown = call.query('noSelf') === '1' ? found.filter((record) => record !== self) : found
  return jsonAnswer(listJson(name, shown.map(serviceJson)))
}
