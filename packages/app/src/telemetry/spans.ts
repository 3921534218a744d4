import type { Context, Span } from '@opentelemetry/api'
import type { CallObserver, ObservedCall } from '@node-chassis/invoker'
import type { OpenTelemetry } from './load.ts'
import { parentOf } from './parent.ts'

export interface CallSpans extends Pick<CallObserver, 'begun' | 'sending' | 'traceparent' | 'settled'> {
  /** The trace that a call belongs to, 32 digits; undefined when nothing is traced. */
  traceIdOf(call: object): string | undefined
}

interface Traced {
  readonly span: Span
  readonly context: Context
}

/**
 * One INTERNAL span for each governed call, `GET order`, around its attempts, pauses and retries. Client spans are the
 * business of OpenTelemetry's instrumentation of undici: one for each attempt, below ours (NODE-FACTS 4.6).
 */
export function traceCalls(api: OpenTelemetry): CallSpans {
  const tracer = api.trace.getTracer('node-chassis')
  const traced = new WeakMap<object, Traced>()
  return {
    begun(call) {
      const parent = parentOf(api, call)
      const attributes = { 'http.request.method': call.method, 'peer.service': call.target.service }
      const kind = api.SpanKind.INTERNAL
      const span = tracer.startSpan(`${call.method} ${call.target.service}`, { kind, attributes }, parent)
      const chain = call.context.get('X-B3-TraceId')
      // Where the two differ, logs of Java peers are found by theirs.
      if (chain !== undefined && !span.spanContext().traceId.endsWith(chain.toLowerCase())) {
        span.setAttribute('chassis.b3_trace_id', chain)
      }
      traced.set(call, { span, context: api.trace.setSpan(parent, span) })
    },
    sending(call, send) {
      const known = traced.get(call)
      if (known === undefined) return send()
      const attributes = {
        'chassis.instance': call.instance ?? '',
        'http.request.resend_count': call.attempts - 1
      }
      known.span.addEvent('attempt', attributes)
      api.context.with(known.context, send)
    },
    traceparent(call) {
      const context = traced.get(call)?.span.spanContext()
      if (context === undefined || !api.isSpanContextValid(context)) return undefined
      const flags = context.traceFlags.toString(16).padStart(2, '0')
      return `00-${context.traceId}-${context.spanId}-${flags}`
    },
    settled(call) {
      const span = traced.get(call)?.span
      if (span === undefined) return
      describe(api, span, call)
      span.end()
    },
    traceIdOf(call) {
      const context = traced.get(call)?.span.spanContext()
      return context === undefined || !api.isSpanContextValid(context) ? undefined : context.traceId
    }
  }
}

function describe(api: OpenTelemetry, span: Span, call: ObservedCall): void {
  const { outcome, attempts, group, instance } = call
  const { phase, status, code } = outcome
  if (attempts > 1) span.setAttribute('http.request.resend_count', attempts - 1)
  if (status > 0) span.setAttribute('http.response.status_code', status)
  if (group !== undefined && group !== 'all') span.setAttribute('chassis.route_group', group)
  if (instance !== undefined) span.setAttribute('chassis.instance', instance)
  const error = phase !== 'ANSWER' ? (code ?? phase) : status >= 500 ? String(status) : code
  if (error === undefined) return
  span.setAttribute('error.type', error)
  span.setStatus({ code: api.SpanStatusCode.ERROR })
}
