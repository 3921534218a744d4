import { hostname } from 'node:os'
import type { ConfigReader, InstanceStatus, Registration, ServiceIdentity } from '@node-chassis/core'
import { ConfigError } from '@node-chassis/core'

// What ServiceStage tells a container about itself goes along with the instance (registry.md 16.6).
const CAS_VARIABLES = [
  'CAS_APPLICATION_ID',
  'CAS_COMPONENT_NAME',
  'CAS_INSTANCE_VERSION',
  'CAS_INSTANCE_ID',
  'CAS_ENVIRONMENT_ID'
] as const

const STATUSES: readonly string[] = ['UP', 'DOWN', 'STARTING', 'TESTING', 'OUTOFSERVICE']

type Variables = Readonly<Record<string, string | undefined>>

/** What this process tells the registry about itself. @param endpoints empty for a process that only calls */
export function registrationOf(
  identity: ServiceIdentity,
  config: ConfigReader,
  endpoints: readonly string[],
  variables: Variables
): Registration {
  const serviceProperties = {
    ...under(config, 'servicecomb.service.properties.'),
    ...pairs('SERVICECOMB_SERVICE_PROPS', variables)
  }
  // Name, region and zone only count together (registry.md 3.2).
  const dataCenter = config.get('servicecomb.datacenter.name')
  return {
    app: identity.app,
    service: identity.name,
    version: identity.version,
    environment: identity.environment,
    description: config.text('servicecomb.service.description', ''),
    serviceProperties,
    instanceProperties: {
      ...serviceProperties,
      ...under(config, 'servicecomb.instance.properties.'),
      ...cas(variables),
      ...pairs('SERVICECOMB_INSTANCE_PROPS', variables)
    },
    endpoints,
    hostName: hostname().slice(0, 64),
    status: initialStatus(config),
    dataCenter,
    region: dataCenter === undefined ? undefined : config.get('servicecomb.datacenter.region'),
    zone: dataCenter === undefined ? undefined : config.get('servicecomb.datacenter.availableZone')
  }
}

function initialStatus(config: ConfigReader): InstanceStatus {
  const key = 'servicecomb.instance.initialStatus'
  const text = config.text(key, 'UP')
  if (STATUSES.includes(text)) return text as InstanceStatus
  throw new ConfigError('CHS_CONFIG_INVALID', `${key} is '${text}'; expected one of ${STATUSES.join(', ')}`, {
    key
  })
}

function under(config: ConfigReader, prefix: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [key, value] of config.values)
    if (key.startsWith(prefix)) found[key.slice(prefix.length)] = value
  return found
}

function cas(variables: Variables): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of CAS_VARIABLES) if (variables[name]) found[name] = variables[name]
  return found
}

/** Reads `k:v,k:v`; a value may hold colons. */
function pairs(name: string, variables: Variables): Record<string, string> {
  const found: Record<string, string> = {}
  for (const pair of (variables[name] ?? '').split(',')) {
    const at = pair.indexOf(':')
    if (at > 0) found[pair.slice(0, at).trim()] = pair.slice(at + 1).trim()
  }
  return found
}
