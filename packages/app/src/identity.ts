import type { ConfigReader, Logger, ServiceIdentity } from '@node-chassis/core'
import { ConfigError } from '@node-chassis/core'

// registry.md 3.1. Checked at start: an engine would refuse these later, with a message nobody reads.
const NAME = /^[a-zA-Z0-9]$|^[a-zA-Z0-9][a-zA-Z0-9_\-.]*[a-zA-Z0-9]$/
const VERSION = /^\d+(\.\d+){0,3}$/
// config.md 7.2, as java-chassis has it.
const DEFAULT_NAME = 'defaultMicroservice'
const ENVIRONMENT = /^(development|testing|acceptance|production)?$/

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
  check(config, 'servicecomb.service.application', identity.app, nameRule(160), NAMES)
  check(config, 'servicecomb.service.name', name, nameRule(128), NAMES)
  check(
    config,
    'servicecomb.service.version',
    identity.version,
    isVersion,
    'one to four numbers with dots, each up to 32767'
  )
  check(
    config,
    'servicecomb.service.environment',
    identity.environment,
    (text) => ENVIRONMENT.test(text),
    'development, testing, acceptance, production or nothing'
  )
  return identity
}

const NAMES = 'letters, digits and - _ . between them'

function nameRule(longest: number): (text: string) => boolean {
  return (text) => text.length <= longest && NAME.test(text)
}

function isVersion(text: string): boolean {
  return VERSION.test(text) && text.split('.').every((part) => Number(part) <= 32_767)
}

function check(
  config: ConfigReader,
  key: string,
  value: string,
  valid: (text: string) => boolean,
  expected: string
): void {
  if (valid(value)) return
  const source = config.sourceOf(key)
  const from = source === undefined ? '' : ` (from ${source})`
  throw new ConfigError('CHS_CONFIG_INVALID', `${key} is '${value}'${from}; expected ${expected}`, { key })
}
