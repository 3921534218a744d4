import type { Shape } from '../json/read.ts'
import { ignored, integer, list, optional, optionalText, struct, text, textMap } from '../json/read.ts'

type Read<S> = S extends Shape<infer T> ? T : never

const key = struct({
  tenant: text,
  environment: text,
  appId: text,
  serviceName: text,
  alias: text,
  version: text
})

/** A service as clients describe it (registry.md 3.1). */
export const serviceShape = struct({
  serviceId: text,
  appId: text,
  serviceName: text,
  version: text,
  description: text,
  level: text,
  schemas: list(text),
  paths: list(struct({ path: text, property: textMap })),
  status: text,
  properties: textMap,
  providers: list(key),
  alias: text,
  LBStrategy: textMap,
  environment: text,
  registerBy: text,
  framework: optional(struct({ name: text, version: text }))
})

/** An instance as clients describe it (registry.md 3.2). */
export const instanceShape = struct({
  instanceId: text,
  endpoints: list(text),
  hostName: text,
  status: text,
  properties: textMap,
  healthCheck: optional(struct({ mode: text, port: integer, interval: integer, times: integer, url: text })),
  dataCenterInfo: optional(struct({ name: text, region: text, availableZone: text }))
})

export const createServiceShape = struct({
  service: optional(serviceShape),
  tags: textMap,
  instances: list(instanceShape),
  // Black and white lists were removed from service-center; what old clients send is accepted and dropped (5.2).
  rules: ignored
})

/** Body of both `PUT …/properties`: ids in it win over those of the path (2.6). */
export const propertiesShape = struct({
  serviceId: optionalText,
  instanceId: optionalText,
  properties: textMap,
  framework: optional(struct({ name: text, version: text }))
})

export const schemaShape = struct({ schemaId: text, summary: text, schema: text })

export const instanceKeyShape = struct({ serviceId: text, instanceId: text })

export type ServiceBody = Read<typeof serviceShape>
export type InstanceBody = Read<typeof instanceShape>
export type HealthCheck = NonNullable<InstanceBody['healthCheck']>
export type ServiceKey = Read<typeof key>
export type SchemaBody = Read<typeof schemaShape>
export type InstanceKey = Read<typeof instanceKeyShape>

/** The four texts that identify a service inside its tenant (registry.md 4.2). */
export type Identity = Pick<ServiceBody, 'environment' | 'appId' | 'serviceName' | 'version'>
export { key as serviceKeyShape }
