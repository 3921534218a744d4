import { noteDependency } from './dependencies.ts'
import { Refusal, unknownService } from './errors.ts'
import { shownInstance } from './lingering.ts'
import type { InstanceKey } from './model.ts'
import type { InstanceRecord, ServiceRecord, Tenant } from './records.ts'
import { revisionOf } from './revision.ts'
import { RULES, check } from './rules.ts'
import { REGISTRY_ENVIRONMENT, isSharedName, versionsOf } from './services.ts'

/** Whom a consumer looks for. */
export interface Wanted {
  readonly environment: string
  readonly appId: string
  readonly serviceName: string
}

/** How a consumer looks for it. A batch knows neither (registry.md 8.4). */
export interface Look {
  /** Tag keys that a service must have. */
  readonly tags: readonly string[]
  /** Whether an alias may stand for the name. */
  readonly aliases: boolean
}

const PLAIN_LOOK: Look = Object.freeze({ tags: Object.freeze([]), aliases: false })

export interface Found {
  readonly revision: string
  readonly services: readonly ServiceRecord[]
}

/** @throws Refusal 400001 */
export function checkWanted({ environment, appId, serviceName }: Wanted): void {
  check('FindInstancesRequest.Environment', environment, RULES.environment)
  check('FindInstancesRequest.AppId', appId, RULES.requiredAppId)
  check('FindInstancesRequest.ServiceName', serviceName, RULES.nameOrAlias)
}

/** The consumer that a request names, undefined when it names none. @throws Refusal 400012 */
function consumerOf(tenant: Tenant, consumerId: string): ServiceRecord | undefined {
  if (consumerId === '') return undefined
  const consumer = tenant.services.get(consumerId)
  if (consumer === undefined) throw unknownService(`Consumer[${consumerId}] does not exist.`)
  return consumer
}

/**
 * All instances of every version of a name, as a consumer may see them, and the dependency noted (registry.md 8.1).
 * @throws Refusal 400012
 */
export function find(
  tenant: Tenant,
  consumerId: string,
  wanted: Wanted,
  sharedNames: ReadonlySet<string>,
  { tags, aliases }: Look = PLAIN_LOOK
): Found {
  const shared = sharedServices(tenant, wanted, sharedNames)
  if (shared !== undefined) return { services: shared, revision: revisionOf(shared) }
  const consumer = consumerOf(tenant, consumerId)
  const { appId, serviceName } = wanted
  const environment = consumer?.body.environment ?? wanted.environment
  const versions = versionsOf(tenant, environment, appId, serviceName, aliases)
  if (versions.length === 0) {
    const provider = `${environment}/${appId}/${serviceName}`
    throw unknownService(`${whoAsks(consumer)} find provider[${provider}] failed, provider does not exist`)
  }
  // All versions of a name are of one environment and app: within its own, a consumer may use them all.
  const allOfThem = tags.length === 0 && (consumer === undefined || consumer.body.appId === appId)
  const services = allOfThem
    ? versions
    : versions.filter((service) => tags.every((tag) => service.tags.has(tag)) && mayUse(consumer, service))
  const first = services[0]
  if (consumer !== undefined && first !== undefined) noteDependency(consumer, first.body)
  return { services, revision: revisionOf(services) }
}

/** One instance as a consumer may see it (registry.md 7.3). @param truth only if it lives. @throws Refusal 400012, 400017 */
export function findOne(
  tenant: Tenant,
  consumerId: string,
  key: InstanceKey,
  truth: boolean
): InstanceRecord {
  const consumer = consumerOf(tenant, consumerId)
  const service = tenant.services.get(key.serviceId)
  if (service === undefined) throw unknownService(`Provider[${key.serviceId}] does not exist.`)
  const instance = shownInstance(service, key.instanceId, truth)
  if (instance !== undefined && mayUse(consumer, service)) return instance
  const { environment, appId, serviceName, version } = service.body
  const provider = `provider[${service.id}][${environment}/${appId}/${serviceName}/${version}]`
  const what = `find ${provider} instance[${key.instanceId}] failed, provider instance does not exist`
  throw new Refusal(400017, `${whoAsks(consumer)} ${what}`)
}

/** Instances of one service version as a consumer may see them (registry.md 7.2). @throws Refusal 400012 */
export function findVersion(
  tenant: Tenant,
  consumerId: string,
  serviceId: string,
  tags: readonly string[]
): Found {
  const consumer = consumerOf(tenant, consumerId)
  const service = tenant.services.get(serviceId)
  if (service === undefined) throw unknownService(`Provider[${serviceId}] does not exist.`)
  if (!mayUse(consumer, service) || !tags.every((tag) => service.tags.has(tag))) {
    throw unknownService(`${whoAsks(consumer)} find provider[${serviceId}] failed, provider does not exist`)
  }
  return { services: [service], revision: revisionOf([service]) }
}

/** Splits `a,b`; nothing is no tag. */
export function tagsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(',')
}

/** Same environment, and the same app unless the provider opens itself to others (registry.md 8.2). */
function mayUse(consumer: ServiceRecord | undefined, provider: ServiceRecord): boolean {
  if (consumer === undefined) return true
  if (consumer.body.environment !== provider.body.environment) return false
  if (consumer.body.appId === provider.body.appId) return true
  return provider.properties.get('allowCrossApp')?.toLowerCase() === 'true'
}

/** Shared services are found from every environment of their own tenant and by nobody else (registry.md 8.5). */
function sharedServices(
  tenant: Tenant,
  wanted: Wanted,
  sharedNames: ReadonlySet<string>
): readonly ServiceRecord[] | undefined {
  if (!isSharedName(tenant, wanted, sharedNames)) return undefined
  const { appId, serviceName } = wanted
  const services = versionsOf(tenant, REGISTRY_ENVIRONMENT, appId, serviceName, false)
  if (services.length === 0) throw unknownService(`provider[/${appId}/${serviceName}] does not exist`)
  return services
}

function whoAsks(consumer: ServiceRecord | undefined): string {
  if (consumer === undefined) return 'Consumer[][///]'
  const { environment, appId, serviceName, version } = consumer.body
  return `Consumer[${consumer.id}][${environment}/${appId}/${serviceName}/${version}]`
}
