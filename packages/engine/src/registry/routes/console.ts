import type { Route } from '../../http/types.ts'
import { omitEmpty, writeJson } from '../../json/write.ts'
import type { Writable } from '../../json/write.ts'
import type { RegistryCall, RouteMaker } from '../call.ts'
import { DETAIL_OPTIONS, detailOf, statisticsOf, visibleServices } from '../console.ts'
import type { DetailOption } from '../console.ts'
import { providersOf } from '../dependencies.ts'
import { invalid } from '../errors.ts'
import type { InstanceRecord, ServiceRecord } from '../records.ts'
import { versionsOf } from '../services.ts'
import type { Services } from '../services.ts'
import type { RegistrySettings } from '../settings.ts'
import { instanceFields, jsonAnswer, objectAnswer } from '../wire.ts'
import { isOn } from './services.ts'

/** Aggregates for a console (registry.md 12.4). */
export function consoleRoutes(
  route: RouteMaker,
  services: Services,
  settings: RegistrySettings
): readonly Route[] {
  // In lists an instance shows of its properties only those that the registry itself has laid over them.
  const listedInstance = (instance: InstanceRecord): Record<string, Writable> => {
    const { properties, ...fields } = instanceFields(instance)
    const inner = [...instance.properties].filter(([key]) => settings.innerProperties.has(key))
    return properties === undefined ? fields : omitEmpty({ ...fields, properties: new Map(inner) })
  }

  const visible = (call: RegistryCall): readonly ServiceRecord[] =>
    visibleServices(call.tenant, isOn(call.query('withShared')), settings.sharedServices).filter((record) =>
      call.mayTouch(record)
    )

  return [
    route('GET', '/v4/:project/govern/microservices', (call) => {
      const countOnly = call.query('countOnly')
      if (!['', '0', '1'].includes(countOnly)) throw invalid('parameter countOnly must be 1 or 0')
      const options = optionsOf(call)
      const shown = visible(call)
      const statistics = options.has('statistics') ? statisticsOf(shown) : undefined
      if (options.size === 1 && statistics !== undefined) return objectAnswer({ statistics })
      const details = shown.filter(wantedBy(call)).map((record) => {
        const detail = detailOf(record, options, countOnly === '1', listedInstance)
        const { schemas: _schemas, ...microService } = detail['microService'] as Record<string, Writable>
        return { ...detail, microService }
      })
      return objectAnswer({ allServicesDetail: details, statistics })
    }),

    route('GET', '/v4/:project/govern/microservices/:serviceId', (call) => {
      const record = services.get(call.tenant, call.serviceId())
      const { environment, appId, serviceName } = record.body
      const versions = versionsOf(call.tenant, environment, appId, serviceName, false)
      const detail = detailOf(record, new Set(DETAIL_OPTIONS), false)
      return objectAnswer({
        service: { ...detail, microServiceVersions: versions.map(({ body }) => body.version) }
      })
    }),

    route('GET', '/v4/:project/govern/relations', (call) => {
      const shown = visible(call)
      const lines = shown.flatMap((from) =>
        providersOf(from)
          .filter((to) => to !== from)
          .map((to) => ({ from: nodeOf(from), to: nodeOf(to), type: '', color: '', descriptor: '' }))
      )
      const loops = shown.filter((record) => providersOf(record).includes(record))
      const circles = loops.map((record) => ({ nodes: [nodeOf(record)] }))
      // Lists even when empty: service-center writes null here, which no client needs (registry.md 18).
      return jsonAnswer(writeJson({ nodes: shown.map(nodeOf), lines, circles }))
    }),

    route('GET', '/v4/:project/govern/apps', (call) => {
      const env = call.query('env')
      const shown = visible(call)
      const apps = shown
        .filter(({ body }) => env === '' || body.environment === env)
        .map(({ body }) => body.appId)
      return objectAnswer({ appIds: [...new Set(apps)] })
    }),

    route('GET', '/v4/:project/govern/statistics', (call) =>
      objectAnswer({ statistics: statisticsOf(visible(call)) })
    )
  ]
}

function optionsOf(call: RegistryCall): ReadonlySet<DetailOption> {
  const asked = new Set(call.query('options').split(','))
  return new Set(DETAIL_OPTIONS.filter((option) => asked.has(option) || asked.has('all')))
}

/** `appId`, `serviceName`, `env` and every `property=k:v` must match. */
function wantedBy(call: RegistryCall): (record: ServiceRecord) => boolean {
  const [appId, name, env] = [call.query('appId'), call.query('serviceName'), call.query('env')]
  const properties = call.request.query.getAll('property').map((text) => {
    const at = text.indexOf(':')
    return [text.slice(0, at === -1 ? undefined : at), at === -1 ? '' : text.slice(at + 1)] as const
  })
  return ({ body, properties: own }) =>
    (appId === '' || body.appId === appId) &&
    (name === '' || body.serviceName === name) &&
    (env === '' || body.environment === env) &&
    properties.every(([key, value]) => own.get(key) === value)
}

function nodeOf({ id, body }: ServiceRecord): Record<string, Writable> {
  return {
    id,
    name: body.serviceName,
    appId: body.appId,
    version: body.version,
    type: '',
    color: '',
    position: ''
  }
}
