import type { FastifyPluginCallback, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { ChassisHandle, InvocationContext } from '@node-chassis/core'
import { answerOperations, clientSignal, createGuard } from '@node-chassis/provider'
import type { Guard, GuardOptions, RequestRoute } from '@node-chassis/provider'

export interface NodeChassisOptions extends GuardOptions {
  readonly chassis: ChassisHandle
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The chassis that governs this server. */
    chassis: ChassisHandle
  }
  interface FastifyRequest {
    /** Aborted when the client leaves before its answer is out; undefined where no guard let the request in (N26). */
    readonly clientSignal: AbortSignal | undefined
    /** The invocation context of this request, also where the one of the moment is another. */
    readonly invocation: InvocationContext | undefined
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
  fastify.decorate('chassis', chassis)
  fastify.decorateRequest('clientSignal', {
    getter() {
      return clientSignal(this.raw)
    }
  })
  fastify.decorateRequest('invocation', {
    getter() {
      return (this as Invoked)[INVOCATION]
    }
  })
  // Declared, so that requests keep one shape.
  fastify.decorateRequest(INVOCATION)

  fastify.addHook('onRequest', (request, reply, next) => {
    if (answerOperations(chassis, request.raw, reply.raw)) {
      reply.hijack()
      return
    }
    guard.handle(request.raw, reply.raw, new FoundRoute(request, reply), () => {
      ;(request as Invoked)[INVOCATION] = chassis.context.current()
      next()
    })
    // Refused: the guard has answered, Fastify must not.
    if (reply.raw.writableEnded) reply.hijack()
  })

  // A body is read in the context of its connection; from here on it is the request's again.
  fastify.addHook('preValidation', (request, _reply, next) => {
    const context = (request as Invoked)[INVOCATION]
    if (context === undefined || context === chassis.context.current()) next()
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

const INVOCATION: unique symbol = Symbol('node-chassis.invocation')

interface Invoked extends FastifyRequest {
  [INVOCATION]: InvocationContext | undefined
}

/** The route that Fastify has found; its template is worked out when a policy is about one. */
class FoundRoute implements RequestRoute {
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply

  constructor(request: FastifyRequest, reply: FastifyReply) {
    this.#request = request
    this.#reply = reply
  }

  answerTraceId(id: string): void {
    this.#reply.header('X-B3-TraceId', id)
  }

  // Policies are written with OpenAPI's braces.
  get template(): string | undefined {
    return this.#request.routeOptions.url?.replaceAll(/:(\w+)(?:\([^)]*\))?/g, '{$1}')
  }

  get schema(): string | undefined {
    return this.#request.routeOptions.config.schema
  }

  get operation(): string | undefined {
    return this.#request.routeOptions.config.operation
  }
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
    void result.then(ended, ended)
    return result
  }
}

export const nodeChassis: FastifyPluginCallback<NodeChassisOptions> = fastifyPlugin(plugin, {
  name: '@node-chassis/fastify',
  fastify: '5.x'
})
