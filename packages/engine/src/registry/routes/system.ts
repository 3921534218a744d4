import type { Answer, Route } from '../../http/types.ts'
import type { RouteMaker } from '../call.ts'
import { unknownService } from '../errors.ts'
import { ownServices } from '../self.ts'
import type { Store } from '../store.ts'
import { DONE, instanceJson, jsonAnswer, listJson, objectAnswer } from '../wire.ts'

// Java 2 reads it at start and wants a version it can parse, 2.2.0 or later (registry.md 12.1).
export const VERSION = {
  version: '2.2.0',
  buildTag: 'node-chassis',
  // What runs the registry; service-center names its Go here.
  goVersion: `node${process.versions.node}`,
  os: process.platform,
  arch: process.arch
}

/** registry.md 12.1 to 12.3, and the bare paths of decisions.md N33 */
export function systemRoutes(route: RouteMaker, store: Store): readonly Route[] {
  const health = (): Answer => {
    const own = ownServices(store)
    if (own.length === 0) throw unknownService('the registry has not registered itself')
    return jsonAnswer(
      listJson(
        'instances',
        own.flatMap((service) => [...service.instances.values()].map(instanceJson))
      )
    )
  }
  const version = (apiVersion: string) => (): Answer => objectAnswer({ ...VERSION, apiVersion })

  return [
    route('GET', 'P/version', version('4.0.0')),
    route('GET', 'P/health', health),
    route('GET', 'P/health/readiness', () => DONE),
    route('GET', '/version', version('3.0.0')),
    route('GET', '/health', health)
  ]
}
