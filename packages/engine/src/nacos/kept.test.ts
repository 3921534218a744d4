import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulatedEnv } from '@node-chassis/core/testing'
import { afterEach, expect, test } from 'vitest'
import { createEngine } from '../engine.ts'
import { keepIn } from '../journal/keep.ts'
import { createConfigService } from '../config/index.ts'
import { createRegistryService } from '../registry/index.ts'
import { createNacos } from './index.ts'

const dirs: string[] = []
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true })
})

function newDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'nacos-'))
  dirs.push(dir)
  return dir
}

const DOCUMENT = 'dataId=d.yaml&group=g'
const INSTANCE = 'serviceName=s&ip=127.0.0.1&port=9&ephemeral=false&metadata=a%3D1'
const NAMESPACES = '/v1/console/namespaces'

test('documents, namespaces and persistent instances outlive the engine; what is ephemeral does not', async () => {
  const data = newDirectory()
  const during = async (what: (send: (method: string, path: string) => Promise<string>) => Promise<void>) => {
    const engine = await createEngine({ data, nacos: { api: '2.5' } })
    try {
      const url = `${engine.nacos!.url}/nacos`
      await what(async (method, path) => (await fetch(url + path, { method })).text())
    } finally {
      await engine.close()
    }
  }
  let before = ''
  await during(async (send) => {
    await send('POST', `/v1/cs/configs?${DOCUMENT}&content=one&type=yaml`)
    await send('POST', `/v1/cs/configs?dataId=gone&group=g&content=x`)
    await send('DELETE', `/v1/cs/configs?dataId=gone&group=g`)
    await send('POST', `${NAMESPACES}?customNamespaceId=n&namespaceName=Team`)
    await send('POST', `/v1/ns/instance?${INSTANCE}`)
    await send('POST', '/v1/ns/instance?serviceName=e&ip=127.0.0.1&port=9')
    before = await send('GET', `/v1/cs/configs?${DOCUMENT}&show=all`)
  })
  // A life without Nacos loses nothing.
  await (await createEngine({ data })).close()
  await during(async (send) => {
    expect(await send('GET', `/v1/cs/configs?${DOCUMENT}&show=all`)).toBe(before)
    expect(await send('GET', '/v1/cs/configs?dataId=gone&group=g')).toMatch('not exist')
    expect(await send('GET', `${NAMESPACES}?show=all&namespaceId=n`)).toMatch('Team')
    expect(await send('GET', '/v1/ns/instance/list?serviceName=s')).toMatch('"metadata":{"a":"1"}')
    expect(await send('GET', '/v1/ns/instance/list?serviceName=e')).toMatch('"hosts":[]')
    await send('POST', '/v1/cs/configs?dataId=other&group=g&content=x')
    expect(JSON.parse(await send('GET', '/v1/cs/configs?dataId=other&group=g&show=all'))).toMatchObject({
      id: '3'
    })
    await send('DELETE', `/v1/ns/instance?${INSTANCE}`)
  })
  await during(async (send) => {
    expect(await send('GET', '/v1/ns/instance/list?serviceName=s')).toMatch('"hosts":[]')
  })
})

test('tokens outlive the engine, as they do where a key is configured (nacos.md 3)', async () => {
  const data = newDirectory()
  const nacos = { auth: { users: { nacos: 'p' } } } as const
  const statusWith = async (url: string, token: string): Promise<number> =>
    (await fetch(`${url}/nacos/v1/ns/instance/list?serviceName=s&accessToken=${token}`)).status
  const first = await createEngine({ data, nacos })
  const body = new URLSearchParams({ username: 'nacos', password: 'p' })
  const login = await fetch(`${first.nacos!.url}/nacos/v1/auth/login`, { method: 'POST', body })
  const { accessToken } = (await login.json()) as { accessToken: string }
  await first.close()
  for (const options of [
    { data, nacos: {} },
    { data, nacos }
  ]) {
    await using engine = await createEngine(options)
    expect(await statusWith(engine.nacos!.url, accessToken)).toBe(200)
  }
  await using other = await createEngine({ nacos })
  expect(await statusWith(other.nacos!.url, accessToken)).toBe(403)
})

test('a snapshot holds the same', async () => {
  const data = newDirectory()
  const env = simulatedEnv()
  const open = () => {
    const { records } = createNacos({}, '127.0.0.1', env)
    const registry = createRegistryService(env)
    const stores = { registry: registry.records, config: createConfigService({ env }).documents }
    // Every write is one too many for the journal.
    return { records, journal: keepIn(data, { ...stores, nacos: records }, env, 1) }
  }
  const place = { ip: '10.0.0.1', port: 80, cluster: 'DEFAULT', metadata: { a: '1' } }
  const instance = { ...place, weight: 1, healthy: true, enabled: true, ephemeral: false }
  const name = { namespace: 'public', group: 'g', service: 's' }
  const writes = [
    { kind: 'namespace', namespace: { id: 'n', name: 'N' } },
    { kind: 'instances', name, client: '10.0.0.1:80#false', instances: [instance] }
  ]
  const first = open()
  for (const write of writes) first.records.replay(write)
  await env.clock.advanceAsync(1)
  await first.journal.close()
  const second = open()
  expect([...second.records.dump()]).toEqual(writes)
  await second.journal.close()
})
