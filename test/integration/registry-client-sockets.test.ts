import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { silentLogger, systemEnv } from '@node-chassis/core'
import type { InstanceList } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine, EngineOptions } from '@node-chassis/engine'
import { createRegistryClient } from '@node-chassis/registry-client'
import type { RegistryClient, RegistryClientOptions } from '@node-chassis/registry-client'
import { createEngineAuth } from '@node-chassis/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { ME, ORDER, idle, scene } from './registry-client-script.ts'
import { until } from './scripted-engine.ts'
import { scriptedSockets } from './scripted-sockets.ts'
import { certificateFile, tlsFront } from './tls-front.ts'

// Polls and beats are an hour apart here: what is seen came through a socket.
const NEVER_MS = 3_600_000
const run = promisify(execFile)
const env = systemEnv(silentLogger)
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

async function engine(options: EngineOptions = {}): Promise<Engine> {
  const made = await createEngine({ env, ...options })
  open.push(made)
  return made
}

function client(url: string, more: Partial<RegistryClientOptions> = {}): RegistryClient {
  const made = createRegistryClient({
    env,
    addresses: [url],
    heartbeatMs: NEVER_MS,
    pollMs: NEVER_MS,
    ...more
  })
  open.push(made)
  return made
}

function nextList(of: RegistryClient, wanted: (list: InstanceList) => boolean): Promise<InstanceList> {
  return new Promise((resolve) => {
    const stop = of.instances.onChange((list) => {
      if (!wanted(list)) return
      stop()
      resolve(list)
    })
  })
}

const order = { ...ME, service: 'order' }

describe('the watch socket with the embedded engine', () => {
  test('registered, changed, gone: each is seen between two polls', async () => {
    const { registryUrl } = await engine()
    const provider = client(registryUrl)
    const consumer = client(registryUrl, { watch: true })
    await provider.registrar.register(order, idle)
    await consumer.registrar.register(ME, idle)
    expect((await consumer.instances.pull(ORDER)).instances).toHaveLength(1)
    const down = nextList(consumer, ({ instances }) => instances[0]?.status === 'DOWN')
    await provider.registrar.setStatus('DOWN')
    await down
    const second = client(registryUrl)
    const two = nextList(consumer, ({ instances }) => instances.length === 2)
    await second.registrar.register(order, idle)
    await two
    const one = nextList(consumer, ({ instances }) => instances.length === 1)
    await provider.registrar.deregister()
    await one
  })

  test('lost frames are made up for by the next', async () => {
    const { registryUrl, faults } = await engine()
    const provider = client(registryUrl)
    const consumer = client(registryUrl, { watch: true })
    await provider.registrar.register(order, idle)
    await consumer.registrar.register(ME, idle)
    await consumer.instances.pull(ORDER)
    faults.inject({ dropFrames: 1 })
    await provider.registrar.setStatus('TESTING')
    const down = nextList(consumer, ({ instances }) => instances[0]?.status === 'DOWN')
    await provider.registrar.setStatus('DOWN')
    await down
  })

  test('a process with both sockets open ends by itself', async () => {
    const { registryUrl } = await engine({ pingIntervalMs: 10 })
    const code = `
      import { systemEnv, silentLogger } from '@node-chassis/core'
      import { createRegistryClient } from '@node-chassis/registry-client'
      const addresses = ['${registryUrl}']
      const sockets = { watch: true, heartbeatMode: 'socket' }
      const client = createRegistryClient({ env: systemEnv(silentLogger), addresses, ...sockets })
      await client.registrar.register(${JSON.stringify(ME)}, new AbortController().signal)
      await client.instances.pull({ app: 'shop', service: 'cart' })
      const changed = new Promise((resolve) => client.instances.onChange(resolve))
      const hold = setTimeout(() => {}, 60_000)
      await client.registrar.setStatus('DOWN')
      console.log((await changed).instances[0].status)
      clearTimeout(hold)
    `
    const { stdout } = await run(
      process.execPath,
      ['--conditions=@node-chassis/source', '--input-type=module', '--no-warnings', '-e', code],
      { cwd: new URL('.', import.meta.url) }
    )
    expect(stdout).toBe('DOWN\n')
  })

  test('behind TLS that asks for a certificate, with accounts', async () => {
    const rootPassword = 'Root-Secret-1'
    const { registryUrl } = await engine({ rbac: { rootPassword } })
    await using front = await tlsFront(registryUrl)
    const file = (name: string): Buffer => readFileSync(certificateFile(name))
    const tls = {
      context: { ca: file('ca.pem'), cert: file('client-certificate.pem'), key: file('client-key.pem') },
      verify: true,
      checkHost: true
    }
    const address = `https://localhost:${front.port}`
    const account = { name: 'root', password: rootPassword }
    const auth = createEngineAuth({ env, credentials: { account }, registry: [address], tls })
    const provider = client(address, { auth, tls })
    const consumer = client(address, { auth, tls, watch: true })
    await provider.registrar.register(order, idle)
    await consumer.registrar.register(ME, idle)
    await consumer.instances.pull(ORDER)
    const down = nextList(consumer, ({ instances }) => instances[0]?.status === 'DOWN')
    await provider.registrar.setStatus('DOWN')
    await down
    await consumer.close()
    await provider.close()
  })

  test('deregistered, it watches no more', async () => {
    const s = await scene({ watch: true, heartbeatMode: 'socket' })
    open.push(s)
    const { sockets } = scriptedSockets(s.engine)
    await s.register()
    await until(() => sockets.length === 2)
    await s.client.registrar.deregister()
    await until(() => sockets.every(({ isClosed }) => isClosed))
    await s.pass(120_000)
    expect(sockets).toHaveLength(2)
    expect(s.asked.at(-1)).toBe('remove')
  })
})

