import type { Route } from '../../http/types.ts'
import { writeJson } from '../../json/write.ts'
import type { RouteMaker } from '../call.ts'
import { checkWanted, find, findOne, tagsOf } from '../discovery.ts'
import type { Wanted } from '../discovery.ts'
import { Refusal, invalid } from '../errors.ts'
import { shownInstances } from '../lingering.ts'
import { batchQueryShape } from '../model.ts'
import type { InstanceRecord, ServiceRecord } from '../records.ts'
import { revisionOfOne } from '../revision.ts'
import { RULES, check } from '../rules.ts'
import type { RegistrySettings } from '../settings.ts'
import { instanceJson, jsonAnswer, listJson } from '../wire.ts'
import { revised } from './instances.ts'

/** What an element of a batch asks: either it throws a `Refusal`, or this is there. */
interface Element {
  readonly revision: string
  readonly instances: () => readonly InstanceRecord[]
}

const NO_TAGS: readonly string[] = Object.freeze([])

/** registry.md 8 */
export function discoveryRoutes(route: RouteMaker, { sharedServices }: RegistrySettings): readonly Route[] {
  return [
    route('GET', 'P/instances', (call) => {
      const wanted: Wanted = {
        environment: call.query('env'),
        appId: call.query('appId'),
        serviceName: call.query('serviceName'),
        tags: tagsOf(call.query('tags')),
        aliases: true
      }
      checkWanted(wanted)
      const { services, revision } = find(call.tenant, call.consumerId(), wanted, sharedServices)
      return revised(call, revision, () =>
        listJson('instances', instancesOf(services, call.readsStore()).map(instanceJson))
      )
    }),

    route('POST', 'P/instances/action', (call) => {
      const action = call.query('type')
      if (action !== 'query') throw invalid(`Invalid action: ${action}`)
      const query = call.body(batchQueryShape, 'Unmarshal error')
      const consumerId = call.consumerId()
      if (query.services.length === 0 && query.instances.length === 0)
        throw invalid('Required services or instances')
      const wanted = query.services.map(({ service }): Wanted => ({
        environment: service.environment,
        appId: service.appId,
        serviceName: service.serviceName,
        tags: NO_TAGS,
        aliases: false
      }))
      for (const each of wanted) checkWanted(each)
      for (const { instance } of query.instances) {
        check('HeartbeatSetElement.ServiceId', instance.serviceId, RULES.serviceId)
        check('HeartbeatSetElement.InstanceId', instance.instanceId, RULES.instanceId)
      }
      const sections: string[] = []
      if (wanted.length > 0) {
        const found = batch(query.services, (index) => {
          const { services, revision } = find(
            call.tenant,
            consumerId,
            wanted[index] as Wanted,
            sharedServices
          )
          return { revision, instances: () => instancesOf(services, call.readsStore()) }
        })
        sections.push(`"services":${found}`)
      }
      if (query.instances.length > 0) {
        const found = batch(query.instances, (index) => {
          const key = query.instances[index]?.instance ?? { serviceId: '', instanceId: '' }
          const instance = findOne(call.tenant, consumerId, key, call.readsStore())
          return { revision: revisionOfOne(instance), instances: () => [instance] }
        })
        sections.push(`"instances":${found}`)
      }
      return jsonAnswer(`{${sections.join(',')}}`)
    })
  ]
}

function instancesOf(services: readonly ServiceRecord[], truth: boolean): readonly InstanceRecord[] {
  return services.flatMap((service) => shownInstances(service, truth))
}

/** A `BatchFindResult`: failures grouped by code, what did not change by index only (registry.md 8.4). */
function batch(asked: readonly { readonly rev: string }[], answer: (index: number) => Element): string {
  const failures = new Map<number, { readonly first: Refusal; readonly indexes: number[] }>()
  const notModified: number[] = []
  const updated: string[] = []
  for (const [index, { rev }] of asked.entries()) {
    try {
      const { revision, instances } = answer(index)
      if (rev !== '' && rev === revision) notModified.push(index)
      else updated.push(updatedJson(index, revision, instances()))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const group = failures.get(error.code)
      if (group === undefined) failures.set(error.code, { first: error, indexes: [index] })
      else group.indexes.push(index)
    }
  }
  const parts: string[] = []
  if (failures.size > 0) {
    const groups = [...failures.values()].map(({ first, indexes }) => ({
      indexes,
      error: first.body(first.message)
    }))
    parts.push(`"failed":${writeJson(groups)}`)
  }
  if (notModified.length > 0) parts.push(`"notModified":${JSON.stringify(notModified)}`)
  if (updated.length > 0) parts.push(`"updated":[${updated.join(',')}]`)
  return `{${parts.join(',')}}`
}

function updatedJson(index: number, revision: string, instances: readonly InstanceRecord[]): string {
  const list = instances.length === 0 ? '' : `,"instances":[${instances.map(instanceJson).join(',')}]`
  return `{"index":${index},"rev":"${revision}"${list}}`
}
