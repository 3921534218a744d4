import { createContextAccess, silentLogger, systemEnv } from '@node-chassis/core'
import { createGovernance } from '@node-chassis/governance'
import type { GovernanceEngine } from '@node-chassis/governance'
import { createInvoker } from '@node-chassis/invoker'
import { startRawUpstream, startUpstream } from '@node-chassis/testing'
import { describe, expect, test } from 'vitest'
import { instance, rejection, scriptedConfig, scriptedSource, startKit } from './invoker-kit.ts'

function governed(values: Record<string, string> = {}): GovernanceEngine {
  const governance = createGovernance({
    env: systemEnv(silentLogger),
    self: { app: 'default', service: 'shop', version: '1.0.0' }
  })
  governance.apply(new Map(Object.entries(values)))
  return governance
}
const PEAK = { 'servicecomb.loadbalance.order.strategy.name': 'PeakEwma' }

describe('balancers on real calls (routing.md 8, 10.1)', () => {
  test('PeakEwma keeps away from an instance that fails fast', async () => {
    let bad = 0
    await using failing = await startUpstream((_request, response) => {
      bad++
      response.writeHead(500).end()
    })
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({
      instances: [instance('a', failing.port), instance('b', ok.port)],
      governance: governed(PEAK)
    })
    for (let i = 0; i < 100; i++) await kit.invoker.call('order', '/')
    // One failure is a second of expected time, against a few milliseconds.
    expect(bad).toBeLessThan(5)
    const { candidates } = kit.invoker.explain('order')
    expect(candidates.map(({ load }) => load?.inFlight)).toEqual([0, 0])
  })

  test('nothing stays in flight, however a call ends', async () => {
    const held: (() => void)[] = []
    await using odd = await startUpstream((request, response) => {
      if (request.url === '/hang') held.push(() => void response.destroy())
      else if (request.url === '/cut') request.socket.destroy()
      else if (request.url === '/drip') response.writeHead(200).write('x'.repeat(1000))
      else response.writeHead(request.url === '/500' ? 500 : 200).end('done')
    })
    await using kit = startKit({ instances: [instance('a', odd.port)], governance: governed(PEAK) })
    const { invoker } = kit
    const load = () => invoker.explain('order').candidates[0]?.load
    await invoker.call('order', '/')
    expect(load()).toMatchObject({ inFlight: 0, failuresInRow: 0 })

    const hanging = invoker.call('order', '/hang', { timeoutMs: 80 })
    await expect.poll(() => load()?.inFlight).toBe(1)
    await rejection(hanging)
    expect(load()).toMatchObject({ inFlight: 0, failuresInRow: 1 })

    await rejection(invoker.call('order', '/cut', { method: 'POST' }))
    expect(load()).toMatchObject({ inFlight: 0, failuresInRow: 2 })
    await invoker.call('order', '/500')
    expect(load()).toMatchObject({ inFlight: 0, failuresInRow: 0 })

    const abort = new AbortController()
    const aborted = rejection(invoker.call('order', '/hang', { signal: abort.signal }))
    await expect.poll(() => load()?.inFlight).toBe(1)
    abort.abort()
    await aborted
    expect(load()).toMatchObject({ inFlight: 0, failuresInRow: 0 })

    const { body } = await invoker.request('http://order/drip')
    expect(load()?.inFlight).toBe(1)
    body.on('error', () => {})
    body.destroy()
    await expect.poll(() => load()?.inFlight).toBe(0)
    for (const end of held) end()
  })

  test('a stale socket is the same attempt: counted once (N2)', async () => {
    // Answers the first request of each connection and cuts it at the second.
    await using stale = await startRawUpstream((socket) => {
      let requests = 0
      socket.on('data', () => {
        if (++requests === 2) socket.destroy()
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    })
    await using kit = startKit({ instances: [instance('a', stale.port)], governance: governed(PEAK) })
    for (let i = 0; i < 6; i++) await kit.invoker.call('order', '/')
    expect(stale.connections).toBeGreaterThan(3)
    expect(kit.invoker.explain('order').candidates[0]?.load).toMatchObject({ inFlight: 0, failuresInRow: 0 })
  })

  test('SessionStickiness stays with one, and leaves it when it is gone', async () => {
    const seen: string[] = []
    const serve = (id: string) =>
      startUpstream((_request, response) => void response.end(seen.push(id) && id))
    await using a = await serve('a')
    await using b = await serve('b')
    await using kit = startKit({
      instances: [instance('a', a.port), instance('b', b.port)],
      governance: governed({ 'servicecomb.loadbalance.strategy.name': 'SessionStickiness' })
    })
    for (let i = 0; i < 10; i++) await kit.invoker.call('order', '/')
    const [first] = seen
    expect(new Set(seen).size).toBe(1)
    const left = first === 'a' ? instance('b', b.port) : instance('a', a.port)
    kit.source.set('order', [left])
    seen.length = 0
    for (let i = 0; i < 10; i++) await kit.invoker.call('order', '/')
    expect(new Set(seen)).toEqual(new Set([left.id]))
  })

  test('the key of an operation beats that of the service', () => {
    const governance = governed({
      'servicecomb.loadbalance.strategy.name': 'Random',
      'servicecomb.loadbalance.order.strategy.name': 'SessionStickiness',
      'servicecomb.loadbalance.order.s.strategy.name': 'WeightedResponse',
      'servicecomb.loadbalance.order.s.o.strategy.name': 'PeakEwma',
      'servicecomb.loadbalance.order.retryOnSame': '2'
    })
    const source = scriptedSource()
    const invoker = createInvoker({
      env: systemEnv(silentLogger),
      self: { app: 'default', name: 'shop' },
      source,
      governance,
      config: scriptedConfig(),
      context: createContextAccess()
    })
    const balancer = (service: string, schema?: string, operation?: string) =>
      /loadBalance\((\w+)\)/.exec(invoker.explain(service, { schema, operation }).plan)?.[1]
    expect(balancer('other')).toBe('Random')
    expect(balancer('order')).toBe('SessionStickiness')
    expect(balancer('order', 's')).toBe('WeightedResponse')
    expect(balancer('order', 's', 'o')).toBe('PeakEwma')
    expect(balancer('order', 's', 'x')).toBe('WeightedResponse')
    expect(balancer('order', 'x', 'o')).toBe('SessionStickiness')
  })
})

describe('instance filters on real calls', () => {
  test('a version rule that changes takes effect at once and leaves the connections alone', async () => {
    await using a = await startUpstream((_request, response) => void response.end('a'))
    await using b = await startUpstream((_request, response) => void response.end('b'))
    await using kit = startKit({
      instances: [instance('a', a.port), instance('b', b.port, { version: '1.10.0' })],
      settings: { 'servicecomb.references.version-rule': 'latest' },
      governance: governed()
    })
    const texts = async () => {
      const answers = []
      for (let i = 0; i < 6; i++) answers.push((await kit.invoker.call('order', '/')).text())
      return [...new Set(answers)].toSorted((x, y) => x.localeCompare(y)).join('')
    }
    expect(await texts()).toBe('b')
    kit.config.put('servicecomb.references.order.version-rule', '0+')
    expect(await texts()).toBe('ab')
    // What cannot be read is refused as a whole: the old settings stay.
    kit.config.put('servicecomb.references.order.version-rule', 'newest')
    expect(await texts()).toBe('ab')
    kit.config.put('servicecomb.references.order.version-rule', '1.0.0')
    expect(await texts()).toBe('a')
    kit.config.put('servicecomb.references.order.version-rule', '1.10+')
    expect(await texts()).toBe('b')
    // undici keeps two sockets for calls one after the other.
    expect(b.connections).toBeLessThan(3)
  })

  test('nobody passes: CHS_NO_INSTANCE with the reason filtered', async () => {
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    await using kit = startKit({
      instances: [instance('a', ok.port)],
      settings: { 'servicecomb.loadbalance.order.transactionControl.options.pool': 'gold' },
      governance: governed()
    })
    const error = await rejection(kit.invoker.call('order', '/'))
    expect(error).toMatchObject({ code: 'CHS_NO_INSTANCE', reason: 'filtered' })
    expect(error.message).toContain('explain')
  })

  test("our priority property travels with the call, and the caller's beats it", async () => {
    const sent: (string | undefined)[] = []
    await using ok = await startUpstream((_request, response) => void response.end('ok'))
    const context = createContextAccess()
    const source = scriptedSource()
    source.set('order', [instance('a', ok.port)])
    const invoker = createInvoker({
      env: systemEnv(silentLogger),
      self: { app: 'default', name: 'shop' },
      source,
      governance: governed(),
      config: scriptedConfig({
        'servicecomb.loadbalance.filter.priorityInstanceProperty.enabled': 'true',
        'servicecomb.service.properties.environment': 'local'
      }),
      context,
      contextHeaders: (call) => {
        sent.push(call.context.get('x-environment'))
        return undefined
      }
    })
    invoker.ready()
    await invoker.call('order', '/')
    await context.run({ 'x-environment': 'test' }, () => invoker.call('order', '/'))
    expect(sent).toEqual(['local', 'test'])
    await invoker.close()
  })
})
