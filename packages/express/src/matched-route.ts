import type { Application, Request } from 'express'
import type { RequestRoute } from '@node-chassis/provider'
import { namesOf } from './operation.ts'
import type { OperationNames } from './operation.ts'

/** A layer of Express's router, as far as it is looked at. */
interface Layer {
  readonly handle: unknown
  readonly route?: Route
  /** What was matched, before router 2.3. */
  readonly path?: string
  /** What was matched, and of what; before router 2.3 only whether. */
  match(path: string): boolean | { readonly path: string; readonly pattern: unknown }
}

interface Route {
  readonly path: unknown
  readonly methods?: Readonly<Record<string, boolean>>
  readonly stack: readonly Layer[]
}

interface Found {
  readonly template: string | undefined
  readonly names: OperationNames | undefined
}

const NOTHING: Found = { template: undefined, names: undefined }

/**
 * The route that will serve a request. The policies are asked before Express has routed it, so the same router is asked
 * what it would do; only when a policy is about templates or operations, and once.
 */
export class MatchedRoute implements RequestRoute {
  readonly #app: Application
  readonly #request: Request
  #found: Found | undefined

  constructor(app: Application, request: Request) {
    this.#app = app
    this.#request = request
  }

  get template(): string | undefined {
    return this.#route.template
  }

  get schema(): string | undefined {
    return this.#route.names?.schema
  }

  get operation(): string | undefined {
    return this.#route.names?.operation
  }

  get #route(): Found {
    const { originalUrl, method } = this.#request
    const end = originalUrl.search(/[?#]/)
    const path = end < 0 ? originalUrl : originalUrl.slice(0, end)
    return (this.#found ??= find(stackOf(this.#app), path, method.toLowerCase(), '') ?? NOTHING)
  }
}

function find(stack: readonly Layer[], path: string, method: string, above: string): Found | undefined {
  for (const layer of stack) {
    const match = matchOf(layer, path)
    if (match === false) continue
    const { route } = layer
    if (route !== undefined) {
      if (route.methods?.[method] !== true && !(method === 'head' && route.methods?.['get'] === true))
        continue
      const template = typeof route.path === 'string' ? above + braced(route.path) : undefined
      const named = route.stack.find(({ handle }) => namesOf(handle) !== undefined)
      return { template, names: namesOf(named?.handle) }
    }
    const below = stackOf(layer.handle)
    if (below.length === 0) continue
    const mounted = (match === true ? layer.path : match.path) ?? ''
    const pattern = match === true ? undefined : match.pattern
    const at = typeof pattern === 'string' && pattern !== '/' ? braced(pattern) : mounted
    const found = find(below, path.slice(mounted.length) || '/', method, above + at)
    if (found !== undefined) return found
  }
  return undefined
}

// Policies are written with OpenAPI's braces.
function braced(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}')
}

function matchOf(layer: Layer, path: string): ReturnType<Layer['match']> {
  try {
    return layer.match(path)
  } catch {
    // A path that cannot be decoded: Express answers 400 by itself.
    return false
  }
}

/** Of an app, a mounted app or a router; empty for a plain handler. */
function stackOf(handle: unknown): readonly Layer[] {
  const { stack, router } = Object(handle) as { stack?: unknown; router?: { stack?: unknown } }
  const layers = stack ?? router?.stack
  return Array.isArray(layers) ? (layers as readonly Layer[]) : []
}
