import { ConfigError } from '@node-chassis/core'
import type { Registration } from '@node-chassis/core'

const NAME = /^[a-zA-Z0-9]*$|^[a-zA-Z0-9][a-zA-Z0-9_\-.]*[a-zA-Z0-9]$/
const VERSION = /^\d+(\.\d+){0,3}$/
const ENVIRONMENT = /^(development|testing|acceptance|production)*$/
const PLACE = /^[A-Za-z0-9_.-]+$/

/**
 * Refuses at start what the registry would refuse later (registry.md 3.1, 3.2).
 * @throws ConfigError CHS_CONFIG_INVALID naming the key
 */
export function validateRegistration(registration: Registration): void {
  const { app, service, version, environment, description, dataCenter, region, zone } = registration
  check(
    NAME.test(app) && within(app, 1, 160),
    'servicecomb.service.application',
    app,
    `1 to 160 characters, ${NAMES}`
  )
  check(
    NAME.test(service) && within(service, 1, 128),
    'servicecomb.service.name',
    service,
    `1 to 128 characters, ${NAMES}`
  )
  check(
    VERSION.test(version) &&
      version.length <= 64 &&
      version.split('.').every((part) => Number(part) <= 32_767),
    'servicecomb.service.version',
    version,
    'one to four numbers up to 32767, e.g. 1.0.0'
  )
  check(
    ENVIRONMENT.test(environment),
    'servicecomb.service.environment',
    environment,
    'empty, development, testing, acceptance or production'
  )
  check(within(description, 0, 256), 'servicecomb.service.description', description, 'at most 256 characters')
  for (const [key, value] of [
    ['servicecomb.datacenter.name', dataCenter],
    ['servicecomb.datacenter.region', region],
    ['servicecomb.datacenter.availableZone', zone]
  ] as const) {
    check(
      value === undefined || (PLACE.test(value) && within(value, 1, 128)),
      key,
      value ?? '',
      '1 to 128 letters, digits, "_", "." and "-"'
    )
  }
}

const NAMES = 'letters, digits, "_", "-" and ".", beginning and ending with a letter or digit'

// The registry's minimum counts bytes, its maximum code points; for these alphabets both are the length.
function within(text: string, min: number, max: number): boolean {
  const length = [...text].length
  return length >= min && length <= max
}

function check(valid: boolean, key: string, value: string, rule: string): void {
  if (valid) return
  throw new ConfigError(
    'CHS_CONFIG_INVALID',
    `\`${key}\`: "${value}" is refused by the registry; it must be: ${rule}`,
    {
      key
    }
  )
}
