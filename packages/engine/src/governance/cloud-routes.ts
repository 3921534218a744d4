import type { Clock } from '@node-chassis/core'
import { createExporter } from '../config/download.ts'
import { first, parseQuery } from '../config/go-query.ts'
import { createImporter } from '../config/import.ts'
import { JSON_YAML_OR_FORM, negotiated } from '../config/negotiation.ts'
import type { Store } from '../config/store.ts'
import type { EngineRequest, Route } from '../http/types.ts'
import { Policies } from './policies.ts'
import { jsonAnswer, readPolicy } from './policy.ts'
import { RouteRules } from './route-rules.ts'
import type { RouteTarget } from './route-rules.ts'
import { DOMAIN, filterOf, groupJson, guarded, named } from './routes.ts'

// Whatever the id of the cloud's project: behind it lies this one, where clients look (governance.md 10, a guess).
const SCOPE = Object.freeze({ domain: DOMAIN, project: 'default' })
const DONE = Object.freeze(jsonAnswer({ result: 'success' }, 0))

/**
 * What the cloud serves in front of its engines: governance and dark launch (CSE API Reference 5.4.1-5.4.9), import and
 * export of configuration (5.2). Headers that choose an engine or an account mean nothing here.
 */
export function cloudRoutes(
  documents: Store,
  options: {
    readonly clock: Clock
    readonly below: (limit: number) => number
    readonly maxImportBytes: number
  }
): readonly Route[] {
  const policies = new Policies(documents, options.below)
  const rules = new RouteRules(documents)
  const importFile = createImporter(documents)
  const exportFile = createExporter(documents, options.clock)
  const governance = '/v3/:project/govern/governance'
  const routeRule = '/v3/:project/govern/route-rule/microservices/:service'

  return [
    {
      method: 'GET',
      path: `${governance}/:kind`,
      handle: guarded((request) => {
        const { kind } = named(request)
        const filter = filterOf(request, request.header('x-environment'))
        // The reference spells kinds with dashes here; service-center does not.
        if (kind === 'display')
          return jsonAnswer(policies.groups(SCOPE, filter, (dashed) => dashed).map(groupJson))
        return jsonAnswer(policies.list(SCOPE, kind, filter).map(({ shown }) => shown))
      })
    },
    {
      method: 'POST',
      path: `${governance}/:kind`,
      handle: guarded((request) => {
        const id = policies.create(SCOPE, named(request).kind, readPolicy(request))
        // `id` is service-center's word, `result` the reference's.
        return jsonAnswer({ id, result: id }, 0)
      })
    },
    {
      method: 'GET',
      path: `${governance}/:kind/:id`,
      handle: guarded((request) => {
        const { kind, id } = named(request)
        return jsonAnswer(policies.get(SCOPE, kind, id).shown)
      })
    },
    {
      method: 'PUT',
      path: `${governance}/:kind/:id`,
      handle: guarded((request) => {
        const { kind, id } = named(request)
        policies.update(SCOPE, kind, id, readPolicy(request))
        return DONE
      })
    },
    {
      method: 'DELETE',
      path: `${governance}/:kind/:id`,
      handle: guarded((request) => {
        const { kind, id } = named(request)
        policies.remove(SCOPE, kind, id)
        return DONE
      })
    },
    {
      method: 'PUT',
      path: routeRule,
      handle: guarded((request) => {
        rules.put(SCOPE, targetOf(request), request.body)
        return DONE
      })
    },
    {
      method: 'GET',
      path: routeRule,
      handle: guarded((request) => jsonAnswer({ result: rules.get(SCOPE, targetOf(request)) }, 0))
    },
    {
      method: 'DELETE',
      path: routeRule,
      handle: guarded((request) => {
        rules.remove(SCOPE, targetOf(request))
        return DONE
      })
    },
    {
      method: 'POST',
      path: '/v1/:project/kie/file',
      maxBodyBytes: options.maxImportBytes,
      handle: negotiated(
        JSON_YAML_OR_FORM,
        guarded((request) => importFile(request, SCOPE))
      )
    },
    {
      method: 'POST',
      path: '/v1/:project/kie/download',
      handle: guarded((request) => exportFile(request, SCOPE))
    }
  ]
}

function targetOf(request: EngineRequest): RouteTarget {
  const query = parseQuery(request.rawQuery)
  return {
    service: request.params['service'] ?? '',
    app: first(query, 'app_id') || 'default',
    environment: first(query, 'environment')
  }
}
