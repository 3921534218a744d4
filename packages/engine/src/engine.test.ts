import { simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import type { Engine, EngineOptions } from './engine.ts'

const open: Engine[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()))
})

async function start(options: EngineOptions = {}): Promise<Engine> {
  const engine = await createEngine(options)
  open.push(engine)
  return engine
}

async function call(engine: Engine, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${engine.registryUrl}/v4/default/registry${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: (text === '' ? {} : JSON.parse(text)) as Record<string, never>,
    headers: answer.headers
  }
}

async function registered(
  engine: Engine,
  healthCheck?: object
): Promise<{ serviceId: string; instanceId: string }> {
  const service = await call(engine, 'POST', '/microservices', { service: { serviceName: 'p' } })
  const serviceId = String(service.body['serviceId'])
  const instance = { hostName: 'h', endpoints: ['rest://1.1.1.1:80'], healthCheck }
  const answer = await call(engine, 'POST', `/microservices/${serviceId}/instances`, { instance })
  return { serviceId, instanceId: String(answer.body['instanceId']) }
}

test('two engines in one process share nothing', async () => {
  const [one, two] = await Promise.all([start(), start()])
  await registered(one)
  expect((await call(one, 'GET', '/instances?appId=default&serviceName=p')).status).toBe(200)
  expect((await call(two, 'GET', '/instances?appId=default&serviceName=p')).status).toBe(400)
})

test('it lists itself with the port that it got', async () => {
  const engine = await start()
  const own = (await call(engine, 'GET', '/health')).body['instances']
  expect(own).toMatchObject([{ endpoints: [`rest://127.0.0.1:${engine.scPort}/`], status: 'UP' }])
})

test('closing twice does no harm, and the ports are free again', async () => {
  const engine = await start()
  await Promise.all([engine.close(), engine.close()])
  await engine[Symbol.asyncDispose]()
  const again = await start({ scPort: engine.scPort, kiePort: engine.kiePort })
  expect(again.registryUrl).toBe(engine.registryUrl)
})

describe('leases', () => {
  test.each([
    ['the health check decides', {}, { mode: 'push', interval: 10, times: 4 }, 50],
    ['small numbers are raised', {}, { mode: 'push', interval: 1, times: 1 }, 20],
    ['the shortest interval is an option', { minIntervalS: 1 }, { mode: 'push', interval: 1, times: 1 }, 4],
    ['one lease for all is an option', { ttlS: 3 }, { mode: 'push', interval: 30, times: 3 }, 3]
  ])('%s', async (_, options, healthCheck, ttlS) => {
    const env = simulatedEnv()
    const engine = await start({ ...options, env })
    const { serviceId, instanceId } = await registered(engine, healthCheck)
    const heartbeat = () =>
      call(engine, 'PUT', `/microservices/${serviceId}/instances/${instanceId}/heartbeat`)
    env.clock.advance(ttlS * 1000 - 1)
    expect((await heartbeat()).status).toBe(200)
    env.clock.advance(ttlS * 1000)
    expect((await heartbeat()).body).toMatchObject({ errorCode: '400017' })
    const found = await call(engine, 'GET', '/instances?appId=default&serviceName=p')
    expect(found.body).toEqual({})
    expect(found.headers.get('x-resource-revision')).toBe('97784746be9a2d00f08bc72fe1ce5ff8c7d07ffe')
  })

  test('no timer is left behind', async () => {
    const env = simulatedEnv()
    const engine = await start({ env })
    await registered(engine)
    await engine.close()
    expect(env.clock.pending).toBe(0)
  })
})

test('names that objects have by birth are plain data', async () => {
  const engine = await start()
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const properties = JSON.parse(`{"${name}":"v"}`) as object
    const answer = await call(engine, 'POST', '/microservices', {
      service: { serviceName: name === '__proto__' ? 'proto' : name, properties }
    })
    expect(answer.status).toBe(200)
    const shown = await call(engine, 'GET', `/microservices/${String(answer.body['serviceId'])}`)
    expect(JSON.stringify(shown.body)).toContain(`"properties":{"${name}":"v"}`)
    expect((await call(engine, 'GET', `/microservices/${name}`)).body).toMatchObject({ errorCode: '400012' })
  }
})

test('tenants cannot meet in one key', async () => {
  const engine = await start()
  const create = (domain: string, project: string) =>
    fetch(`${engine.registryUrl}/v4/${project}/registry/microservices`, {
      method: 'POST',
      headers: { 'X-Domain-Name': domain },
      body: '{"service":{"serviceName":"a"}}'
    })
  await create('a/b', 'c')
  const other = await fetch(`${engine.registryUrl}/v4/b%2Fc/registry/microservices`, {
    headers: { 'X-Domain-Name': 'a' }
  })
  expect(await other.json()).toEqual({})
})
