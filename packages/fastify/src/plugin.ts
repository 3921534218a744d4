import type { FastifyPluginCallback, FastifyRequest, RouteOptions } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { ChassisHandle, InvocationContext } from '@node-chassis/core'
import { answerOperations, createGuard } from '@node-chassis/provider'
import type { Guard, GuardOptions, RequestRoute } from '@node-chassis/provider'

export interface NodeChassisOptions extends GuardOptions {
  readonly chassis: ChassisHandle
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The chassis that governs this server. */
    chassis: ChassisHandle
  }
  interface FastifyContextConfig {
    /** Schema that the route belongs to, for policies of match type rpc (decisions.md N8). */
    schema?: string
    /** Operation of that schema. */
    operation?: string
  }
}

/**
 * Governance for a Fastify 5 server: the invocation context of each request, the policies that match it, rejection
 * bodies as java-chassis writes them (governance.md 8.1), the health ping. Register it before the routes.
 *
 * ```ts
 * await fastify.register(nodeChassis, { chassis })
 * ```
 */
const plugin: FastifyPluginCallback<NodeChassisOptions> = (fastify, { chassis, ...options }, done) => {
  const guard = createGuard(chassis, options)
  const contexts = new WeakMap<FastifyRequest, InvocationContext>()
  fastify.decorate('chassis', chassis)

  fastify.addHook('onRequest', (request, reply, next) => {
    if (answerOperations(chassis, request.raw, reply.raw)) {
      reply.hijack()
      return
    }
    guard.handle(request.raw, reply.raw, routeOf(request), () => {
      contexts.set(request, chassis.context.current())
      next()
    })
    // Refused: the guard has answered, Fastify must not.
    if (reply.raw.writableEnded) reply.hijack()
  })

  // A body is read in the context of its connection; from here on it is the request's again.
  fastify.addHook('preValidation', (request, _reply, next) => {
    const context = contexts.get(request)
    if (context === undefined) next()
    else chassis.context.runIn(context, next)
  })

  // Whether it was dealt with shows in the status: an error that ends below 500 is none of the breaker's (D20).
  fastify.addHook('onError', (request, _reply, error, next) => {
    guard.failed(request.raw, error)
    next()
  })

  fastify.addHook('onRoute', (route) => watchHandler(route, guard))
  done()
}

function routeOf(request: FastifyRequest): RequestRoute {
  const { url, config } = request.routeOptions
  return { template: templateOf(url), schema: config.schema, operation: config.operation }
}

// Policies are written with OpenAPI's braces.
function templateOf(url: string | undefined): string | undefined {
  return url?.replace(/:(\w+)(?:\([^)]*\))?/g, '{$1}')
}

/** A handler that goes on after its client has left keeps its place in the bulkhead until it ends (N26). */
function watchHandler(route: RouteOptions, guard: Guard): void {
  const { handler } = route
  route.handler = function (request, reply) {
    const ended = guard.handling(request.raw)
    let result: unknown
    try {
      result = handler.call(this, request, reply)
    } catch (error) {
      ended()
      throw error
    }
    // A handler without a promise says nothing of its end: its answer does, or the client's departure.
    if (!(result instanceof Promise)) {
      ended()
      return result
    }
    return result.finally(ended)
  }
}

export const nodeChassis: FastifyPluginCallback<NodeChassisOptions> = fastifyPlugin(plugin, {
  name: '@node-chassis/fastify',
  fastify: '5.x'
})
