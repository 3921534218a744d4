import type { Answer, Route } from '../../http/types.ts'
import { list, optional, struct, text, textMap } from '../../json/read.ts'
import { omitEmpty } from '../../json/write.ts'
import type { RegistryCall, RouteMaker } from '../call.ts'
import { findOne, findVersion, tagsOf } from '../discovery.ts'
import { invalid } from '../errors.ts'
import type { Instances } from '../instances.ts'
import { instanceKeyShape, instanceShape, propertiesShape } from '../model.ts'
import type { InstanceKey } from '../model.ts'
import { revisionOfOne } from '../revision.ts'
import { RULES, check } from '../rules.ts'
import { DONE, REVISION, instanceJson, instancesJson, jsonAnswer, listJson, objectAnswer } from '../wire.ts'
import { refusalOf } from './services.ts'

// registry.md 2.1
const MAX_REGISTER_BYTES = 5 * 1024
const MAX_PROPERTIES_BYTES = 3 * 1024
const UNREADABLE = 'Unmarshal error'
const ABSENT = 'Service instance does not exist.'

const registerShape = struct({ instance: optional(instanceShape) })
const heartbeatsShape = struct({ instances: list(instanceKeyShape) })
const bulkStatusShape = struct({ matches: struct({ properties: textMap }), status: text })

/** registry.md 7, 9.2 and 9.3 */
export function instanceRoutes(route: RouteMaker, instances: Instances): readonly Route[] {
  const all = 'P/microservices/:serviceId/instances'
  const one = `${all}/:instanceId`
  return [
    route(
      'POST',
      all,
      (call) => {
        const { instance } = call.body(registerShape, UNREADABLE)
        return objectAnswer({
          instanceId: instances.register(call.tenant, call.param('serviceId'), instance)
        })
      },
      MAX_REGISTER_BYTES
    ),

    route('GET', all, (call) => {
      const tags = tagsOf(call.query('tags'))
      for (const tag of tags) check('GetInstancesRequest.Tags', tag, RULES.tag)
      const { services, revision } = findVersion(call.tenant, call.consumerId(), call.serviceId(), tags)
      return revised(call, revision, () => listJson('instances', instancesJson(services, call.readsStore())))
    }),

    route('GET', one, (call) => {
      const instance = findOne(call.tenant, call.consumerId(), keyOf(call), call.readsStore())
      return revised(call, revisionOfOne(instance), () => `{"instance":${instanceJson(instance)}}`)
    }),

    route('DELETE', one, (call) => {
      instances.remove(call.tenant, keyOf(call))
      return DONE
    }),

    route(
      'PUT',
      `${one}/properties`,
      (call) => {
        const body = call.body(propertiesShape, UNREADABLE)
        const key = checked({
          serviceId: body.serviceId ?? call.param('serviceId'),
          instanceId: body.instanceId ?? call.param('instanceId')
        })
        instances.setProperties(instances.get(call.tenant, key, ABSENT), body.properties)
        return DONE
      },
      MAX_PROPERTIES_BYTES
    ),

    route('PUT', `${one}/status`, (call) => {
      const key = keyOf(call)
      const status = call.query('value')
      check('UpdateInstanceStatusRequest.Status', status, RULES.requiredStatus)
      instances.setStatus(instances.get(call.tenant, key, ABSENT), status)
      return DONE
    }),

    route('PUT', `${one}/heartbeat`, (call) => {
      const key = { serviceId: call.param('serviceId'), instanceId: call.param('instanceId') }
      // What is found was checked when it was registered.
      if (instances.find(call.tenant, key) === undefined) checked(key)
      instances.heartbeat(call.tenant, key)
      return DONE
    }),

    route('PUT', 'P/heartbeats', (call) => {
      const { instances: keys } = call.body(heartbeatsShape, UNREADABLE)
      if (keys.length === 0) throw invalid('Request format invalid.')
      const distinct = new Map(keys.map((key) => [`${key.serviceId}/${key.instanceId}`, key]))
      const results = [...distinct.values()].map(({ serviceId, instanceId }) => {
        const errMessage = refusalOf(() => instances.heartbeat(call.tenant, { serviceId, instanceId }))
        return omitEmpty({ serviceId, instanceId, errMessage })
      })
      return objectAnswer({ instances: results })
    }),

    route('PUT', 'P/instances/status', (call) => {
      const { matches, status } = call.body(bulkStatusShape, UNREADABLE)
      check('UpdateManyInstanceStatusRequest.Status', status, RULES.requiredStatus)
      for (const service of call.tenant.services.values()) {
        if (!call.mayTouch(service)) continue
        for (const instance of service.instances.values()) {
          const matching = [...matches.properties].every(
            ([key, value]) => instance.properties.get(key) === value
          )
          if (matching) instances.setStatus(instance, status)
        }
      }
      return DONE
    })
  ]
}

/** 304 when the caller has this revision, else the body; the revision in both (registry.md 0.3). */
export function revised(call: RegistryCall, revision: string, json: () => string): Answer {
  const known = call.knownRevision()
  if (known !== '' && known === revision) return { status: 304, headers: { [REVISION]: revision } }
  return jsonAnswer(json(), { [REVISION]: revision })
}

function keyOf(call: RegistryCall): InstanceKey {
  return checked({ serviceId: call.param('serviceId'), instanceId: call.param('instanceId') })
}

function checked(key: InstanceKey): InstanceKey {
  check('HeartbeatRequest.ServiceId', key.serviceId, RULES.serviceId)
  check('HeartbeatRequest.InstanceId', key.instanceId, RULES.instanceId)
  return key
}
