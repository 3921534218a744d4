import type { Route } from '../../http/types.ts'
import { writeJson } from '../../json/write.ts'
import type { Writable } from '../../json/write.ts'
import type { Alarms } from '../alarms.ts'
import type { RouteMaker } from '../call.ts'
import { dumpOf } from '../dump.ts'
import { Refusal } from '../errors.ts'
import type { RegistrySettings } from '../settings.ts'
import type { Store } from '../store.ts'
import { DONE, jsonAnswer, objectAnswer } from '../wire.ts'
import { VERSION } from './system.ts'

/** registry.md 12.5 */
export function adminRoutes(
  route: RouteMaker,
  store: Store,
  alarms: Alarms,
  settings: RegistrySettings
): readonly Route[] {
  const info = (): Record<string, Writable> => {
    const { innerProperties, sharedServices, ...plain } = settings
    const config = { ...plain, innerProperties, sharedServices: [...sharedServices] }
    return { version: VERSION, config }
  }

  return [
    route('GET', '/v4/:project/admin/alarms', () => objectAnswer({ alarms: alarms.fields() })),

    route('DELETE', '/v4/:project/admin/alarms', () => {
      alarms.clear()
      return DONE
    }),

    route('GET', '/v4/:project/admin/dump', (call) => {
      // service-center means to refuse and answers 200 with an empty body.
      if (call.tenant.domain !== 'default') throw new Refusal(403001, 'Required admin permission')
      const options = call.query('options').split(',')
      const asked = (name: string): boolean => options.includes(name) || options.includes('all')
      return jsonAnswer(
        writeJson({
          info: asked('info') ? info() : undefined,
          cache: asked('cache') || !asked('info') ? dumpOf(store.tenants()) : undefined
        })
      )
    }),

    route('GET', '/v4/:project/admin/clusters', () => objectAnswer({ clusters: { default: [] } }))
  ]
}
