import findMyWay from 'find-my-way'
import type { HTTPMethod } from 'find-my-way'
import type { Route, Service } from './types.ts'

/** What a method and path lead to. */
export type Match =
  | {
      readonly kind: 'route'
      readonly route: Route
      readonly params: Readonly<Record<string, string>>
    }
  | { readonly kind: 'method'; readonly allowed: readonly string[] }
  | { readonly kind: 'path' }
  | { readonly kind: 'malformed' }

/** @throws when two routes of a service have the same method and path */
export function createRouter(service: Service): (method: string, path: string) => Match {
  // Parameters have limits of their own, with answers of their own (400001); the URI's length bounds them here.
  const router = findMyWay({
    maxParamLength: 4096,
    ignoreTrailingSlash: service.ignoreTrailingSlash ?? false
  })
  for (const route of service.routes) router.on(route.method, route.path, nothing, route)
  const methods = [...new Set(service.routes.map((route) => route.method))].sort()
  const find = (method: string, path: string) => {
    const found = router.find(method as HTTPMethod, path)
    // `/a/` is not `/a/:id` with an empty id.
    if (found === null) return null
    for (const name in found.params) if (found.params[name] === '') return null
    return found
  }

  return (method, path) => {
    if (!isDecodable(path)) return { kind: 'malformed' }
    const found = find(method, path)
    if (found !== null)
      return {
        kind: 'route',
        route: found.store as Route,
        params: found.params as Record<string, string>
      }
    const allowed = methods.filter((other) => other !== method && find(other, path) !== null)
    return allowed.length === 0 ? { kind: 'path' } : { kind: 'method', allowed }
  }
}

// find-my-way answers a bad escape with its default route, which cannot be told from a route of ours.
function isDecodable(path: string): boolean {
  if (!path.includes('%')) return true
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

function nothing(): void {}
