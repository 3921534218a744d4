import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { answerOperations } from './operations.ts'
import { fakeChassis } from './provider.test-support.ts'
import type { FakeChassis } from './provider.test-support.ts'

const PING = '/scb/management/health?instanceId=i1&registryName=sc-registry'

async function serve(chassis: FakeChassis): Promise<string> {
  const server = createServer((request, response) => {
    if (!answerOperations(chassis, request, response)) response.end('application')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the health ping answers true while ready, 503 otherwise (N34)', async () => {
  const chassis = fakeChassis()
  const url = await serve(chassis)
  const ready = await fetch(url + PING)
  expect([ready.status, ready.headers.get('content-type'), await ready.text()]).toEqual([
    200,
    'application/json',
    'true'
  ])
  expect((await fetch(url + PING, { method: 'HEAD' })).status).toBe(200)
  for (const state of ['new', 'starting', 'stopping', 'draining', 'closed'] as const) {
    chassis.state = state
    const response = await fetch(url + PING)
    expect([state, response.status, await response.text()]).toEqual([state, 503, 'false'])
  }
})

test('only that path, only GET and HEAD, and not when servicecomb.management.health.enabled is false', async () => {
  const chassis = fakeChassis()
  const url = await serve(chassis)
  const text = async (path: string, method = 'GET'): Promise<string> =>
    (await fetch(url + path, { method })).text()
  expect(await text('/scb/management/healthy')).toBe('application')
  expect(await text('/scb/management/health/x')).toBe('application')
  expect(await text(PING, 'POST')).toBe('application')
  chassis.set({ 'servicecomb.management.health.enabled': 'false' })
  expect(await text(PING)).toBe('application')
  chassis.set({ 'servicecomb.management.health.enabled': 'flase' })
  expect(await text(PING)).toBe('true')
  expect(chassis.env.log.records).toMatchObject([{ level: 50 }])
})

test('while it drains, requests on kept-alive connections are sent elsewhere (N10)', async () => {
  const chassis = fakeChassis()
  const url = await serve(chassis)
  for (const state of ['draining', 'closed'] as const) {
    chassis.state = state
    for (const path of ['/orders', PING]) {
      const response = await fetch(url + path)
      expect([response.status, response.headers.get('connection')]).toEqual([503, 'close'])
    }
    expect(await (await fetch(url)).json()).toEqual({ message: 'the instance is shutting down.' })
  }
  chassis.state = 'stopping'
  expect(await (await fetch(url)).text()).toBe('application')
})
