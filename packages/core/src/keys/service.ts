import type { KeyEntry } from './key.ts'

/** Who this process is, and where it listens. */
export const SERVICE_KEYS: readonly KeyEntry[] = [
  {
    key: 'servicecomb.service.application',
    type: 'text',
    default: 'default',
    aliases: [
      'servicecomb.service.app',
      'spring.cloud.servicecomb.service.application',
      'spring.cloud.servicecomb.discovery.appName',
      'APPLICATION_ID',
      'CAS_APPLICATION_NAME'
    ],
    reload: 'restart',
    doc: 'Application this service belongs to; services see each other inside one application.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.service.name',
    type: 'text',
    default: 'defaultMicroservice',
    aliases: [
      'spring.cloud.servicecomb.service.name',
      'spring.cloud.servicecomb.discovery.serviceName',
      'service_description.name',
      'spring.application.name',
      'CAS_COMPONENT_NAME'
    ],
    reload: 'restart',
    doc: 'Name under which others call this service.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.service.version',
    type: 'text',
    default: '1.0.0.0',
    aliases: [
      'spring.cloud.servicecomb.service.version',
      'spring.cloud.servicecomb.discovery.version',
      'service_description.version',
      'CAS_INSTANCE_VERSION'
    ],
    reload: 'restart',
    doc: 'Version of this service, one to four numbers up to 32767, e.g. `1.0.0`; kept as written, never read as a number.',
    source: 'config.md 7.2, decisions.md N21'
  },
  {
    key: 'servicecomb.service.environment',
    type: 'text',
    default: '',
    aliases: [
      'spring.cloud.servicecomb.service.environment',
      'server.env',
      'service_description.environment',
      'SERVICECOMB_ENV',
      'ENVIRONMENT'
    ],
    reload: 'restart',
    doc: 'Environment: empty, development, testing, acceptance or production.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.service.description',
    type: 'text',
    default: '',
    aliases: ['service_description.description'],
    reload: 'restart',
    doc: 'Description that the registry shows.',
    source: 'registry.md 3.1'
  },
  {
    key: 'servicecomb.service.properties.*',
    type: 'text',
    default: undefined,
    aliases: ['spring.cloud.servicecomb.service.properties.*', 'service_description.properties.*'],
    reload: 'restart',
    doc: 'Properties of the service in the registry; `SERVICECOMB_SERVICE_PROPS=k:v,k:v` adds to them.',
    source: 'config.md 7.2, registry.md 16.6'
  },
  {
    key: 'servicecomb.instance.properties.*',
    type: 'text',
    default: undefined,
    aliases: [
      'servicecomb.service.instanceProperties.*',
      'spring.cloud.servicecomb.instance.properties.*',
      'instance_description.properties.*'
    ],
    reload: 'restart',
    doc: 'Properties of the instance, which route rules see as tags; `SERVICECOMB_INSTANCE_PROPS=k:v,k:v` adds to them.',
    source: 'config.md 7.2, registry.md 16.6'
  },
  {
    key: 'servicecomb.instance.initialStatus',
    type: 'text',
    default: 'UP',
    aliases: ['servicecomb.registry.sc.initialStatus'],
    reload: 'restart',
    doc: 'Status an instance registers with.',
    source: 'config.md 7.2, decisions.md N44'
  },
  {
    key: 'servicecomb.service.publishAddress',
    type: 'text',
    default: undefined,
    aliases: ['HOSTING_SERVER_IP'],
    reload: 'restart',
    doc: 'Address that is published instead of the one listened on: an IP address, a host name or `{network card}`.',
    source: 'config.md 7.2, decisions.md N11'
  },
  {
    key: 'servicecomb.service.publishFamily',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: '`ipv4` or `ipv6`: which family to publish when listening on every address.',
    source: 'decisions.md N11'
  },
  {
    key: 'servicecomb.rest.address',
    type: 'text',
    default: undefined,
    aliases: ['servicecomb.protocols.rest.listenAddress'],
    reload: 'restart',
    doc: '`host:port[?…]` that `serve` listens on; none means the application listens by itself.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.rest.publishPort',
    type: 'integer',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Port that is published instead of the one listened on.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.datacenter.name',
    type: 'text',
    default: undefined,
    aliases: ['region.name'],
    reload: 'restart',
    doc: 'Data centre of this instance; sent to the registry only when it is set.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.datacenter.region',
    type: 'text',
    default: undefined,
    aliases: ['region.region'],
    reload: 'restart',
    doc: 'Region of this instance.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.datacenter.availableZone',
    type: 'text',
    default: undefined,
    aliases: ['region.availableZone'],
    reload: 'restart',
    doc: 'Availability zone of this instance.',
    source: 'config.md 7.2'
  }
]
