import type { ConfigReader, Env, ServiceIdentity } from '@node-chassis/core'
import { readProxy, readTlsSettings, snapshotDir } from '@node-chassis/transport'
import type { EngineAuth } from '@node-chassis/transport'
import type { DimensionName, KieClientOptions } from './client.ts'

const LAYERS: readonly DimensionName[] = ['app', 'service', 'version', 'custom']

/**
 * The options of a client as the settings say (config.md 7.2).
 * @throws ConfigError CHS_CONFIG_INVALID naming the key of a value that cannot be read
 */
export function kieOptions(of: {
  readonly env: Env
  readonly config: ConfigReader
  readonly identity: ServiceIdentity
  /** What requests show of this process. @defaultValue nothing */
  readonly auth?: EngineAuth | undefined
}): KieClientOptions {
  const { env, config, identity, auth } = of
  const { app, name: service, version, environment } = identity
  const dir = snapshotDir(config, service)
  return {
    env,
    addresses: config.list('servicecomb.kie.serverUri', []),
    project: config.text('servicecomb.kie.domainName', 'default'),
    app,
    service,
    version,
    environment,
    customLabel: {
      name: config.text('servicecomb.kie.customLabel', 'public'),
      value: config.text('servicecomb.kie.customLabelValue', '')
    },
    place: {
      region: config.text('servicecomb.datacenter.region', ''),
      zone: config.text('servicecomb.datacenter.availableZone', '')
    },
    dimensions: LAYERS.filter((layer) =>
      config.boolean(`servicecomb.kie.enable${layer[0]?.toUpperCase()}${layer.slice(1)}Config`, true)
    ),
    fileSource: config.list('servicecomb.config.client.fileSource', []),
    firstPullRequired: config.boolean('servicecomb.kie.firstPullRequired', false),
    auth,
    tls: readTlsSettings(config, 'kie.consumer'),
    proxy: readProxy(config),
    connectMs: config.number('servicecomb.kie.client.timeout.connect', 1_000),
    ...(dir === undefined ? {} : { snapshotDir: dir }),
    timing: {
      longPolling: config.boolean('servicecomb.kie.enableLongPolling', true),
      waitS: config.number('servicecomb.kie.pollingWaitTime', 10),
      intervalMs: config.number('servicecomb.kie.refreshInterval', 15_000),
      requestMs: config.number('servicecomb.kie.client.timeout.request', 5_000),
      fullRefreshMs: config.number('servicecomb.kie.fullRefreshInterval', 300_000)
    }
  }
}
