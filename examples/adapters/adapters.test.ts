import path from 'node:path'
import { startEngine, startProgram } from '@node-chassis/testing'
import type { EngineProcess } from '@node-chassis/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

let engine: EngineProcess

beforeAll(async () => {
  engine = await startEngine()
  for (const [key, value] of Object.entries({
    'servicecomb.matchGroup.orders': 'matches:\n  - apiPath: { prefix: /orders }',
    'servicecomb.rateLimiting.orders': 'rate: 1\nlimitRefreshPeriod: 1h'
  })) {
    const answer = await fetch(`${engine.configUrl}/v1/default/kie/kv`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        key,
        value,
        value_type: 'text',
        status: 'enabled',
        labels: { app: 'default', environment: '' }
      })
    })
    expect(answer.status).toBe(200)
  }
})

afterAll(async () => {
  await engine.kill()
})

test.each(['express', 'fastify', 'hono', 'http'])(
  '%s: context in, policies of the centre, in order out',
  async (name) => {
    const order = await startProgram(path.join(import.meta.dirname, `src/${name}.ts`), {
      env: {
        SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
        SERVICECOMB_KIE_SERVERURI: engine.configUrl,
        SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
        LOG_LEVEL: 'warn'
      }
    })
    const url = `${order.ready[0]}/orders/42`
    const first = await fetch(url, { headers: { 'x-cse-context': '{"x-lane":"gray"}' } })
    expect([first.status, await first.json()]).toEqual([200, { id: '42', lane: 'gray' }])
    const second = await fetch(url)
    expect([second.status, await second.json()]).toEqual([429, { message: 'rate limited.' }])
    expect(await order.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  }
)
