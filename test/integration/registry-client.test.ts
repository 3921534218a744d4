import { execFile } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { systemEnv, silentLogger } from '@node-chassis/core'
import type { InstanceList } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { createRegistryClient } from '@node-chassis/registry-client'
import type { RegistryClient, RegistryClientOptions } from '@node-chassis/registry-client'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from './scripted-engine.ts'
import { ME, ORDER, idle } from './registry-client-script.ts'

// Against the embedded engine, which shares no code with the client. Real time; the waits are the settings' own.

const run = promisify(execFile)
const env = systemEnv(silentLogger)
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

async function engine(scPort = 0): Promise<Engine> {
  const made = await createEngine({ env, scPort })
  open.push(made)
  return made
}

function client(url: string, more: Partial<RegistryClientOptions> = {}): RegistryClient {
  const made = createRegistryClient({
    env,
    addresses: [url],
    heartbeatMs: 50,
    pollMs: 50,
    unknownMs: 50,
    ...more
  })
  open.push(made)
  return made
}

/** Resolves with the first new list that `wanted` accepts. */
function nextList(of: RegistryClient, wanted: (list: InstanceList) => boolean): Promise<InstanceList> {
  return new Promise((resolve) => {
    const stop = of.instances.onChange((list) => {
      if (!wanted(list)) return
      stop()
      resolve(list)
    })
  })
}

function once(of: RegistryClient, event: 'registered' | 'lost' | 'recovered'): Promise<unknown> {
  return new Promise((resolve) => {
    const stop = of.events.on(event, (what) => {
      stop()
      resolve(what)
    })
  })
}

const order = { ...ME, service: 'order', version: '2.0.0' }

