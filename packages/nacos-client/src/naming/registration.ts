import { ConfigError } from '@node-chassis/core'
import type { InstanceStatus, Registration } from '@node-chassis/core'
import { checkMetadata, checkName } from '../names.ts'

/** Where in Nacos this process registers. */
export interface Place {
  /** @defaultValue `DEFAULT_GROUP` */
  readonly group: string
  /** @defaultValue `DEFAULT` */
  readonly cluster: string
  /** 0 to 10000. @defaultValue 1 */
  readonly weight: number
  /** Laid over what the registration brings. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Our instance as Nacos takes it (nacos.md 4.3). */
interface OwnInstance {
  readonly instanceId: string
  readonly ip: string
  readonly port: number
  readonly weight: number
  readonly healthy: true
  readonly enabled: boolean
  readonly ephemeral: true
  readonly clusterName: string
  readonly metadata: Readonly<Record<string, string>>
}

export interface OwnRegistration {
  readonly serviceName: string
  readonly groupName: string
  readonly instance: OwnInstance
}

const METADATA_KEY = 'servicecomb.nacos.metadata'
const ENDPOINT = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(\[[^\]]+\]|[^:/?#]+):(\d{1,5})(?:[/?#]|$)/i

/**
 * What is registered (nacos.md 9, U11); undefined for a process without an endpoint, of which Nacos has no notion. Of
 * several endpoints the first.
 * @throws ConfigError CHS_CONFIG_INVALID naming the key of what a server would refuse
 */
export function ownRegistration(
  registration: Registration,
  place: Place,
  status: InstanceStatus
): OwnRegistration | undefined {
  const { service, version, instanceProperties, region, zone, endpoints } = registration
  checkName('service', service, 'servicecomb.service.name')
  const [endpoint] = endpoints
  const secure = endpoint !== undefined && /^https:|[?&]sslEnabled=true(?:&|$)/i.test(endpoint)
  const metadata = {
    ...instanceProperties,
    ...place.metadata,
    version,
    ...(region === undefined ? {} : { region }),
    ...(zone === undefined ? {} : { zone }),
    ...(secure ? { secure: 'true' } : {})
  }
  // Without an endpoint too: a setting that is wrong is said at every start.
  checkMetadata(metadata, METADATA_KEY)
  if (endpoint === undefined) return undefined
  const [, host = '', portText = ''] = ENDPOINT.exec(endpoint) ?? []
  const ip = host.replace(/^\[(.*)\]$/, '$1')
  const port = Number(portText)
  if (ip === '')
    throw new ConfigError(
      'CHS_CONFIG_INVALID',
      `the endpoint "${endpoint}" has no host and port to register`,
      {
        key: 'servicecomb.rest.address'
      }
    )
  return {
    serviceName: service,
    groupName: place.group,
    instance: {
      instanceId: `${ip}#${port}#${place.cluster}#${place.group}@@${service}`,
      ip,
      port,
      weight: place.weight,
      healthy: true,
      enabled: status === 'UP',
      ephemeral: true,
      clusterName: place.cluster,
      metadata
    }
  }
}
