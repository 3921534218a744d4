import type { Env } from '@node-chassis/core'
import type { Store } from '../config/store.ts'
import type { Route } from '../http/types.ts'
import { cloudRoutes } from './cloud-routes.ts'
import { governanceRoutes } from './routes.ts'

/**
 * The governance API as routes of the registry's port, in service-center's form and in the cloud's (governance.md 10,
 * routing.md 5, config.md 8). What it stores is an ordinary document of the configuration centre, seen by every client
 * at once.
 * @param maxImportBytes largest body of an import; other bodies have the limit of the port
 */
export function createGovernanceRoutes(documents: Store, env: Env, maxImportBytes: number): readonly Route[] {
  const below = (limit: number): number => env.random.below(limit)
  return [
    ...governanceRoutes(documents, below),
    ...cloudRoutes(documents, { clock: env.clock, below, maxImportBytes })
  ]
}
