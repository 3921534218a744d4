import type { ServerResponse } from 'node:http'
import { silentLogger } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import { createChassis, explainText } from 'node-chassis'
import type { Chassis } from 'node-chassis'
import { expect, test } from 'vitest'

// "My rule does nothing": what an application hears and reads of it, with engine, centre and two processes' worth of chassis.
test('a disabled policy is named with its reason; a breaker that opens is one event, and explain tells of it', async () => {
  const engine = await createEngine()
  const open: Chassis[] = []
  const chassisOf = (name: string): Chassis => {
    const chassis = createChassis({
      service: { name, version: '1.0.0' },
      config: {
        'servicecomb.registry.sc.address': engine.registryUrl,
        'servicecomb.kie.serverUri': engine.configUrl,
        'servicecomb.matchGroup.all': 'matches:\n  - apiPath: {prefix: /}',
        'servicecomb.instanceIsolation.all':
          'minimumNumberOfCalls: 2\nslidingWindowSize: 2\nslidingWindowType: COUNT_BASED\nwaitDurationInOpenState: 60000'
      },
      log: silentLogger
    })
    open.push(chassis)
    return chassis
  }
  try {
    const document = {
      key: 'servicecomb.retry.all',
      value: 'maxAttempts: 2',
      value_type: 'text',
      status: 'disabled',
      labels: { app: 'default', environment: '' }
    }
    const created = await fetch(`${engine.configUrl}/v1/default/kie/kv`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(document)
    })
    expect(created.status).toBe(200)
    const order = chassisOf('order')
    const application = (_request: unknown, response: ServerResponse): void =>
      void response.writeHead(503).end()
    await order.serve(application, { host: '127.0.0.1', port: 0 })
    const shop = chassisOf('shop')
    await shop.start()

    const transitions: unknown[] = []
    shop.on('breaker', (event) => void transitions.push(event))
    for (let i = 0; i < 2; i++) expect((await shop.call('order', '/')).status).toBe(503)
    expect(transitions).toMatchObject([
      {
        rule: 'servicecomb.instanceIsolation.all',
        from: 'CLOSED',
        to: 'OPEN',
        failureRate: 100,
        slowRate: 0,
        instance: { service: 'order' }
      }
    ])

    const explained = shop.explain('order', { path: '/' })
    expect(explained.policies.find(({ kind }) => kind === 'retry')).toMatchObject({
      chosen: undefined,
      notChosen: [{ name: 'all', because: 'its status is disabled in kie (app)' }]
    })
    expect(explainText(explained)).toMatch(
      /servicecomb\.instanceIsolation\.all \S+ CLOSED > OPEN at .*failed 100%, slow 0%/
    )
  } finally {
    for (const chassis of open) await chassis.close({ waitMs: 0 })
    await engine.close()
  }
})
