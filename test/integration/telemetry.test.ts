import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, metrics, trace } from '@opentelemetry/api'
import type { Context, ContextManager } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { silentLogger } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { governed } from '@node-chassis/provider'
import { startProgram } from '@node-chassis/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import type { Chassis } from 'node-chassis'

/** What `@opentelemetry/context-async-hooks` does. */
class AsyncContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>()
  active = (): Context => this.#storage.getStore() ?? ROOT_CONTEXT
  with: ContextManager['with'] = (active, fn, self, ...args) =>
    this.#storage.run(active, () => fn.call(self as never, ...args))
  bind: ContextManager['bind'] = (_active, target) => target
  enable = (): this => this
  disable = (): this => this
}

const spans = new InMemorySpanExporter()
const exported = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter: exported, exportIntervalMillis: 2 ** 30 })

/** What the instrumentation of undici does: a client span for each request, written into its headers. */
function instrument(message: unknown): void {
  const { request } = message as { request: { method: string; addHeader(name: string, value: string): void } }
  const span = trace
    .getTracer('undici')
    .startSpan(request.method, { kind: SpanKind.CLIENT }, context.active())
  const { traceId, spanId } = span.spanContext()
  request.addHeader('traceparent', `00-${traceId}-${spanId}-01`)
  span.end()
}

let engine: Engine
const open: Chassis[] = []

beforeAll(async () => {
  context.setGlobalContextManager(new AsyncContexts())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }))
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
  engine = await createEngine()
})

afterAll(async () => {
  await engine.close()
  await reader.shutdown()
  trace.disable()
  metrics.disable()
  context.disable()
})

beforeEach(() => spans.reset())

afterEach(async () => {
  unsubscribe('undici:request:create', instrument)
  for (const chassis of open.splice(0)) await chassis.close({ waitMs: 0 })
})

function chassisOf(name: string, config: Record<string, string> = {}): Chassis {
  const chassis = createChassis({
    service: { name, version: '1.0.0' },
    config: { 'servicecomb.registry.sc.address': engine.registryUrl, ...config },
    log: silentLogger
  })
  open.push(chassis)
  return chassis
}

interface Seen {
  readonly traceparent: string | undefined
  readonly trace: string | undefined
}

/** A service that notes what came in and answers the given statuses, the last one for ever. */
async function order(...statuses: readonly number[]): Promise<readonly Seen[]> {
  const seen: Seen[] = []
  const chassis = chassisOf('order')
  await chassis.serve(
    governed(chassis, (request, response) => {
      const { traceparent } = request.headers
      seen.push({
        traceparent: typeof traceparent === 'string' ? traceparent : undefined,
        trace: chassis.context.get('X-B3-TraceId')
      })
      response.writeHead(statuses[Math.min(seen.length, statuses.length) - 1] ?? 200).end('{}')
    }),
    { host: '127.0.0.1', port: 0 }
  )
  return seen
}

const RETRY = {
  'servicecomb.matchGroup.all': 'matches: [{ apiPath: { prefix: / } }]',
  'servicecomb.retry.all': 'maxAttempts: 2\nwaitDuration: 1'
}

function ours(): readonly ReadableSpan[] {
  return spans.getFinishedSpans().filter(({ kind }) => kind === SpanKind.INTERNAL)
}

