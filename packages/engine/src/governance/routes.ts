import { errorAnswer, KieError } from '../config/errors.ts'
import { first, parseQuery } from '../config/go-query.ts'
import type { Answer, EngineRequest, Route } from '../http/types.ts'
import { DONE } from '../registry/wire.ts'
import { lowerCamel } from './kinds.ts'
import { Policies } from './policies.ts'
import type { Documents, Filter, Group } from './policies.ts'
import { jsonAnswer, passedOn, readPolicy } from './policy.ts'
import type { Json } from './spec-yaml.ts'

// The tenant of the configuration centre; governance has no other (governance.md 10).
export const DOMAIN = 'default'

/**
 * The governance API of service-center, `/v1/{project}/gov/{kind}[/{id}]`, on the engine's own configuration centre
 * (governance.md 10). The project of the path is the project there.
 * @param below a chance number: whole, from 0 up to the limit
 */
export function governanceRoutes(documents: Documents, below: (limit: number) => number): readonly Route[] {
  const policies = new Policies(documents, below)
  const path = '/v1/:project/gov/:kind'
  return [
    {
      method: 'GET',
      path,
      handle: guarded((request) => {
        const { kind } = named(request)
        const filter = filterOf(request)
        if (kind === 'display')
          return jsonAnswer(policies.groups(scopeOf(request), filter, lowerCamel).map(groupJson))
        return jsonAnswer(policies.list(scopeOf(request), kind, filter).map(({ shown }) => shown))
      })
    },
    {
      method: 'POST',
      path,
      handle: guarded((request) => {
        const id = policies.create(scopeOf(request), named(request).kind, readPolicy(request))
        return jsonAnswer({ id }, 0)
      })
    },
    {
      method: 'GET',
      path: `${path}/:id`,
      handle: guarded((request) => {
        const { kind, id } = named(request)
        return jsonAnswer(policies.get(scopeOf(request), kind, id).shown)
      })
    },
    {
      method: 'PUT',
      path: `${path}/:id`,
      handle: guarded((request) => {
        const { kind, id } = named(request)
        policies.update(scopeOf(request), kind, id, readPolicy(request))
        return DONE
      })
    },
    {
      method: 'DELETE',
      path: `${path}/:id`,
      handle: guarded((request) => {
        const { kind, id } = named(request)
        policies.remove(scopeOf(request), kind, id)
        return DONE
      })
    }
  ]
}

/** Passes on what the configuration centre refuses: status and body are its own. */
export function guarded(handle: (request: EngineRequest) => Answer | Promise<Answer>): Route['handle'] {
  return async (request) => {
    try {
      return await handle(request)
    } catch (error) {
      if (error instanceof KieError) return passedOn(errorAnswer(error))
      throw error
    }
  }
}

export function named(request: EngineRequest): { readonly kind: string; readonly id: string } {
  return { kind: request.params['kind'] ?? '', id: request.params['id'] ?? '' }
}

function scopeOf(request: EngineRequest) {
  return { domain: DOMAIN, project: request.params['project'] ?? '' }
}

/** `all` is every environment, an absent one is the empty one; no app is every app (governance.md 10). */
export function filterOf(request: EngineRequest, environmentIfAbsent = ''): Filter {
  const query = parseQuery(request.rawQuery)
  const environment = query.has('environment') ? first(query, 'environment') : environmentIfAbsent
  return {
    app: first(query, 'app') || undefined,
    environment: environment === 'all' ? undefined : environment
  }
}

export function groupJson({ matchGroup, policies }: Group): Json {
  const group = { matchGroup: matchGroup.shown }
  return policies.length === 0 ? group : { policies: policies.map(({ shown }) => shown), ...group }
}
