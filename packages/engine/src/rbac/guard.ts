import type { EngineRequest, Route } from '../http/types.ts'
import { Refusal } from '../registry/errors.ts'
import type { Tenant } from '../registry/records.ts'
import { accessOf } from './access.ts'
import { Caller } from './caller.ts'
import { covers } from './permissions.ts'
import type { RbacStore } from './store.ts'
import { targetsOf } from './targets.ts'
import type { Tokens } from './tokens.ts'

/** Proves who sends a request. The header's first word may be any (registry.md 13.3). @throws Refusal 401201, 401204, 401205 */
export async function callerOf(request: EngineRequest, tokens: Tokens, store: RbacStore): Promise<Caller> {
  const header = request.header('authorization') ?? ''
  if (header === '') throw new Refusal(401204)
  const [, token, ...more] = header.split(' ')
  if (token === undefined || more.length > 0)
    throw new Refusal(401201, 'the Authorization header must be two words: Bearer and the token')
  return new Caller(await tokens.verify(token), store)
}

/** What is asked of a request to the registry (registry.md 13.4), in two steps: what its head says, and what its body says. */
export interface Guard {
  /** Before the body is read: who is it, and may that caller use this route at all. @throws Refusal */
  guard(request: EngineRequest, route: Route): Promise<void>
  /** With the body: do the caller's labels reach every service that the request is about. @throws Refusal */
  permit(request: EngineRequest, route: Route, tenantOf: (request: EngineRequest) => Tenant): void
}

/** @param parts.unknownIsUnauthorized an id of no service answers 401201 to non-administrators, as service-center does */
export function createGuard(parts: {
  readonly tokens: Tokens
  readonly store: RbacStore
  readonly unknownIsUnauthorized: boolean
}): Guard {
  const { tokens, store, unknownIsUnauthorized } = parts
  return {
    async guard(request, route) {
      const access = accessOf(route)
      if (access === 'open') return
      const caller = await callerOf(request, tokens, store)
      if (!caller.exists) throw new Refusal(401206, `account [${caller.account}] is deleted`)
      request.caller = caller
      if (access === 'authenticated' || caller.isAdmin) return
      const { type = '', verb } = access
      if (caller.reach(type, verb) === 'none')
        throw new Refusal(403205, `role has no permissions[${type}:${verb}]`)
    },

    permit(request, route, tenantOf) {
      const { caller } = request
      const access = accessOf(route)
      if (caller === undefined || caller.isAdmin || access === 'open' || access === 'authenticated') return
      const { type, verb } = access
      if (type !== 'service' && type !== 'service/schema') return
      const targets = targetsOf(request, route, tenantOf(request))
      if (targets.unknown && unknownIsUnauthorized) throw new Refusal(401201, 'no valid resouce scope')
      const reach = caller.reach(type, verb)
      if (reach === 'none' || !targets.labels.every((labels) => covers(reach, labels)))
        throw new Refusal(403205, `role has no permissions[${type}:${verb}] for these labels`)
    }
  }
}
