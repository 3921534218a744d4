import { isDeepStrictEqual } from 'node:util'
import type { ConfigReader } from '@node-chassis/core'
import { ConfigError } from '@node-chassis/core'
import { readTlsSettings } from '@node-chassis/transport'
import type { PoolSettings } from '@node-chassis/transport'

/** What the invoker reads from configuration, read once and swapped as a whole when a key changes. */
export interface InvokerSettings {
  /** Host suffix that marks service names. Key `servicecomb.invoker.suffix` @defaultValue `.cse` */
  readonly suffix: string
  /** Hosts that are service names although nothing shows it. Key `servicecomb.invoker.services` */
  readonly services: readonly string[]
  /** Single labels that are host names. Key `servicecomb.invoker.passThrough` */
  readonly passThrough: readonly string[]
  /** Key `servicecomb.invoker.failover.unsent` (decisions.md N1) @defaultValue true */
  readonly failoverUnsent: boolean
  /** Key `servicecomb.invoker.failover.safe` (decisions.md N3) @defaultValue true */
  readonly failoverSafe: boolean
  /** What the `host` header says. Key `servicecomb.invoker.hostHeader` @defaultValue `instance` */
  readonly hostHeader: 'instance' | 'service'
  /** Key `servicecomb.references.assumeRest` (decisions.md N17) @defaultValue false */
  readonly assumeRest: boolean
  /** Key `servicecomb.rest.client.maxWaitQueueSize` @defaultValue -1, without bound */
  readonly maxQueue: number
  readonly pool: PoolSettings
  /** Limit of an attempt in milliseconds by `service[.schema[.operation]]`; `''` has the default. */
  readonly limits: ReadonlyMap<string, number>
  /**
   * Scopes, as those of `limits`, that get no context headers: third parties. Key
   * `servicecomb.request.clientRequestHeaderFilterEnabled[.<service>[.<schema>[.<operation>]]]` @defaultValue none
   */
  readonly thirdParties: ReadonlyMap<string, boolean>
}

/** Keys that are or begin with these are the invoker's. */
export const INVOKER_PREFIXES = [
  'servicecomb.invoker.',
  'servicecomb.request.',
  'servicecomb.rest.client.',
  'servicecomb.references.assumeRest',
  'ssl.'
] as const

/** @throws ConfigError `CHS_CONFIG_INVALID` naming the key (transport.md 1) */
export function readSettings(config: ConfigReader): InvokerSettings {
  const hostHeader = config.text('servicecomb.invoker.hostHeader', 'instance')
  if (hostHeader !== 'instance' && hostHeader !== 'service') {
    throw invalid('servicecomb.invoker.hostHeader', hostHeader, '`instance` or `service`')
  }
  // Java's -1 is "as many as the peer allows".
  const streams = whole(config, 'servicecomb.rest.client.http2.multiplexingLimit', -1, -1)
  return {
    suffix: config.text('servicecomb.invoker.suffix', '.cse').toLowerCase(),
    services: config.list('servicecomb.invoker.services', []),
    passThrough: config.list('servicecomb.invoker.passThrough', []).map((name) => name.toLowerCase()),
    failoverUnsent: config.boolean('servicecomb.invoker.failover.unsent', true),
    failoverSafe: config.boolean('servicecomb.invoker.failover.safe', true),
    hostHeader,
    assumeRest: config.boolean('servicecomb.references.assumeRest', false),
    maxQueue: whole(config, 'servicecomb.rest.client.maxWaitQueueSize', -1, -1),
    pool: {
      connections: whole(config, 'servicecomb.rest.client.connection.maxPoolSize', 128),
      keepAliveMs: 1000 * whole(config, 'servicecomb.rest.client.connection.keepAliveTimeoutInSeconds', 60),
      keepAlive: config.boolean('servicecomb.rest.client.connection.keepAlive', true),
      connectTimeoutMs: whole(config, 'servicecomb.rest.client.connection.timeoutInMillis', 1000),
      maxHeaderSize: whole(config, 'servicecomb.rest.client.maxHeaderSize', 16384),
      maxStreams: streams === -1 ? DEFAULT_STREAMS : streams,
      tls: readTlsSettings(config, 'rest.consumer')
    },
    limits: readLimits(config),
    thirdParties: readThirdParties(config)
  }
}

/** New settings; pool settings that are equal stay the same object, for another one costs every connection. */
export function rereadSettings(config: ConfigReader, before: InvokerSettings): InvokerSettings {
  const next = readSettings(config)
  return isDeepStrictEqual(next.pool, before.pool) ? { ...next, pool: before.pool } : next
}

/** Milliseconds for one attempt, the most specific key first (transport.md 1). */
export function limitOf(
  { limits }: InvokerSettings,
  service: string,
  schema: string | undefined,
  operation: string | undefined
): number {
  return mostSpecific(limits, service, schema, operation) ?? DEFAULT_LIMIT_MS
}

/** Whether the target is a third party, which must not see the context (routing.md 4.4). */
export function isThirdParty(
  { thirdParties }: InvokerSettings,
  service: string,
  schema: string | undefined,
  operation: string | undefined
): boolean {
  return thirdParties.size > 0 && mostSpecific(thirdParties, service, schema, operation) === true
}

function mostSpecific<T>(
  values: ReadonlyMap<string, T>,
  service: string,
  schema: string | undefined,
  operation: string | undefined
): T | undefined {
  if (schema !== undefined && values.size > (values.has('') ? 1 : 0)) {
    const bySchema = `${service}.${schema}`
    const found =
      (operation === undefined ? undefined : values.get(`${bySchema}.${operation}`)) ?? values.get(bySchema)
    if (found !== undefined) return found
  }
  return values.get(service) ?? values.get('')
}

const DEFAULT_LIMIT_MS = 30_000
const DEFAULT_STREAMS = 100
const LIMIT_KEY = /^servicecomb\.request\.(?:(.+)\.)?timeout$/

function readLimits(config: ConfigReader): ReadonlyMap<string, number> {
  const limits = new Map([['', DEFAULT_LIMIT_MS]])
  for (const key of config.values.keys()) {
    const match = LIMIT_KEY.exec(key)
    if (match !== null) limits.set(match[1] ?? '', whole(config, key, DEFAULT_LIMIT_MS))
  }
  return limits
}

const THIRD_PARTY_KEY = /^servicecomb\.request\.clientRequestHeaderFilterEnabled(?:\.(.+))?$/

function readThirdParties(config: ConfigReader): ReadonlyMap<string, boolean> {
  const scopes = new Map<string, boolean>()
  for (const key of config.values.keys()) {
    const match = THIRD_PARTY_KEY.exec(key)
    if (match !== null) scopes.set(match[1] ?? '', config.boolean(key, false))
  }
  return scopes
}

function whole(config: ConfigReader, key: string, fallback: number, alsoAllowed?: number): number {
  const value = config.number(key, fallback)
  if ((Number.isInteger(value) && value > 0) || value === alsoAllowed) return value
  throw invalid(key, String(value), 'a positive whole number')
}

function invalid(key: string, value: string, wanted: string): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', `${key} is '${value}'; it must be ${wanted}`, { key })
}
