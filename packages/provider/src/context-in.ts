import type { IncomingMessage } from 'node:http'
import type { ChassisHandle } from '@node-chassis/core'
import { contextOver, decodeContext, newTraceId, traceIdOf } from '@node-chassis/core'
import { mapInbound } from './context-mappers.ts'
import { firstHeader } from './headers.ts'
import type { ProviderSettings } from './settings.ts'

const CONTEXT_HEADERS = ['x-cse-context', 'x-invocation-context', 'x-cse-target-microservice'] as const

/** The context of a request: what the headers carry, and a trace id in any case (routing.md 4.4). */
export function contextOf(
  request: IncomingMessage,
  { env }: ChassisHandle,
  { decode, routerHeaders, headerMapper, queryMapper }: ProviderSettings
): ReturnType<typeof contextOver> {
  const { entries, malformed } = decodeContext(
    decode ? firstHeader(request, 'x-cse-context') : undefined,
    decode ? firstHeader(request, 'x-invocation-context') : undefined
  )
  if (malformed.length > 0) {
    env.log.warn(
      { headers: malformed },
      'a context header could not be read; the request is served without it'
    )
  }
  mapInbound(request, headerMapper, queryMapper, entries)
  if (routerHeaders.length > 0 && !entries.has('X-RouterContext')) {
    const marks = routerMarks(request, routerHeaders)
    if (marks !== undefined) entries.set('X-RouterContext', marks)
  }
  if (!entries.get('X-B3-TraceId')) {
    const known =
      entries.get('x-trace-id') ||
      traceIdOf(firstHeader(request, 'x-b3-traceid'), firstHeader(request, 'traceparent'))
    entries.set('X-B3-TraceId', known ?? newTraceId(env.clock, env.random))
  }
  const context = contextOver(entries)
  // Not part of the invocation context: calls pass it on as it came (routing.md 4.4).
  const parent = firstHeader(request, 'traceparent')
  if (parent !== undefined) context.local.set('traceparent', parent)
  const state = firstHeader(request, 'tracestate')
  if (state !== undefined) context.local.set('tracestate', state)
  return context
}

/** At the edge neither we nor the application believe what strangers say of the call chain (N29). */
export function stripContext(request: IncomingMessage): void {
  for (const name of CONTEXT_HEADERS) delete request.headers[name]
  // Hono makes its own headers from these.
  const { rawHeaders } = request
  for (let i = rawHeaders.length - 2; i >= 0; i -= 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? ''
    if (CONTEXT_HEADERS.some((context) => context === name)) rawHeaders.splice(i, 2)
  }
}

function routerMarks(request: IncomingMessage, names: readonly string[]): string | undefined {
  const marks: Record<string, string> = {}
  for (const name of names) {
    const value = firstHeader(request, name.toLowerCase())
    if (value) marks[name] = value
  }
  return Object.keys(marks).length > 0 ? JSON.stringify(marks) : undefined
}
