import { createHash } from 'node:crypto'
import type { ConfigReader, Env, ServiceIdentity } from '@node-chassis/core'
import type { RegistryClientOptions } from '@node-chassis/registry-client'
import { readProxy, readTlsSettings, snapshotDir } from '@node-chassis/transport'
import type { EngineAuth } from '@node-chassis/transport'
import { period } from './intervals.ts'

type Connection = Pick<
  RegistryClientOptions,
  'auth' | 'tls' | 'proxy' | 'place' | 'autoDiscovery' | 'unknownMs' | 'snapshot'
>

/**
 * How the registry is reached and asked, as the settings say.
 * @throws ConfigError `CHS_CONFIG_INVALID` naming the key
 */
export function registryConnection(
  config: ConfigReader,
  env: Env,
  identity: ServiceIdentity,
  auth: EngineAuth | undefined
): Connection {
  return {
    auth,
    tls: readTlsSettings(config, 'sc.consumer'),
    proxy: readProxy(config),
    place: {
      region: config.text('servicecomb.datacenter.region', ''),
      zone: config.text('servicecomb.datacenter.availableZone', '')
    },
    autoDiscovery: config.boolean('servicecomb.registry.sc.autoDiscovery', false),
    snapshot: snapshotOf(config, identity),
    unknownMs: period(config, env.log, 'servicecomb.registry.sc.subscription.unknownInSeconds', 'seconds', 15)
  }
}

function snapshotOf(
  config: ConfigReader,
  { app, name, environment }: ServiceIdentity
): Connection['snapshot'] {
  const dir = snapshotDir(config, name)
  if (dir === undefined) return undefined
  // Several identities may share a folder, and see different instances.
  const asker = createHash('sha256').update([app, environment].join('/')).digest('hex')
  return { dir, name: `instances-${name}-${asker.slice(0, 12)}` }
}
