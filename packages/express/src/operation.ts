import type { RequestHandler } from 'express'

const NAMES: unique symbol = Symbol('node-chassis.operation')

/** What a route says of itself. */
export interface OperationNames {
  readonly schema: string
  readonly operation: string
}

/** A handler that names its route. */
interface NamingHandler extends RequestHandler {
  readonly [NAMES]: OperationNames
}

/**
 * Names a route for policies of match type rpc (decisions.md N8): `<schema>.<operation>`. Put it before the handler.
 *
 * ```ts
 * app.get('/orders/:id', operation('OrderEndpoint', 'find'), handler)
 * ```
 */
export function operation(schema: string, name: string): RequestHandler {
  const handler: RequestHandler = (_request, _response, next) => next()
  return Object.assign(handler, { [NAMES]: { schema, operation: name } })
}

export function namesOf(handler: unknown): OperationNames | undefined {
  return (Object(handler) as Partial<NamingHandler>)[NAMES]
}
