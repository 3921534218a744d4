import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { ChassisHandle } from '@node-chassis/core'
import { answerOperations, createGuard } from '@node-chassis/provider'
import type { GuardOptions, RequestRoute } from '@node-chassis/provider'

/**
 * Governance for a Hono app on `@hono/node-server`: the invocation context of each request, the policies that match it,
 * rejection bodies as java-chassis writes them (governance.md 8.1), the health ping. Mount it before the routes.
 *
 * ```ts
 * app.use(governance(chassis))
 * ```
 */
export function governance(
  chassis: ChassisHandle,
  options: GuardOptions = {}
): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const guard = createGuard(chassis, options)
  return async (c, next) => {
    const { incoming, outgoing } = c.env
    if (answerOperations(chassis, incoming, outgoing)) return RESPONSE_ALREADY_SENT
    const admitted = await new Promise<boolean>((resolve, reject) => {
      // Answered, or left while it waited: either way nobody else is to answer.
      outgoing.once('close', () => resolve(false))
      guard.handle(incoming, outgoing, foundRoute(c), () => {
        const ended = guard.handling(incoming)
        next()
          .finally(ended)
          .then(() => resolve(true), reject)
      })
    })
    if (!admitted) return RESPONSE_ALREADY_SENT
    // Hono's error handler has dealt with it; what ends as a 5xx counts (D20).
    if (c.error !== undefined) guard.failed(incoming, c.error)
    return undefined
  }
}

/** The route that Hono has found; its template is worked out when a policy is about one. */
function foundRoute(c: Context): RequestRoute {
  return {
    get template() {
      return routePath(c, -1).replaceAll(/:(\w+)(?:\{[^}]*\})?\??/g, '{$1}')
    }
  }
}
