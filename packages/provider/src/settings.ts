import type { ChassisHandle, ConfigReader } from '@node-chassis/core'
import { readNameMap } from './context-mappers.ts'
import type { NameMap } from './context-mappers.ts'

export interface ProviderSettings {
  /** `servicecomb.context.decodeInvocationContext` (routing.md 4.3). @defaultValue true */
  readonly decode: boolean
  /**
   * `servicecomb.router.header`: request headers that travel on as `X-RouterContext` (routing.md 4.3). Commas between
   * the names, nothing trimmed. @defaultValue none
   */
  readonly routerHeaders: readonly string[]
  /** `servicecomb.context.headerContextMapper`, `.queryContextMapper` and their Spring spelling (routing.md 4.3). */
  readonly headerMapper: NameMap
  readonly queryMapper: NameMap
  /** `servicecomb.governance.statusHeader`: response header that overrides the status (governance.md 5). @defaultValue off */
  readonly statusHeader: string | undefined
}

/**
 * The settings in force, read at the first request: middleware is made before the chassis has started. A change that
 * cannot be used leaves the ones before in force, and its owner says so.
 * @throws ConfigError `CHS_CONFIG_INVALID` from the answered function, while the first values cannot be used
 */
export function followSettings(chassis: ChassisHandle): () => ProviderSettings {
  let settings: ProviderSettings | undefined
  return () => {
    if (settings === undefined) {
      const { config } = chassis
      settings = readSettings(config)
      // Not only below `servicecomb.`: the mappers have a Spring spelling.
      config.onChange('', () => {
        settings = readSettings(config)
      })
    }
    return settings
  }
}

function readSettings(config: ConfigReader): ProviderSettings {
  return {
    decode: config.boolean('servicecomb.context.decodeInvocationContext', true),
    routerHeaders: config
      .text('servicecomb.router.header', '')
      .split(',')
      .filter((name) => name !== ''),
    headerMapper: readNameMap(config, 'headerContextMapper'),
    queryMapper: readNameMap(config, 'queryContextMapper'),
    statusHeader: config.text('servicecomb.governance.statusHeader', '') || undefined
  }
}
