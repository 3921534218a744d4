import { ConfigError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import type { Configuration } from '@node-chassis/config-client'
import type { CentrePart } from './engines.ts'

/**
 * The first pull of the remote configuration. A centre that is away does not stop the start (N44); its values are taken
 * in when it answers.
 * @throws ConfigError `CHS_CONFIG_UNAVAILABLE` with `servicecomb.kie.firstPullRequired` or `servicecomb.failFast`
 */
export async function pullConfiguration(
  config: Configuration,
  kie: CentrePart,
  env: Env,
  signal: AbortSignal
): Promise<void> {
  config.attach(kie)
  try {
    await kie.start(signal)
  } catch (error) {
    const away = error instanceof ConfigError && error.code === 'CHS_CONFIG_UNAVAILABLE'
    const required =
      config.boolean('servicecomb.kie.firstPullRequired', false) ||
      config.boolean('servicecomb.failFast', false)
    if (!away || required) throw error
    env.log.warn(
      { code: error.code },
      `no configuration centre answers; starting with local settings, its values come later. ${error.message}`
    )
  }
}
