import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { startEngine, startProgram } from '@node-chassis/testing'
import { expect, test } from 'vitest'

const here = import.meta.dirname

test('a NestJS application is a governed service: context in, its own calls, policies, in order out', async () => {
  const tsc = path.resolve(here, '../../node_modules/typescript/bin/tsc')
  await promisify(execFile)(process.execPath, [tsc, '--noCheck', '-p', path.join(here, 'tsconfig.json')])
  await using engine = await startEngine()
  const env = {
    SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
    SERVICECOMB_KIE_SERVERURI: engine.configUrl,
    SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
    LOG_LEVEL: 'warn'
  }
  for (const [key, value] of Object.entries({
    'servicecomb.matchGroup.orders': 'matches:\n  - apiPath: { exact: /orders/13 }',
    'servicecomb.rateLimiting.orders': 'rate: 1\nlimitRefreshPeriod: 1h'
  })) {
    const answer = await fetch(`${engine.configUrl}/v1/default/kie/kv`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key, value, status: 'enabled', labels: { app: 'default', environment: '' } })
    })
    expect(answer.status).toBe(200)
  }
  await using stock = await startProgram(path.join(here, 'dist/stock.js'), { cwd: here, env })
  await using order = await startProgram(path.join(here, 'dist/main.js'), { cwd: here, env })
  expect(stock.ready.length).toBe(1)

  const ask = async (id: string): Promise<unknown> => {
    const headers = { 'x-cse-context': '{"x-lane":"gray"}' }
    const answer = await fetch(`${order.ready[0]}/orders/${id}`, { headers })
    return [answer.status, await answer.json()]
  }
  expect(await ask('42')).toEqual([200, { id: '42', stock: { path: '/stock/42', left: 3 }, lane: 'gray' }])
  expect(await ask('13')).toEqual([200, { id: '13', stock: { path: '/stock/13', left: 3 }, lane: 'gray' }])
  expect(await ask('13')).toEqual([429, { message: 'rate limited.' }])
  expect(await order.kill()).toEqual({ code: 0, signal: null })
})
