import type { Context, SpanContext } from '@opentelemetry/api'
import type { InvocationContext } from '@node-chassis/core'
import type { OpenTelemetry } from './load.ts'

/**
 * Below what a call's span stands: the span that is active, else what the request brought along, as `traceparent` or as
 * B3 (java-chassis and spring-cloud-huawei send the latter in their context headers, routing.md 4.2).
 */
export function parentOf(api: OpenTelemetry, call: { readonly context: InvocationContext }): Context {
  const active = api.context.active()
  if (api.trace.getSpan(active) !== undefined) return active
  const { context } = call
  const remote = fromTraceparent(context.local.get('traceparent')) ?? fromB3(context.get('X-B3-TraceId'))
  if (remote === undefined || !api.isSpanContextValid(remote)) return active
  return api.trace.setSpanContext(active, remote)
}

function fromTraceparent(text: unknown): SpanContext | undefined {
  const match =
    typeof text === 'string' ? /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(text) : null
  if (match === null) return undefined
  const [, traceId = '', spanId = '', flags = '0'] = match
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
}

// An id of 16 digits is the right half of one of 32; its root span has the same number.
function fromB3(id: string | undefined): SpanContext | undefined {
  if (id === undefined || !/^([\da-f]{16}){1,2}$/i.test(id)) return undefined
  const traceId = id.toLowerCase().padStart(32, '0')
  return { traceId, spanId: traceId.slice(16), traceFlags: 1, isRemote: true }
}
