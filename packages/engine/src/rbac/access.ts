import type { Route } from '../http/types.ts'
import type { Verb } from './permissions.ts'

/** Who may use a route: everybody, whoever has a token, or whoever has the permission. */
export type Access =
  | 'open'
  | 'authenticated'
  | {
      /** Resource type; undefined where no permission leads: for administrators only (registry.md 13.4). */
      readonly type: string | undefined
      readonly verb: Verb
    }

const OPEN: ReadonlySet<string> = new Set([
  'POST /v4/token',
  'GET P/version',
  'GET P/health',
  // Newer service-centers ask for a token here; a probe has none (registry.md 13.4).
  'GET P/health/readiness',
  'GET /version',
  'GET /health'
])

const AUTHENTICATED = /^\/v4\/self-perms$|^\/v[34]\/(?::project\/)?accounts\/:name\/password$/

// The first that matches; what matches none is for administrators only.
const TYPES: readonly (readonly [path: RegExp, type: string])[] = [
  [/^P\/microservices\/:\w+\/schemas(?:\/|$)/, 'service/schema'],
  [/^P\/(?:existence|microservices|instances|heartbeats)(?:\/|$)/, 'service'],
  [/^\/v4\/:project\/govern\//, 'service'],
  [/^\/v1\/:project\/gov(?:\/|$)|^\/v3\/:project\/govern\//, 'governance'],
  [/^\/v1\/:project\/kie\//, 'config'],
  [/^\/v4\/:project\/admin\/|^\/metrics$/, 'ops'],
  [/^\/v4\/(?:accounts|account-locks)(?:\/|$)|^\/v3\/:project\/accounts\//, 'account'],
  [/^\/v4\/roles(?:\/|$)/, 'role']
]

// Discovery in bulk and an export read, whatever their method.
const READING: ReadonlySet<string> = new Set(['P/instances/action', '/v1/:project/kie/download'])

/** What methods do to what they are sent to. */
export const VERBS: Readonly<Record<Route['method'], Verb>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  DELETE: 'delete'
}

/** What a route asks for (registry.md 1 and 13.4). */
export function accessOf({ method, path }: Pick<Route, 'method' | 'path'>): Access {
  const short = shortPath(path)
  if (OPEN.has(`${method} ${short}`)) return 'open'
  if (AUTHENTICATED.test(short)) return 'authenticated'
  const type = TYPES.find(([pattern]) => pattern.test(short))?.[1]
  return { type, verb: READING.has(short) ? 'get' : VERBS[method] }
}

/** The path as the specification writes it, for both versions of the API: `P/microservices`. */
export function shortPath(path: string): string {
  return path.replace(/^\/v4\/:project\/registry(?=\/)|^\/registry\/v3(?=\/)/, 'P')
}
