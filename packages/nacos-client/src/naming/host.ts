import type { Instance, Target } from '@node-chassis/core'

/** An instance as Nacos lists it (nacos.md 5). Members may be missing. */
export interface Host {
  readonly instanceId?: string
  readonly ip?: string
  readonly port?: number
  readonly weight?: number
  readonly healthy?: boolean
  readonly enabled?: boolean
  readonly clusterName?: string
  readonly serviceName?: string
  readonly metadata?: Readonly<Record<string, string>> | null
}

/** What a server says of a service. */
export interface ServiceInfo {
  /** Undefined: the answer has no list, which says nothing about the service. */
  readonly hosts: readonly Host[] | undefined
  /** The protection threshold is reached: all instances are delivered as healthy (nacos.md 5). */
  readonly protected: boolean
}

/** An instance with what only Nacos knows of it. */
export interface NacosInstance extends Instance {
  readonly weight: number
}

const NONE: Readonly<Record<string, string>> = Object.freeze({})
/** routing.md 3.1 */
const NO_VERSION = '0.0.1'

/**
 * An instance as the rest of the house knows it; undefined for one that must not be called (nacos.md 5, 9; U10).
 * @param isProtected its health is not to be believed
 */
export function toInstance(target: Target, host: Host, isProtected = false): NacosInstance | undefined {
  const { ip = '', port = 0, weight = 1, enabled = true, healthy = true } = host
  if (ip === '' || port < 1 || !enabled || weight <= 0 || (!healthy && !isProtected)) return undefined
  const properties = host.metadata ?? NONE
  const service = plainName(host.serviceName) ?? target.service
  const scheme = properties['secure'] === 'true' ? 'https' : 'http'
  return {
    id: idOf(host),
    service,
    app: target.app,
    version: properties['version'] ?? NO_VERSION,
    status: 'UP',
    endpoints: [`${scheme}://${ip.includes(':') ? `[${ip}]` : ip}:${port}`],
    properties,
    region: properties['region'],
    zone: properties['zone'],
    registeredAt: 0,
    framework: frameworkOf(properties),
    weight
  }
}

/** `ip#port#cluster#group@@service`, as servers from 2.2 make it; 2.1 makes none for gRPC (G31). */
export function idOf({
  instanceId,
  ip = '',
  port = 0,
  clusterName = 'DEFAULT',
  serviceName = ''
}: Host): string {
  if (instanceId !== undefined && instanceId !== '' && !instanceId.includes('#null#')) return instanceId
  return `${ip}#${port}#${clusterName}#${serviceName}`
}

/** Decides which context header the instance reads (decisions.md N39). */
function frameworkOf(metadata: Readonly<Record<string, string>>): string | undefined {
  const isSpring =
    metadata['springCloudHuawei'] !== undefined || metadata['preserved.register.source'] === 'SPRING_CLOUD'
  return isSpring ? 'springCloud' : undefined
}

function plainName(name: string | undefined): string | undefined {
  if (name === undefined || name === '') return undefined
  const at = name.indexOf('@@')
  return at < 0 ? name : name.slice(at + 2)
}

/** Reads a `serviceInfo`, or a bare list of hosts as HTTP v3 answers it. */
export function serviceInfoOf(value: unknown): ServiceInfo {
  const info = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  const hosts = Array.isArray(value) ? (value as unknown[]) : info['hosts']
  return {
    hosts: Array.isArray(hosts) ? (hosts as unknown[]).filter(isHost) : undefined,
    protected: info['reachProtectionThreshold'] === true
  }
}

function isHost(value: unknown): value is Host {
  return typeof value === 'object' && value !== null
}
