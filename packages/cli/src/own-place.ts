import { createConfiguration } from '@node-chassis/config-client'
import { silentLogger, systemEnv } from '@node-chassis/core'

/** Where a service is at home. */
export interface Place {
  readonly app: string
  readonly environment: string
}

/** Application and environment: the options, else those of an application in this folder (config.md 7.2). */
export function ownPlace({ app, environment }: Partial<Place>): Place {
  const env = systemEnv(silentLogger)
  const config = createConfiguration({ env, options: {}, variables: process.env })
  return {
    app: app ?? config.text('servicecomb.service.application', 'default'),
    environment: environment ?? config.text('servicecomb.service.environment', '')
  }
}
