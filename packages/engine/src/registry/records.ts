import type { Lease } from './leases.ts'
import type { NameIndex } from './names.ts'
import type { HealthCheck, Identity, InstanceBody, SchemaBody, ServiceBody } from './model.ts'

/** Everything of one domain and project: tenants never see each other. */
export interface Tenant {
  readonly domain: string
  readonly project: string
  readonly services: Map<string, ServiceRecord>
  /** By environment, app, name and version. */
  readonly byIdentity: Map<string, ServiceRecord>
  readonly byName: NameIndex
  readonly byAlias: NameIndex
  /** Who consumes a name: recorded dependencies, by the provider's environment, app and name. */
  readonly consumers: Map<string, Set<ServiceRecord>>
  instanceCount: number
  /** Told when the dependencies of one of its services have changed. */
  readonly providersChanged: (consumer: ServiceRecord) => void
}

/** A service version as it is kept. Texts that did not change are not written anew for every answer: see wire.ts. */
export interface ServiceRecord {
  readonly id: string
  readonly tenant: Tenant
  readonly body: ServiceBody
  readonly timestamp: string
  modTimestamp: string
  properties: ReadonlyMap<string, string>
  framework: ServiceBody['framework']
  schemaIds: readonly string[]
  tags: ReadonlyMap<string, string>
  readonly schemas: Map<string, SchemaBody>
  readonly instances: Map<string, InstanceRecord>
  /** Instances that are gone and still shown, as they were last (lingering.ts). Absent when there are none. */
  lingering?: Map<string, InstanceRecord>
  /** Names this service was seen to consume. */
  readonly providers: Map<string, ProviderName>
  /** Highest revision among its instances; undefined when one of them has changed since it was worked out. */
  highestRevision: number | undefined
  /** The revision that was worked out last, of all versions that were found with this one as the first. */
  lastRevision?: { readonly highest: number; readonly count: number; readonly text: string }
  json: string | undefined
  /** What answers write of its instances, until one of them changes. */
  instancesJson: string | undefined
}

/** What is known of a consumed service: never its version, all of them are meant. */
export type ProviderName = Pick<Identity, 'environment' | 'appId' | 'serviceName'>

/** A leased instance. */
export interface InstanceRecord extends Lease {
  readonly id: string
  readonly service: ServiceRecord
  readonly body: InstanceBody
  readonly healthCheck: HealthCheck
  readonly timestamp: string
  modTimestamp: string
  status: string
  properties: ReadonlyMap<string, string>
  /** Store revision of the last change (registry.md 8.3). */
  revision: number
  json: string | undefined
}

/** Key of a name, or of an alias, inside a tenant. No part can contain a slash. */
export function nameKey(environment: string, appId: string, serviceName: string): string {
  return `${environment}/${appId}/${serviceName}`
}

export function identityKey({ environment, appId, serviceName, version }: Identity): string {
  return `${environment}/${appId}/${serviceName}/${version}`
}
