import type { Application, ErrorRequestHandler, RequestHandler } from 'express'
import type { ChassisHandle } from '@node-chassis/core'
import { answerOperations, createGuard } from '@node-chassis/provider'
import type { GuardOptions } from '@node-chassis/provider'
import { MatchedRoute } from './matched-route.ts'

/**
 * Governance for an Express 5 app: the invocation context of each request, the policies that match it, rejection
 * bodies as java-chassis writes them (governance.md 8.1), the health ping. Mount it once, before the routes; routes and
 * error handlers have to be in place at the first request.
 *
 * ```ts
 * app.use(governance(chassis))
 * ```
 */
export function governance(chassis: ChassisHandle, options: GuardOptions = {}): RequestHandler {
  const guard = createGuard(chassis, options)
  // Only what no error handler of the app has dealt with gets this far (governance.md, D20).
  const lastInLine: ErrorRequestHandler = (error, request, _response, next) => {
    guard.failed(request, error)
    next(error)
  }
  const watched = new WeakSet<Application>()
  const watch = (app: Application): void => {
    watched.add(app)
    // An error of a mounted app goes on to the handlers of the app it is mounted in.
    const root = rootOf(app)
    if (root !== app && watched.has(root)) return
    watched.add(root)
    root.use(lastInLine)
  }
  return (request, response, next) => {
    // At the first request every handler of the app is mounted, so this one comes behind them all.
    if (!watched.has(request.app)) watch(request.app)
    if (answerOperations(chassis, request, response)) return
    guard.handle(request, response, new MatchedRoute(rootOf(request.app), request), next)
  }
}

function rootOf(app: Application): Application {
  const { parent } = app as Application & { readonly parent?: Application }
  return parent === undefined ? app : rootOf(parent)
}
