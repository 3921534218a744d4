import type { Route } from '../../http/types.ts'
import { batchFind } from '../batch-find.ts'
import { batchQueryShape } from '../batch-query.ts'
import type { RouteMaker } from '../call.ts'
import { checkWanted, find, tagsOf } from '../discovery.ts'
import { invalid } from '../errors.ts'
import { RULES, check } from '../rules.ts'
import type { RegistrySettings } from '../settings.ts'
import { instancesJson, jsonAnswer, listJson } from '../wire.ts'
import { revised } from './instances.ts'

/** registry.md 8 */
export function discoveryRoutes(route: RouteMaker, { sharedServices }: RegistrySettings): readonly Route[] {
  return [
    route('GET', 'P/instances', (call) => {
      const wanted = {
        environment: call.query('env'),
        appId: call.query('appId'),
        serviceName: call.query('serviceName')
      }
      const tags = tagsOf(call.query('tags'))
      checkWanted(wanted)
      for (const tag of tags) check('FindInstancesRequest.Tags', tag, RULES.tag)
      const look = { tags, aliases: true }
      const { services, revision } = find(call.tenant, call.consumerId(), wanted, sharedServices, look)
      return revised(call, revision, () => listJson('instances', instancesJson(services, call.readsStore())))
    }),

    route('POST', 'P/instances/action', (call) => {
      const action = call.query('type')
      if (action !== 'query') throw invalid(`Invalid action: ${action}`)
      return jsonAnswer(batchFind(call, call.body(batchQueryShape, 'Unmarshal error'), sharedServices))
    })
  ]
}
