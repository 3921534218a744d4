import type { Route } from '../../http/types.ts'
import { struct, textMap } from '../../json/read.ts'
import type { RouteMaker } from '../call.ts'
import { Refusal } from '../errors.ts'
import { RULES, check, checkTags } from '../rules.ts'
import type { Services } from '../services.ts'
import { DONE, objectAnswer } from '../wire.ts'

const tagsShape = struct({ tags: textMap })

/** registry.md 6.4 */
export function tagRoutes(route: RouteMaker, services: Services): readonly Route[] {
  return [
    route('POST', 'P/microservices/:serviceId/tags', (call) => {
      const { tags } = call.body(tagsShape)
      checkTags(tags)
      services.setTags(services.get(call.tenant, call.serviceId()), tags)
      return DONE
    }),

    route('GET', 'P/microservices/:serviceId/tags', (call) =>
      objectAnswer({ tags: services.get(call.tenant, call.serviceId()).tags })
    ),

    route('PUT', 'P/microservices/:serviceId/tags/:key', (call) => {
      const key = call.param('key')
      const value = call.query('value')
      check('UpdateServiceTagRequest.Key', key, RULES.tag)
      check('UpdateServiceTagRequest.Value', value, RULES.tag)
      const record = services.get(call.tenant, call.serviceId())
      if (!record.tags.has(key)) throw new Refusal(400018, 'Tag does not exist, please add one first.')
      services.setTags(record, new Map(record.tags).set(key, value))
      return DONE
    }),

    route('DELETE', 'P/microservices/:serviceId/tags/:key', (call) => {
      const keys = call.param('key').split(',')
      for (const key of keys) check('DeleteServiceTagsRequest.Keys', key, RULES.tag)
      const record = services.get(call.tenant, call.serviceId())
      const left = new Map(record.tags)
      for (const key of keys) {
        if (!record.tags.has(key))
          throw new Refusal(400018, `Delete tags failed, this key ${key} does not exist.`)
        left.delete(key)
      }
      services.setTags(record, left)
      return DONE
    })
  ]
}
