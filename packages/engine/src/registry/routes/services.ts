import type { Route } from '../../http/types.ts'
import { list, optionalFlag, struct, text } from '../../json/read.ts'
import { omitEmpty } from '../../json/write.ts'
import type { RegistryCall, RouteMaker } from '../call.ts'
import { visibleServices } from '../console.ts'
import { Refusal, invalid, unknownService } from '../errors.ts'
import type { Instances } from '../instances.ts'
import { createServiceShape, propertiesShape } from '../model.ts'
import type { InstanceBody } from '../model.ts'
import type { ServiceRecord } from '../records.ts'
import { RULES, check, checkTags } from '../rules.ts'
import { versionsOf } from '../services.ts'
import type { Services } from '../services.ts'
import type { RegistrySettings } from '../settings.ts'
import { DONE, jsonAnswer, listJson, objectAnswer, serviceJson } from '../wire.ts'

// registry.md 2.1
const MAX_PROPERTIES_BYTES = 3 * 1024

const batchDeleteShape = struct({ serviceIds: list(text), force: optionalFlag })

/** registry.md 5 */
export function serviceRoutes(
  route: RouteMaker,
  services: Services,
  instances: Instances,
  settings: RegistrySettings
): readonly Route[] {
  const registerAll = (record: ServiceRecord, bodies: readonly InstanceBody[]): string[] => {
    const failures: string[] = []
    for (const body of bodies) {
      try {
        instances.register(record.tenant, record.id, body)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        failures.push(error.message)
      }
    }
    return failures
  }

  return [
    route('GET', 'P/existence', (call) => {
      const type = call.query('type')
      if (type === 'microservice') return serviceExistence(call)
      if (type === 'schema') return schemaExistence(call)
      throw invalid('Only micro-service and schema can be used as type.')
    }),

    route('POST', 'P/microservices', (call) => {
      const { service, tags, instances: bodies } = call.body(createServiceShape)
      if (service === undefined) throw invalid('Request body is empty')
      const record = services.create(call.tenant, service)
      const failures = registerAll(record, bodies)
      if (tags.size > 0) {
        try {
          checkTags(tags)
          services.setTags(record, tags)
        } catch (error) {
          failures.push((error as Error).message)
        }
      }
      if (failures.length > 0) throw invalid(`errMessages: [${failures.join(' ')}]`)
      return objectAnswer({ serviceId: record.id })
    }),

    route('GET', 'P/microservices', (call) => {
      const listed = visibleServices(call.tenant, isOn(call.query('withShared')), settings.sharedServices)
      return jsonAnswer(
        listJson('services', listed.filter((record) => call.mayTouch(record)).map(serviceJson))
      )
    }),

    route('GET', 'P/microservices/:serviceId', (call) => {
      const record = services.get(call.tenant, call.serviceId())
      return jsonAnswer(`{"service":${serviceJson(record)}}`)
    }),

    route(
      'PUT',
      'P/microservices/:serviceId/properties',
      (call) => {
        const body = call.body(propertiesShape)
        const serviceId = body.serviceId ?? call.param('serviceId')
        check('UpdateServicePropsRequest.ServiceId', serviceId, RULES.serviceId)
        const record = services.get(call.tenant, serviceId)
        record.properties = body.properties
        // service-center drops it; kept here, so that a console shows the version that java-chassis reports (5.5).
        if (body.framework !== undefined) record.framework = body.framework
        services.touch(record)
        return DONE
      },
      MAX_PROPERTIES_BYTES
    ),

    route('DELETE', 'P/microservices/:serviceId', (call) => {
      services.delete(call.tenant, call.serviceId(), forced(call.query('force')))
      return DONE
    }),

    route('DELETE', 'P/microservices', (call) => {
      const { serviceIds, force } = call.body(batchDeleteShape)
      if (serviceIds.length === 0)
        throw invalid("field 'DelServicesRequest.ServiceIds' does not match rule: {Min: 1}")
      for (const id of serviceIds) check('DelServicesRequest.ServiceIds', id, RULES.serviceId)
      const withForce = force ?? forced(call.query('force'))
      const results = [...new Set(serviceIds)].map((serviceId) => {
        const errMessage = refusalOf(() => services.delete(call.tenant, serviceId, withForce))
        return omitEmpty({ errMessage, serviceId })
      })
      return objectAnswer({ services: results })
    })
  ]

  function schemaExistence(call: RegistryCall) {
    const serviceId = call.query('serviceId')
    const schemaId = call.query('schemaId')
    check('GetSchemaRequest.ServiceId', serviceId, RULES.serviceId)
    check('GetSchemaRequest.SchemaId', schemaId, RULES.schemaId)
    const schema = services.get(call.tenant, serviceId).schemas.get(schemaId)
    if (schema === undefined) throw new Refusal(400016, 'schema does not exist.')
    return objectAnswer({ serviceId, schemaId }, { 'X-Schema-Summary': schema.summary })
  }
}

function serviceExistence(call: RegistryCall) {
  const [env, appId, name, version] = [
    call.query('env'),
    call.query('appId'),
    call.query('serviceName'),
    call.query('version')
  ]
  check('MicroServiceKey.Environment', env, RULES.environment)
  check('MicroServiceKey.AppId', appId, RULES.requiredAppId)
  check('MicroServiceKey.ServiceName', name, RULES.nameOrAlias)
  check('MicroServiceKey.Version', version, RULES.requiredVersion)
  const versions = versionsOf(call.tenant, env, appId, name, true)
  const detail = `${env}/${appId}/${name}/${version} does not exist.`
  if (versions.length === 0) throw unknownService(detail)
  const record = versions.find(({ body }) => body.version === version)
  if (record === undefined) throw new Refusal(400026, detail)
  return objectAnswer({ serviceId: record.id })
}

/** What a refused action says, undefined when it was done. */
export function refusalOf(action: () => void): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

export function isOn(flag: string): boolean {
  return flag === '1' || flag === 'true'
}

function forced(flag: string): boolean {
  if (isOn(flag)) return true
  if (flag === '' || flag === '0' || flag === 'false') return false
  throw invalid('parameter force must be false or true')
}
