import type { InstanceStatus, Registration } from '@node-chassis/core'
import { VERSION } from '../version.ts'

/** Under this name the registry's console shows us, and peers know which context headers we read. */
export const FRAMEWORK = Object.freeze({ name: 'node-chassis', version: VERSION })

/** Beats that may be missed before the lease ends (registry.md 9.1: 3 is also the least the registry takes). */
const TIMES = 3

/** `service` of POST microservices (registry.md 5.2). */
export function serviceBody(registration: Registration, schemaIds: readonly string[]): object {
  return {
    environment: registration.environment,
    appId: registration.app,
    serviceName: registration.service,
    version: registration.version,
    description: registration.description,
    level: 'BACK',
    status: 'UP',
    schemas: schemaIds,
    properties: registration.serviceProperties,
    framework: FRAMEWORK,
    registerBy: 'SDK'
  }
}

/** `instance` of POST instances (registry.md 3.2, 7.1). Timestamps are Unix seconds as text; the registry sets its own. */
export function instanceBody(
  registration: Registration,
  instance: {
    readonly serviceId: string
    readonly instanceId: string
    readonly status: InstanceStatus
    readonly heartbeatMs: number
    readonly wallMs: number
  }
): object {
  const { dataCenter, region, zone } = registration
  const timestamp = String(Math.floor(instance.wallMs / 1_000))
  return {
    instanceId: instance.instanceId,
    serviceId: instance.serviceId,
    version: registration.version,
    hostName: hostName(registration.hostName),
    endpoints: registration.endpoints,
    status: instance.status,
    properties: registration.instanceProperties,
    healthCheck: {
      mode: 'push',
      port: 0,
      interval: leaseIntervalSeconds(instance.heartbeatMs),
      times: TIMES
    },
    // All three or none: the registry refuses a part of it.
    ...(dataCenter === undefined || region === undefined || zone === undefined
      ? {}
      : { dataCenterInfo: { name: dataCenter, region, availableZone: zone } }),
    timestamp,
    modTimestamp: timestamp
  }
}

/** The registry takes no interval under 5 s (registry.md 3.2); a faster heartbeat just renews more often. */
function leaseIntervalSeconds(heartbeatMs: number): number {
  return Math.max(5, Math.ceil(heartbeatMs / 1_000))
}

// At most 64 characters (registry.md 3.2, 16.6); a blank one is refused.
function hostName(name: string): string {
  const cut = [...name.trim()].slice(0, 64).join('')
  return cut === '' ? 'localhost' : cut
}