describe('spans', () => {
  test('one INTERNAL span for a call, and its trace goes out in every spelling', async () => {
    const seen = await order(200)
    const shop = chassisOf('shop')
    await shop.start()
    await shop.call('order', '/orders/42')
    expect(ours()).toHaveLength(1)
    const [span] = ours() as [ReadableSpan]
    const { traceId, spanId } = span.spanContext()
    expect(span.name).toBe('GET order')
    expect(span.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'peer.service': 'order'
    })
    expect(span.attributes).not.toHaveProperty('http.request.resend_count')
    expect(seen).toEqual([{ traceparent: `00-${traceId}-${spanId}-01`, trace: traceId }])
  })

  test.each(['call', 'fetch', 'request'] as const)('%s: retries are inside of the one span', async (form) => {
    await order(503, 503, 200)
    const shop = chassisOf('shop', RETRY)
    await shop.start()
    if (form === 'call') await shop.call('order', '/')
    if (form === 'fetch') await (await shop.fetch('http://order/')).text()
    if (form === 'request') await (await shop.request('http://order/')).body.text()
    expect(ours()).toHaveLength(1)
    expect(ours()[0]).toMatchObject({
      attributes: { 'http.request.resend_count': 2, 'http.response.status_code': 200 },
      status: { code: SpanStatusCode.UNSET }
    })
    expect(ours()[0]?.events.map(({ attributes }) => attributes?.['http.request.resend_count'])).toEqual([
      0, 1, 2
    ])
  })

  test('with the instrumentation of undici: its client spans, one an attempt, stand below ours', async () => {
    const seen = await order(503, 200)
    const shop = chassisOf('shop', RETRY)
    await shop.start()
    subscribe('undici:request:create', instrument)
    await shop.call('order', '/')
    const [span] = ours() as [ReadableSpan]
    const clients = spans
      .getFinishedSpans()
      .filter(({ kind, parentSpanContext }) => kind === SpanKind.CLIENT && parentSpanContext !== undefined)
    expect(clients).toHaveLength(2)
    for (const client of clients) expect(client.parentSpanContext?.spanId).toBe(span.spanContext().spanId)
    // Written once, by the instrumentation.
    expect(seen.map(({ traceparent }) => traceparent)).toEqual(
      clients.map((client) => `00-${client.spanContext().traceId}-${client.spanContext().spanId}-01`)
    )
  })

  test('a failed call has the error, a refused one its code', async () => {
    await order(500)
    const shop = chassisOf('shop')
    await shop.start()
    await shop.call('order', '/')
    await shop.call('nobody', '/').catch(() => {})
    expect(ours().map(({ attributes, status }) => [attributes['error.type'], status.code])).toEqual([
      ['500', SpanStatusCode.ERROR],
      ['CHS_NO_INSTANCE', SpanStatusCode.ERROR]
    ])
  })

  test('the active span is the parent', async () => {
    await order(200)
    const shop = chassisOf('shop')
    await shop.start()
    const tracer = trace.getTracer('test')
    await tracer.startActiveSpan('mine', async (mine) => {
      await shop.call('order', '/')
      mine.end()
      expect(ours()[0]?.parentSpanContext?.spanId).toBe(mine.spanContext().spanId)
    })
  })

  describe('what a request brought along goes on', () => {
    const W3C = '0af7651916cd43dd8448eb211c80319c'

    async function through(headers: Record<string, string>): Promise<readonly Seen[]> {
      const seen = await order(200)
      const shop = chassisOf('shop')
      const { url } = await shop.serve(
        governed(shop, async (_request, response) => {
          await shop.call('order', '/')
          response.end('ok')
        }),
        { host: '127.0.0.1', port: 0 }
      )
      await (await fetch(url, { headers })).text()
      return seen
    }

    test('traceparent', async () => {
      const seen = await through({ traceparent: `00-${W3C}-b7ad6b7169203331-01` })
      expect(ours()[0]?.spanContext().traceId).toBe(W3C)
      expect(ours()[0]?.parentSpanContext?.spanId).toBe('b7ad6b7169203331')
      expect(seen[0]?.trace).toBe(W3C)
      expect(seen[0]?.traceparent).toMatch(new RegExp(`^00-${W3C}-`))
    })

    test('B3 of a Java peer, 16 digits', async () => {
      const seen = await through({ 'x-cse-context': '{"X-B3-TraceId":"5b8aa5a2d2c872e8"}' })
      expect(ours()[0]?.spanContext().traceId).toBe('00000000000000005b8aa5a2d2c872e8')
      expect(seen[0]?.trace).toBe('5b8aa5a2d2c872e8')
      expect(seen[0]?.traceparent).toMatch(/^00-00000000000000005b8aa5a2d2c872e8-/)
    })

    test('a trace id that is none of theirs is an attribute', async () => {
      const seen = await through({ 'x-cse-context': '{"X-B3-TraceId":"our-own-id"}' })
      expect(ours()[0]?.attributes['chassis.b3_trace_id']).toBe('our-own-id')
      expect(seen[0]?.trace).toBe('our-own-id')
    })
  })
})

test('metrics are observable instruments under their stable names', async () => {
  await order(200)
  const shop = chassisOf('shop')
  await shop.start()
  await shop.call('order', '/')
  await shop.call('order', '/')
  await reader.forceFlush()
  const points = new Map(
    exported
      .getMetrics()
      .at(-1)!
      .scopeMetrics.flatMap(({ metrics: all }) => all)
      .map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints])
  )
  expect([...points.keys()].toSorted()).toEqual(
    [...points.keys()].filter((name) => name.startsWith('chassis.')).toSorted()
  )
  expect(points.get('chassis.client.calls')).toContainEqual(
    expect.objectContaining({ attributes: { target: 'order', result: 'success' }, value: 2 })
  )
  expect(points.get('chassis.client.call.duration.count')).toContainEqual(
    expect.objectContaining({ attributes: { target: 'order' }, value: 2 })
  )
  expect(points.get('chassis.client.call.duration.bucket')).toContainEqual(
    expect.objectContaining({ attributes: { target: 'order', le: '+Inf' }, value: 2 })
  )
})

test('switched off, nothing is traced', async () => {
  await order(200)
  const shop = chassisOf('shop', { 'servicecomb.telemetry.enabled': 'false' })
  await shop.start()
  await shop.call('order', '/')
  expect(ours()).toEqual([])
})

test('without the peer nothing of it is loaded, and everything else works', async () => {
  const program = new URL('../programs/without-telemetry.ts', import.meta.url)
  await using child = await startProgram(program, {
    env: { SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl }
  })
  expect(child.ready).toEqual(['200', '1', '0'])
  expect(await child.exited).toEqual({ code: 0, signal: null })
})
