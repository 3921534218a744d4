import { ConfigError } from '@node-chassis/core'
import type { ConfigReader, Logger } from '@node-chassis/core'

const LEAST_MS = 1000

/**
 * A period in milliseconds, from a key in `unit`. Below a second it is raised to one, with a warning that names the
 * unit: the usual slip is a number meant in the other one (decisions.md N18).
 * @throws ConfigError `CHS_CONFIG_INVALID` naming the key for what is no positive number
 */
export function period(
  config: ConfigReader,
  log: Logger,
  key: string,
  unit: 'milliseconds' | 'seconds',
  fallback: number
): number {
  const value = config.number(key, fallback)
  if (!Number.isFinite(value) || value <= 0) {
    const message = `${key} is '${value}'; expected a positive number of ${unit}`
    throw new ConfigError('CHS_CONFIG_INVALID', message, { key })
  }
  const ms = unit === 'seconds' ? 1000 * value : value
  if (ms >= LEAST_MS) return ms
  log.warn({ key, value }, `${key} is ${value} ${unit}; that is too often, 1 second is used`)
  return LEAST_MS
}
