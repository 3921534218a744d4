import { ConfigError } from '@node-chassis/core'
import type { ConfigReader } from '@node-chassis/core'
import type { RegistryClientOptions } from '@node-chassis/registry-client'
import { schemasOf } from './schemas.ts'

const HEARTBEAT_KEY = 'servicecomb.registry.sc.heartbeat.mode'
// The second words are those of go-chassis (registry.md 16.7).
const HEARTBEAT_MODES: Readonly<Record<string, 'put' | 'socket'>> = {
  put: 'put',
  'non-keep-alive': 'put',
  socket: 'socket',
  'ping-pong': 'socket'
}

/**
 * What the registry pushes to this process, and the contracts that this process shows it.
 * @throws ConfigError `CHS_CONFIG_INVALID` naming the key
 */
export function registrySettings(
  config: ConfigReader,
  schemas: Readonly<Record<string, string | object>> | undefined
): Pick<
  RegistryClientOptions,
  'watch' | 'heartbeatMode' | 'schemas' | 'schemasKey' | 'failOnSchemaDifference'
> {
  const mode = config.text(HEARTBEAT_KEY, 'put')
  const heartbeatMode = Object.hasOwn(HEARTBEAT_MODES, mode) ? HEARTBEAT_MODES[mode] : undefined
  if (heartbeatMode === undefined) {
    const message = `${HEARTBEAT_KEY} is '${mode}'; expected put or socket`
    throw new ConfigError('CHS_CONFIG_INVALID', message, { key: HEARTBEAT_KEY })
  }
  return {
    watch: config.boolean('servicecomb.registry.sc.watch', false),
    heartbeatMode,
    ...schemasOf(config, schemas),
    failOnSchemaDifference: config.boolean('servicecomb.service.registry.schema.failOnDifference', false)
  }
}
