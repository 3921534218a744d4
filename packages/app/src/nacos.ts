import { parseProperties, yamlTexts } from '@node-chassis/config-client'
import { ConfigError } from '@node-chassis/core'
import type { ConfigReader, Env, ServiceIdentity } from '@node-chassis/core'
import { createNacosConfig, createNacosRegistry, documentsOf } from '@node-chassis/nacos-client'
import type { ConfigKey, NacosConfig, NacosConnection, NacosRegistry } from '@node-chassis/nacos-client'
import { readTlsSettings, snapshotDir } from '@node-chassis/transport'

const NACOS = 'servicecomb.nacos'
const GROUP = 'DEFAULT_GROUP'
const TRANSPORTS: readonly string[] = ['auto', 'grpc', 'http']
const EXTENSION = 'properties'
const CONTEXT_MAPPER = 'cse-router-header-context-mapper.yaml'

type Part = 'discovery' | 'config'

/** A setting of one part, else that of both, with the key it stands under. */
function settingOf(
  config: ConfigReader,
  part: Part,
  name: string
): { key: string; text: string | undefined } {
  const own = `${NACOS}.${part}.${name}`
  const text = config.get(own)
  if (text !== undefined) return { key: own, text }
  return { key: `${NACOS}.${name}`, text: config.get(`${NACOS}.${name}`) }
}

/** Keys that may hold addresses of Nacos. */
export const NACOS_ADDRESS_KEYS = ['', 'discovery.', 'config.'].map((part) => `${NACOS}.${part}serverAddr`)

/** The key that gives a part its addresses; undefined when Nacos is not used for it. */
function addressKeyOf(config: ConfigReader, part: Part): string | undefined {
  if (!config.boolean(`${NACOS}.${part}.enabled`, true)) return undefined
  return [`${NACOS}.${part}.serverAddr`, `${NACOS}.serverAddr`].find((key) => config.list(key, []).length > 0)
}

/**
 * Whether Nacos is the engine of a part, which is so when one of its addresses is set.
 * @param other the key that would name another engine for the same part
 * @throws ConfigError CHS_CONFIG_INVALID naming both keys when both are set
 */
export function usesNacos(config: ConfigReader, part: Part, other: string): boolean {
  const key = addressKeyOf(config, part)
  if (key === undefined) return false
  // A service-center that is switched off is none.
  const isOff = part === 'discovery' && !config.boolean('servicecomb.registry.sc.enabled', true)
  if (isOff || config.list(other, []).length === 0) return true
  const what = part === 'discovery' ? 'registries' : 'configuration centres'
  const only = part === 'discovery' ? 'config' : 'discovery'
  const place = (of: string): string => ` (from ${config.sourceOf(of) ?? 'unknown'})`
  const message =
    `\`${other}\`${place(other)} and \`${key}\`${place(key)} name two ${what}, and a service has one: remove one of them. ` +
    `For Nacos as the ${only === 'config' ? 'configuration centre' : 'registry'} alone write \`${NACOS}.${only}.serverAddr\`, or set \`${NACOS}.${part}.enabled=false\``
  throw new ConfigError('CHS_CONFIG_INVALID', message, { key: other })
}

/** @throws ConfigError CHS_CONFIG_INVALID naming the key of what no server takes */
export function nacosRegistry(config: ConfigReader, env: Env, identity: ServiceIdentity): NacosRegistry {
  return createNacosRegistry({
    ...connectionOf(config, env, identity, 'discovery'),
    group: settingOf(config, 'discovery', 'group').text ?? GROUP,
    groups: under(config, `${NACOS}.discovery.groups.`),
    cluster: config.text(`${NACOS}.clusterName`, 'DEFAULT'),
    clusters: config.list(`${NACOS}.discovery.clusters`, []),
    weight: config.number(`${NACOS}.weight`, 1),
    metadata: under(config, `${NACOS}.metadata.`),
    subscriptionIdleMs: 1_000 * config.number('servicecomb.registry.sc.subscription.idleInSeconds', 600)
  })
}

/** @throws ConfigError CHS_CONFIG_INVALID naming the key of what no server takes */
export function nacosConfig(config: ConfigReader, env: Env, identity: ServiceIdentity): NacosConfig {
  const group = settingOf(config, 'config', 'group').text ?? GROUP
  const fileExtension = config.text(`${NACOS}.config.fileExtension`, EXTENSION)
  const routes = config.boolean(`${NACOS}.config.routerConfigDefaultLoadEnabled`, false)
  const documents = documentsOf({
    prefix: config.text(`${NACOS}.config.prefix`, identity.name),
    fileExtension,
    profiles: config.list('spring.profiles.active', []),
    group,
    shared: keysIn(config, `${NACOS}.config.sharedConfigs`, group),
    extension: keysIn(config, `${NACOS}.config.extensionConfigs`, group)
  })
  return createNacosConfig({
    ...connectionOf(config, env, identity, 'config'),
    documents: routes ? [{ dataId: CONTEXT_MAPPER, group }, ...documents] : documents,
    readers: { yaml: yamlTexts, properties: parseProperties },
    fileExtension,
    routesGroup: routes ? group : undefined
  })
}

function connectionOf(
  config: ConfigReader,
  env: Env,
  identity: ServiceIdentity,
  part: Part
): NacosConnection {
  const addressKey = addressKeyOf(config, part) ?? `${NACOS}.serverAddr`
  const namespace = settingOf(config, part, 'namespace')
  const grpcPort = config.number(`${NACOS}.grpcPort`, 0)
  const dir = snapshotDir(config, identity.name)
  const text = (name: string): string | undefined => settingOf(config, part, name).text || undefined
  const [accessKey, secretKey] = [text('accessKey'), text('secretKey')]
  return {
    env: { ...env, log: env.log.child({ component: part === 'config' ? 'config' : 'registry' }) },
    addresses: config.list(addressKey, []),
    addressKey,
    contextPath: config.text(`${NACOS}.contextPath`, '/nacos'),
    ...(grpcPort > 0 ? { grpcPort } : {}),
    transport: transportOf(config),
    namespace: namespace.text ?? '',
    namespaceKey: namespace.key,
    appName: identity.name,
    credentials: {
      username: text('username'),
      password: text('password'),
      accessKeys: accessKey === undefined || secretKey === undefined ? undefined : { accessKey, secretKey }
    },
    tls: readTlsSettings(config, 'nacos.consumer'),
    ...(dir === undefined ? {} : { snapshotDir: dir })
  }
}

function transportOf(config: ConfigReader): 'auto' | 'grpc' | 'http' {
  const key = `${NACOS}.transport`
  const text = config.text(key, 'auto')
  if (TRANSPORTS.includes(text)) return text as 'auto' | 'grpc' | 'http'
  const message = `${key} is '${text}'; expected one of ${TRANSPORTS.join(', ')}`
  throw new ConfigError('CHS_CONFIG_INVALID', message, { key })
}

/** Documents as `key[0].dataId` and `key[0].group` name them, or as names separated by commas. */
function keysIn(config: ConfigReader, key: string, group: string): readonly ConfigKey[] {
  const keys: ConfigKey[] = config.list(key, []).map((dataId) => ({ dataId, group }))
  for (let at = 0; ; at++) {
    const one = `${key}[${at}]`
    const dataId = config.get(`${one}.dataId`) ?? config.get(`${one}.data-id`)
    if (dataId === undefined) return keys
    keys.push({ dataId, group: config.get(`${one}.group`) ?? group })
  }
}

function under(config: ConfigReader, prefix: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [key, value] of config.values)
    if (key.startsWith(prefix)) found[key.slice(prefix.length)] = value
  return found
}