describe('the heartbeat socket (registry.md 11.2, C3)', () => {
  test('the engine takes the instance out: the socket tells, it is back under the same id', async () => {
    const { registryUrl } = await engine({ pingIntervalMs: 20 })
    const provider = client(registryUrl, { heartbeatMode: 'socket' })
    await provider.registrar.register(order, idle)
    const { serviceId, instanceId } = provider.registrar.identity!
    const back = new Promise<object>((resolve) => provider.events.on('registered', resolve))
    const path = `/v4/default/registry/microservices/${serviceId}/instances/${instanceId}`
    expect((await fetch(registryUrl + path, { method: 'DELETE' })).status).toBe(200)
    expect(await back).toEqual({ serviceId, instanceId, again: true })
    expect((await fetch(registryUrl + path)).status).toBe(200)
  })

  test('while the engine pings there are no requests; when it falls silent there are', async () => {
    const s = await scene({ heartbeatMode: 'socket' })
    open.push(s)
    const { sockets } = scriptedSockets(s.engine)
    await s.register()
    await until(() => sockets.length === 1)
    for (let n = 0; n < 4; n++) {
      const answered = new Promise((resolve) => sockets[0]!.socket.once('pong', resolve))
      sockets[0]!.socket.ping()
      await answered
      await s.pass(15_000)
      await s.pass(15_000)
      expect(s.seen('heartbeat')).toEqual([])
    }
    // The lease is 60 s: a beat is sent 36 s after the last ping.
    await s.pass(5_999)
    expect(s.seen('heartbeat')).toEqual([])
    await s.pass(1)
    expect(s.seen('heartbeat')).toHaveLength(1)
    await s.pass(15_000)
    expect(s.seen('heartbeat')).toHaveLength(2)
  })

  test('a status that was not told yet is sent with the next turn, ping or not', async () => {
    const s = await scene({ heartbeatMode: 'socket' })
    open.push(s)
    const { sockets } = scriptedSockets(s.engine)
    await s.register()
    await until(() => sockets.length === 1)
    s.routes.status = () => 'drop'
    await s.client.registrar.setStatus('DOWN').catch(() => {})
    s.routes.status = () => ({})
    sockets[0]!.socket.ping()
    await new Promise((resolve) => sockets[0]!.socket.once('pong', resolve))
    await s.pass(15_000)
    expect(s.seen('status').at(-1)!.query.get('value')).toBe('DOWN')
  })

  test('an engine without the route (405): heartbeats are requests', async () => {
    const s = await scene({ heartbeatMode: 'socket' })
    open.push(s)
    const scripted = scriptedSockets(s.engine)
    scripted.refusal = 405
    await s.register()
    await until(() => scripted.handshakes.length === 1)
    for (let beat = 1; beat <= 3; beat++) {
      await s.pass(15_000)
      expect(s.seen('heartbeat')).toHaveLength(beat)
    }
  })
})
