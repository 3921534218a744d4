import type { InstanceStatus, Registration } from '@node-chassis/core'
import type { InstanceIds, RegistryApi } from '../wire/registry-api.ts'
import { NO_SERVICE, NO_VERSION, engineCodeOf } from '../wire/refusal.ts'
import { FRAMEWORK, instanceBody, serviceBody } from './bodies.ts'

export interface InstanceWish {
  readonly instanceId: string
  readonly status: InstanceStatus
  readonly heartbeatMs: number
  readonly wallMs: number
  /** A live instance of this id may exist already: then registering is only a heartbeat (registry.md 4.4). */
  readonly mayLive: boolean
}

/** Existence, then create or update: the first half of registry.md 16.2. */
export async function ensureService(
  api: RegistryApi,
  registration: Registration,
  schemaIds: readonly string[],
  signal: AbortSignal
): Promise<{ readonly serviceId: string; readonly isNew: boolean }> {
  const { app, service, environment, version } = registration
  let serviceId: string
  try {
    serviceId = await api.existence({ app, service, environment }, version, signal)
  } catch (error) {
    const code = engineCodeOf(error)
    if (code !== NO_SERVICE && code !== NO_VERSION) throw error
    return { serviceId: await api.createService(serviceBody(registration, schemaIds), signal), isNew: true }
  }
  const known = await api.getService(serviceId, signal)
  const properties = { ...known.properties, ...registration.serviceProperties }
  // Creating an existing service changes nothing (registry.md 4.2), so what differs is put; mostly nothing does.
  if (!same(properties, known.properties ?? {}) || !same(FRAMEWORK, known.framework ?? {})) {
    await api.putServiceProperties(serviceId, { properties, framework: FRAMEWORK }, signal)
  }
  return { serviceId, isNew: false }
}

/** Registers the instance and makes sure that it has the status and properties that were asked for (C1, C2). */
export async function ensureInstance(
  api: RegistryApi,
  registration: Registration,
  serviceId: string,
  wish: InstanceWish,
  signal: AbortSignal
): Promise<InstanceIds> {
  const instanceId = await api.createInstance(
    serviceId,
    instanceBody(registration, { serviceId, ...wish }),
    signal
  )
  const ids = { serviceId, instanceId }
  if (wish.mayLive) {
    await api.putInstanceProperties(ids, registration.instanceProperties, signal)
    await api.putStatus(ids, wish.status, signal)
  }
  return ids
}

function same(a: object, b: object): boolean {
  const left = Object.entries(a)
  return (
    left.length === Object.keys(b).length &&
    left.every(([key, value]) => (b as Record<string, unknown>)[key] === value)
  )
}
