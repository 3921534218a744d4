import type { IncomingMessage } from 'node:http'
import type { ChassisHandle, InvocationContext } from '@node-chassis/core'
import { createContext, decodeContext, newTraceId, traceIdOf } from '@node-chassis/core'
import { firstHeader } from './request-call.ts'

export interface ContextInOptions {
  /** At the edge of the estate, context headers of strangers are not believed (N29). */
  readonly edge: boolean
  /** `servicecomb.context.decodeInvocationContext` */
  readonly decode: boolean
  /** `servicecomb.router.header`: request headers that travel on as `X-RouterContext` (routing.md 4.3). */
  readonly routerHeaders: readonly string[]
}

/** The context of a request: what the headers carry, and a trace id in any case. */
export function contextOf(
  request: IncomingMessage,
  chassis: ChassisHandle,
  options: ContextInOptions
): InvocationContext {
  const read = options.decode && !options.edge
  const { entries, malformed } = decodeContext(
    read ? firstWhole(request, 'x-cse-context') : undefined,
    read ? firstWhole(request, 'x-invocation-context') : undefined
  )
  if (malformed.length > 0) {
    chassis.env.log.warn(
      { headers: malformed },
      'a context header could not be read; the request is served without it'
    )
  }
  if (options.routerHeaders.length > 0 && !entries.has('X-RouterContext')) {
    const marks = routerMarks(request, options.routerHeaders)
    if (marks !== undefined) entries.set('X-RouterContext', marks)
  }
  if (!entries.has('X-B3-TraceId')) {
    const known =
      entries.get('x-trace-id') ??
      traceIdOf(firstHeader(request, 'x-b3-traceid'), firstHeader(request, 'traceparent')) ??
      newTraceId(chassis.env.clock, chassis.env.random)
    entries.set('X-B3-TraceId', known)
  }
  return createContext(entries)
}

// JSON contains commas, so a repeated context header is told from a single one by the list form.
function firstWhole(request: IncomingMessage, name: string): string | undefined {
  return request.headers[name] === undefined ? undefined : request.headersDistinct[name]?.[0]
}

function routerMarks(request: IncomingMessage, names: readonly string[]): string | undefined {
  const marks: Record<string, string> = {}
  for (const name of names) {
    const value = firstHeader(request, name.toLowerCase())
    if (value) marks[name] = value
  }
  return Object.keys(marks).length > 0 ? JSON.stringify(marks) : undefined
}
