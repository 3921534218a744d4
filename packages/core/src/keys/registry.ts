import type { KeyEntry } from './key.ts'

/** The registry: where it is, how often it is asked. */
export const REGISTRY_KEYS: readonly KeyEntry[] = [
  {
    key: 'servicecomb.registry.sc.address',
    type: 'list',
    default: 'http://127.0.0.1:30100',
    aliases: [
      'servicecomb.service.registry.address',
      'servicecomb.registry.address',
      'spring.cloud.servicecomb.discovery.address',
      'PAAS_CSE_SC_ENDPOINT',
      'PAAS_CSE_ENDPOINT'
    ],
    reload: 'restart',
    doc: 'Addresses of the registry, separated by commas.',
    source: 'config.md 7.2, decisions.md N14'
  },
  {
    key: 'servicecomb.registry.sc.enabled',
    type: 'boolean',
    default: 'true',
    aliases: ['spring.cloud.servicecomb.discovery.enabled'],
    reload: 'restart',
    doc: 'Whether this process uses a registry at all.',
    source: 'config.md 7.2'
  },
  {
    key: 'servicecomb.registry.sc.watch',
    type: 'boolean',
    default: 'false',
    aliases: [
      'servicecomb.registry.sc.instance.watch',
      'servicecomb.registry.watch',
      'servicecomb.registry.instance.watch',
      'servicecomb.service.registry.watch',
      'servicecomb.service.registry.instance.watch',
      'spring.cloud.servicecomb.discovery.watch'
    ],
    reload: 'restart',
    doc: 'Hear of changed instances through a socket, between two polls.',
    source: 'config.md 7.2, decisions.md N22, registry.md C12'
  },
  {
    key: 'servicecomb.registry.sc.heartbeat.mode',
    type: 'text',
    default: 'put',
    aliases: ['servicecomb.registry.heartbeat.mode'],
    reload: 'restart',
    doc: '`put`: heartbeats are requests. `socket` (`ping-pong` in Go): the lease is renewed by answering pings of the registry, and by requests while there is no such connection.',
    source: 'registry.md 11.2'
  },
  {
    key: 'servicecomb.registry.sc.autoDiscovery',
    type: 'boolean',
    default: 'false',
    aliases: ['servicecomb.registry.autodiscovery'],
    reload: 'restart',
    doc: 'Find further addresses of the registry, and of a configuration centre that is used, in the registry itself. Addresses of the own `servicecomb.datacenter` are asked first.',
    source: 'config.md 7.2, registry.md 16.4'
  },
  {
    key: 'servicecomb.registry.sc.healthCheckIntervalInSeconds',
    type: 'seconds',
    default: '15',
    aliases: ['spring.cloud.servicecomb.discovery.healthCheckInterval'],
    reload: 'restart',
    doc: 'Time between two heartbeats.',
    source: 'config.md 7.2, registry.md C3'
  },
  {
    key: 'servicecomb.registry.sc.healthCheckTimes',
    type: 'integer',
    default: '3',
    aliases: [],
    reload: 'restart',
    doc: 'Heartbeats that may be missed before the registry drops the instance.',
    source: 'config.md 7.2',
    unsupported: 'Not built yet; a lease is four heartbeats.'
  },
  {
    key: 'servicecomb.registry.sc.pollIntervalInMillis',
    type: 'milliseconds',
    default: '15000',
    aliases: ['spring.cloud.servicecomb.discovery.pollInterval'],
    reload: 'restart',
    doc: 'Time between two questions for the instances of the services in use. `servicecomb.registry.refreshInterval` of Go (`30s`) means it too.',
    source: 'config.md 7.2, registry.md C4'
  },
  {
    key: 'servicecomb.registry.sc.subscription.idleInSeconds',
    type: 'seconds',
    default: '600',
    aliases: [],
    reload: 'restart',
    doc: 'A service that was not called for so long is no longer asked for.',
    source: 'decisions.md N13'
  },
  {
    key: 'servicecomb.registry.sc.subscription.unknownInSeconds',
    type: 'seconds',
    default: '15',
    aliases: [],
    reload: 'restart',
    doc: 'For so long a name that the registry does not know is not asked for again.',
    source: 'decisions.md N13'
  },
  {
    key: 'servicecomb.service.registry.schema.failOnDifference',
    type: 'boolean',
    default: 'false',
    aliases: [],
    reload: 'restart',
    doc: 'A schema that the registry refuses to change (400015, 403001) fails the start; otherwise it is a warning.',
    source: 'decisions.md N16'
  },
  {
    key: 'servicecomb.service.registry.schema.files',
    type: 'list',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'OpenAPI documents that are uploaded when the service registers: files, and folders whose `.yaml`, `.yml` and `.json` files are taken. The name without its ending is the id.',
    source: 'registry.md C1, C17'
  },
  {
    key: 'servicecomb.references.version-rule',
    type: 'text',
    default: '0.0.0+',
    aliases: [],
    reload: 'live',
    doc: 'Which versions of other services are called: `latest`, `x.y.z`, `x+`, `a-b`.',
    source: 'decisions.md N19, registry.md C8'
  },
  {
    key: 'servicecomb.references.<service>.version-rule',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'live',
    doc: 'The same for one service.',
    source: 'decisions.md N19'
  },
  {
    key: 'servicecomb.references.assumeRest',
    type: 'boolean',
    default: 'false',
    aliases: [],
    reload: 'live',
    doc: 'Endpoints without a scheme are taken as HTTP.',
    source: 'decisions.md N17'
  },
  {
    key: 'servicecomb.service.registry.api.version',
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Version of the registry API in Java 2 files.',
    source: 'registry.md 16.9',
    unsupported: 'v4 is always used; remove the key'
  }
]
