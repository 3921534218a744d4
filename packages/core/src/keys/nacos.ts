import type { KeyEntry } from './key.ts'

const NACOS = 'servicecomb.nacos'
const SPRING = 'spring.cloud.nacos'

/** Spring writes `server-addr`, and reads `serverAddr` as well. */
function springKeys(path: string, name: string): readonly string[] {
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return [...new Set([dashed, name])].map((text) => `${SPRING}.${path}${text}`)
}

/** Settings that both parts have, and one may have differently. */
const SHARED = [
  [
    'serverAddr',
    'list',
    'Addresses of the Nacos servers, `host:port`, separated by commas (port 8848 when there is none)'
  ],
  ['namespace', 'text', 'Id of the namespace; empty and `public` are the public one'],
  ['group', 'text', 'Group of services and documents; `DEFAULT_GROUP` when there is none'],
  ['username', 'text', 'User to log in as'],
  ['password', 'text', 'Password of the user'],
  ['accessKey', 'text', 'Access key, for servers that ask for signatures'],
  ['secretKey', 'text', 'Secret key that signs']
] as const

const PARTS = [
  ['', 'for registry and configuration'],
  ['discovery.', 'for the registry alone'],
  ['config.', 'for the configuration alone']
] as const

/** A Nacos engine in place of service-center and kie. */
export const NACOS_KEYS: readonly KeyEntry[] = [
  ...SHARED.flatMap(([name, type, doc]) =>
    PARTS.map(([part, scope]): KeyEntry => ({
      key: `${NACOS}.${part}${name}`,
      type,
      default: undefined,
      aliases: springKeys(part, name),
      reload: 'restart',
      doc: `${doc}; ${scope}.`,
      source: 'nacos.md 9, 10'
    }))
  ),
  {
    key: `${NACOS}.discovery.enabled`,
    type: 'boolean',
    default: 'true',
    aliases: [`${SPRING}.discovery.enabled`],
    reload: 'restart',
    doc: 'Whether Nacos is the registry, when an address of it is set.',
    source: 'nacos.md 9'
  },
  {
    key: `${NACOS}.config.enabled`,
    type: 'boolean',
    default: 'true',
    aliases: [`${SPRING}.config.enabled`],
    reload: 'restart',
    doc: 'Whether Nacos is the configuration centre, when an address of it is set.',
    source: 'nacos.md 9'
  },
  {
    key: `${NACOS}.transport`,
    type: 'text',
    default: 'auto',
    aliases: [],
    reload: 'restart',
    doc: '`grpc`, `http`, or `auto`: gRPC, and HTTP while no gRPC port answers.',
    source: 'nacos.md 10.1'
  },
  {
    key: `${NACOS}.grpcPort`,
    type: 'integer',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'gRPC port of every server; otherwise its HTTP port and 1000.',
    source: 'nacos.md 4.1'
  },
  {
    key: `${NACOS}.contextPath`,
    type: 'text',
    default: '/nacos',
    aliases: springKeys('config.', 'contextPath'),
    reload: 'restart',
    doc: 'Path in front of every HTTP path of the servers.',
    source: 'nacos.md 2'
  },
  {
    key: `${NACOS}.clusterName`,
    type: 'text',
    default: 'DEFAULT',
    aliases: springKeys('discovery.', 'clusterName'),
    reload: 'restart',
    doc: 'Cluster to register in.',
    source: 'nacos.md 5'
  },
  {
    key: `${NACOS}.weight`,
    type: 'number',
    default: '1',
    aliases: springKeys('discovery.', 'weight'),
    reload: 'restart',
    doc: 'Weight of this instance, 0 to 10000; an instance of weight 0 is not called.',
    source: 'nacos.md 5'
  },
  {
    key: `${NACOS}.metadata.*`,
    type: 'text',
    default: undefined,
    aliases: [`${SPRING}.discovery.metadata.*`],
    reload: 'restart',
    doc: 'Metadata of this instance, over the instance properties; 1024 characters in all.',
    source: 'nacos.md 9, 10.9'
  },
  {
    key: `${NACOS}.discovery.groups.<service>`,
    type: 'text',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Group of a service that is called and lives in another group.',
    source: 'nacos.md 9'
  },
  {
    key: `${NACOS}.discovery.clusters`,
    type: 'list',
    default: undefined,
    aliases: [],
    reload: 'restart',
    doc: 'Clusters whose instances are called; all when there is none.',
    source: 'nacos.md 5'
  },
  {
    key: `${NACOS}.config.prefix`,
    type: 'text',
    default: undefined,
    aliases: springKeys('config.', 'prefix'),
    reload: 'restart',
    doc: 'First part of the names of the documents; otherwise the name of the service.',
    source: 'nacos.md 7.3'
  },
  {
    key: `${NACOS}.config.fileExtension`,
    type: 'text',
    default: 'properties',
    aliases: springKeys('config.', 'fileExtension'),
    reload: 'restart',
    doc: 'Last part of their names, and how a document is read whose name and type say nothing.',
    source: 'nacos.md 7.3'
  },
  ...(['sharedConfigs', 'extensionConfigs'] as const).map((name): KeyEntry => ({
    key: `${NACOS}.config.${name}*`,
    type: 'text',
    default: undefined,
    aliases: springKeys('config.', name).map((key) => `${key}*`),
    reload: 'restart',
    doc: `Further documents, ${name === 'sharedConfigs' ? 'the weakest' : 'above the shared ones'}: \`[0].dataId\` and \`[0].group\`, \`[1].dataId\`, …, or names separated by commas.`,
    source: 'nacos.md 7.3'
  })),
  {
    key: `${NACOS}.config.routerConfigDefaultLoadEnabled`,
    type: 'boolean',
    default: 'false',
    aliases: springKeys('config.', 'routerConfigDefaultLoadEnabled'),
    reload: 'restart',
    doc: 'Read every document `cse-label-route-*` of the group (dark-launch rules), and `cse-router-header-context-mapper.yaml`.',
    source: 'nacos.md 7.3'
  }
]
