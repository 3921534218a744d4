import { ConfigError } from '@node-chassis/core'
import type { ConfigReader, Logger, ServiceIdentity } from '@node-chassis/core'
import { validateRegistration } from '@node-chassis/registry-client'
import { registrationOf } from './registration.ts'

// config.md 7.2, as java-chassis has it.
const DEFAULT_NAME = 'defaultMicroservice'

/**
 * Who this process is, from `servicecomb.service.*` (config.md 7.2).
 * @throws ConfigError `CHS_CONFIG_INVALID` naming the key, its value and where that came from
 */
export function identityOf(config: ConfigReader, log: Logger): ServiceIdentity {
  const name = config.get('servicecomb.service.name') || DEFAULT_NAME
  if (name === DEFAULT_NAME) {
    log.warn(
      `servicecomb.service.name is not set, so this service is called '${DEFAULT_NAME}'; set it in application.yaml, as SERVICECOMB_SERVICE_NAME, or pass createChassis({ service: { name } })`
    )
  }
  const identity = {
    app: config.text('servicecomb.service.application', 'default'),
    name,
    version: config.text('servicecomb.service.version', '1.0.0.0'),
    environment: config.text('servicecomb.service.environment', '')
  }
  try {
    // At start, and without a registry too: an engine would refuse it later, with a message nobody reads.
    validateRegistration(registrationOf(identity, config, [], process.env))
  } catch (error) {
    throw withSource(error, config)
  }
  return identity
}

function withSource(error: unknown, config: ConfigReader): unknown {
  if (!(error instanceof ConfigError) || error.key === undefined) return error
  const source = config.sourceOf(error.key)
  if (source === undefined) return error
  return new ConfigError(error.code, `${error.message} (from ${source})`, { key: error.key, cause: error })
}