describe('the client with the embedded engine', () => {
  test('registers, is found with all it said, and leaves', async () => {
    const { registryUrl } = await engine()
    const provider = client(registryUrl)
    const consumer = client(registryUrl)
    await provider.registrar.register({ ...order, dataCenter: 'dc', region: 'r', zone: 'z' }, idle)
    await consumer.registrar.register(ME, idle)
    const list = await consumer.instances.pull(ORDER)
    expect(list.known).toBe(true)
    expect(list.instances).toEqual([
      {
        id: provider.registrar.identity!.instanceId,
        service: 'order',
        app: 'shop',
        version: '2.0.0',
        status: 'UP',
        endpoints: ['rest://127.0.0.1:8080'],
        properties: { team: 'a', lane: 'blue' },
        region: 'r',
        zone: 'z',
        registeredAt: expect.any(Number) as number,
        framework: 'node-chassis'
      }
    ])
    const down = nextList(consumer, ({ instances }) => instances[0]?.status === 'DOWN')
    await provider.registrar.setStatus('DOWN')
    await down
    const left = nextList(consumer, ({ instances }) => instances.length === 0)
    await provider.registrar.deregister()
    expect((await left).known).toBe(true)
  })

  test('an unknown name is known: false until it registers', async () => {
    const { registryUrl } = await engine()
    const consumer = client(registryUrl)
    await consumer.registrar.register(ME, idle)
    expect(await consumer.instances.pull(ORDER)).toMatchObject({ known: false, instances: [] })
    const known = nextList(consumer, (list) => list.known && list.instances.length === 1)
    await client(registryUrl).registrar.register(order, idle)
    await known
  })

  test('an unchanged list is not announced again, however often it is asked for', async () => {
    const { registryUrl } = await engine()
    const consumer = client(registryUrl)
    const provider = client(registryUrl)
    await provider.registrar.register(order, idle)
    await consumer.registrar.register(ME, idle)
    const lists: InstanceList[] = []
    consumer.instances.onChange((list) => lists.push(list))
    const first = await consumer.instances.pull(ORDER)
    expect(await consumer.instances.pull(ORDER)).toBe(first)
    // The next change proves that polls went by in between or after: only it is announced.
    const changed = nextList(consumer, ({ instances }) => instances[0]?.status === 'OUTOFSERVICE')
    await provider.registrar.setStatus('OUTOFSERVICE')
    await changed
    expect(lists).toHaveLength(2)
  })

  test('what is known is not sent again: 304 to a pull, notModified in the batch', async () => {
    const { registryUrl } = await engine()
    await client(registryUrl).registrar.register(order, idle)
    // Polls when told, so that nothing else is on the wire.
    const consumer = client(registryUrl, { heartbeatMs: 60_000, pollMs: 60_000 })
    const statuses: number[] = []
    const seen = (message: unknown): void => {
      const { request, response } = message as { request: { path: string }; response: { statusCode: number } }
      if (request.path.includes('serviceName=order')) statuses.push(response.statusCode)
    }
    subscribe('undici:request:headers', seen)
    await consumer.instances.pull(ORDER)
    await consumer.instances.pull(ORDER)
    unsubscribe('undici:request:headers', seen)
    expect(statuses).toEqual([200, 304])

    const polling = client(registryUrl)
    await polling.instances.pull(ORDER)
    const text = await new Promise<string>((resolve) => {
      const body = (message: unknown): void => {
        const { request, chunk } = message as { request: { path: string }; chunk: Buffer }
        if (!request.path.includes('/action')) return
        unsubscribe('undici:request:bodyChunkReceived', body)
        resolve(chunk.toString())
      }
      subscribe('undici:request:bodyChunkReceived', body)
    })
    expect(JSON.parse(text)).toEqual({ services: { notModified: [0] } })
  })

  test('a version that is there already is joined by a second instance', async () => {
    const { registryUrl } = await engine()
    const one = client(registryUrl)
    const two = client(registryUrl)
    await one.registrar.register(order, idle)
    await two.registrar.register({ ...order, serviceProperties: { team: 'b' } }, idle)
    expect(one.registrar.identity!.serviceId).toBe(two.registrar.identity!.serviceId)
    const { instances } = await one.instances.pull(ORDER)
    expect(new Set(instances.map(({ id }) => id)).size).toBe(2)
  })

  test('the engine stops: lists stay. It comes back empty: everybody returns by himself, under the same ids', async () => {
    const first = await engine()
    const provider = client(first.registryUrl)
    const consumer = client(first.registryUrl)
    await provider.registrar.register(order, idle)
    await consumer.registrar.register(ME, idle)
    const before = await consumer.instances.pull(ORDER)
    const { instanceId } = provider.registrar.identity!

    const unreachable = once(provider, 'lost')
    await first.close()
    expect(await unreachable).toMatchObject({ reason: 'unreachable' })
    await expect(consumer.instances.pull(ORDER)).rejects.toMatchObject({ code: 'CHS_REGISTRY_UNAVAILABLE' })
    expect(consumer.instances.current(ORDER)).toBe(before)

    const back = Promise.all([once(provider, 'registered'), once(consumer, 'registered')])
    await engine(first.scPort)
    expect(await back).toMatchObject([{ again: true }, { again: true }])
    expect(provider.registrar.identity!.instanceId).toBe(instanceId)
    const after = await consumer.instances.pull(ORDER)
    expect(after.instances.map(({ id }) => id)).toEqual([instanceId])
  })

  test('the example of the README works, and its process ends by itself', async () => {
    const { registryUrl } = await engine()
    const readme = await readFile(
      new URL('../../packages/registry-client/README.md', import.meta.url),
      'utf8'
    )
    const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!.replace('http://127.0.0.1:30100', registryUrl)
    const { stdout } = await run(
      process.execPath,
      ['--conditions=@node-chassis/source', '--input-type=module-typescript', '--no-warnings', '-e', code],
      { cwd: new URL('.', import.meta.url) }
    )
    expect(stdout).toMatch(/^registered [0-9a-f]{32} false\ntrue \[ 'rest:\/\/127\.0\.0\.1:8080' \]\n$/)
  })

  test('a process that waits for its registration is not ended by an engine that is away', async () => {
    const code = `
      import { systemEnv, silentLogger } from '@node-chassis/core'
      import { createRegistryClient } from '@node-chassis/registry-client'
      const addresses = ['http://127.0.0.1:${await freePort()}']
      const client = createRegistryClient({ env: systemEnv(silentLogger), addresses, heartbeatMs: 10_000 })
      const registration = ${JSON.stringify(ME)}
      // The limit does not hold the process itself.
      await client.registrar.register(registration, AbortSignal.timeout(300)).catch((error) => console.log(error.name))
      await client.close()
    `
    const { stdout } = await run(
      process.execPath,
      ['--conditions=@node-chassis/source', '--input-type=module', '--no-warnings', '-e', code],
      { cwd: new URL('.', import.meta.url) }
    )
    expect(stdout).toBe('TimeoutError\n')
  })

  test('a name that the registry refuses is refused before it is asked', async () => {
    const { registryUrl } = await engine()
    await expect(
      client(registryUrl).registrar.register({ ...ME, version: 'one' }, idle)
    ).rejects.toMatchObject({
      code: 'CHS_CONFIG_INVALID',
      key: 'servicecomb.service.version'
    })
  })
})
