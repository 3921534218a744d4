import { systemClock } from '@node-chassis/core'
import { simulatedClock } from '@node-chassis/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { scriptedNacos, until } from '../scripted-nacos.test-support.ts'
import type { ScriptedNacos } from '../scripted-nacos.test-support.ts'
import { openChannel } from './channel.ts'
import type { Channel } from './channel.ts'
import { decodePayload, encodePayload } from './payload.ts'
import { openSession } from './session.ts'

const never = new AbortController().signal
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function opened(
  script: Parameters<typeof scriptedNacos>[0] = {},
  clock = systemClock
): Promise<{ nacos: ScriptedNacos; channel: Channel }> {
  const nacos = await scriptedNacos({ abilities: {}, ...script })
  closers.push(() => nacos.close())
  const channel = await openChannel(
    clock,
    { host: '127.0.0.1', port: nacos.grpcPort, tls: undefined },
    3_000,
    never
  )
  closers.push(() => channel.close('test over'))
  return { nacos, channel }
}

test('a payload is on the wire what the interface file of Nacos says (nacos.md 4.1)', () => {
  const bytes = encodePayload('X', { a: 1 }, { k: 'v' })
  // metadata = 2 { type = 3, headers = 7 { key = 1, value = 2 } }, body = 3 { value = 2 }
  expect(Buffer.from(bytes).toString('latin1')).toBe(
    '\x12\x0b\x1a\x01X\x3a\x06\x0a\x01k\x12\x01v\x1a\x09\x12\x07{"a":1}'
  )
  expect(decodePayload(bytes)).toEqual({ type: 'X', headers: { k: 'v' }, body: { a: 1 } })
  expect(decodePayload(new Uint8Array()).body).toBeUndefined()
})

describe('a channel', () => {
  test('unary calls and the stream share one connection; nothing is pinged in an hour of silence', async () => {
    const clock = simulatedClock()
    const { nacos, channel } = await opened({}, clock)
    let pings = 0
    nacos.connections[0]!.session.on('ping', () => pings++)
    const session = await openSession({
      clock,
      channel,
      module: 'naming',
      tenant: '',
      appName: 'test',
      signal: never,
      onPush() {}
    })
    for (let minute = 0; minute < 60; minute++) await clock.advanceAsync(60_000)
    await session.request('HealthCheckRequest', {})
    expect(pings).toBe(0)
    expect(nacos.connections).toHaveLength(1)
    expect(nacos.connections[0]!.heard.map(({ type }) => type)).toEqual(['ConnectionSetupRequest'])
  })

  test('a message over 10 MiB is refused before a byte of it is sent (G28)', async () => {
    const { nacos, channel } = await opened()
    const content = 'x'.repeat(11 * 1024 * 1024)
    await expect(channel.unary('ConfigPublishRequest', { content }, { limitMs: 3_000 })).rejects.toThrow(
      /10485760|size/i
    )
    expect(nacos.requests).toEqual([])
    await channel.unary('HealthCheckRequest', {}, { limitMs: 3_000 })
    expect(channel.over).toBe(false)
  })

  test('a call ends at its limit, and with its signal; the connection stays', async () => {
    const clock = simulatedClock()
    const { nacos, channel } = await opened(
      { grpc: (request, fallback) => (request.type === 'Slow' ? undefined : fallback()) },
      clock
    )
    const slow = channel.unary('Slow', {}, { limitMs: 3_000 })
    await until(() => nacos.of('Slow').length === 1, 'the call')
    clock.advance(3_000)
    await expect(slow).rejects.toThrow('no answer within 3000 ms')
    const controller = new AbortController()
    const given = channel.unary('Slow', {}, { limitMs: 3_000, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(given).rejects.toThrow('enough')
    await channel.unary('HealthCheckRequest', {}, { limitMs: 3_000 })
    expect(clock.pending).toBe(0)
  })

  test('once it ended every call is refused with the reason, the running ones too', async () => {
    const { channel } = await opened({ grpc: () => undefined })
    const running = channel.unary('Slow', {}, { limitMs: 3_000 })
    channel.close('enough')
    channel.close('again')
    await expect(running).rejects.toThrow('enough')
    await expect(channel.unary('X', {}, { limitMs: 1 })).rejects.toThrow('enough')
    expect(await channel.ended).toBe('enough')
  })

  test('uploads that are reset in their middle cost no more memory than the upload itself (nacos.md 10.3)', async () => {
    const body = { content: 'x'.repeat(4 * 1024 * 1024) }
    const before = process.memoryUsage.rss()
    for (let n = 0; n < 12; n++) {
      // Answers nothing, should the whole upload have come before its pause.
      const { nacos, channel } = await opened({ grpc: () => undefined })
      nacos.connections[0]!.session.on('stream', (stream) => stream.pause())
      const upload = channel.unary('ConfigPublishRequest', body, { limitMs: 20 })
      await expect(upload).rejects.toThrow('no answer within 20 ms')
      channel.close('reset')
      await channel.ended
    }
    // The hazard takes gigabytes within seconds, and never comes back.
    expect(process.memoryUsage.rss() - before).toBeLessThan(400e6)
  })

  test('nobody listens: refused at once, in words', async () => {
    const nacos = await scriptedNacos({ grpcDown: true })
    closers.push(() => nacos.close())
    const address = { host: '127.0.0.1', port: nacos.grpcPort, tls: undefined }
    await expect(openChannel(systemClock, address, 3_000, never)).rejects.toThrow('ECONNREFUSED')
    const aborted = AbortSignal.abort(new Error('closed'))
    await expect(openChannel(systemClock, address, 3_000, aborted)).rejects.toThrow('closed')
  })
})

describe('the set-up (nacos.md 4.2)', () => {
  const options = (channel: Channel): Parameters<typeof openSession>[0] => ({
    clock: systemClock,
    channel,
    module: 'naming',
    tenant: 't1',
    appName: 'shop',
    signal: never,
    onPush() {}
  })

  test('a server with abilities acknowledges; what it can do is known', async () => {
    const { nacos, channel } = await opened({ abilities: { fuzzyWatch: true, lock: false } })
    const session = await openSession(options(channel))
    expect([...session.abilities]).toEqual(['fuzzyWatch'])
    expect(session.connectionId).toBe(nacos.connections[0]!.id)
    expect(nacos.connections[0]!.heard[0]!.body).toMatchObject({
      clientVersion: expect.stringMatching(/^Nacos-Node-Client:v\d/),
      tenant: 't1',
      labels: { source: 'sdk', module: 'naming', AppName: 'shop' },
      abilityTable: { fuzzyWatch: true }
    })
    expect(nacos.of('HealthCheckRequest')).toEqual([])
  })

  test('2.1 does not: asked until it knows the connection', async () => {
    let asked = 0
    const { channel } = await opened({
      abilities: undefined,
      grpc: ({ type }, fallback) =>
        type === 'HealthCheckRequest' && asked++ < 3
          ? ['ErrorResponse', { resultCode: 500, errorCode: 301, message: 'Connection is unregistered.' }]
          : fallback()
    })
    await openSession(options(channel))
    expect(asked).toBe(4)
  })

  test('a server that is starting is told apart, and its connection closed', async () => {
    const { channel } = await opened({
      grpc: () => ['ErrorResponse', { resultCode: 500, errorCode: 300, message: 'server is starting' }]
    })
    await expect(openSession(options(channel))).rejects.toMatchObject({
      errorCode: 300,
      remedy: 'next-address'
    })
    expect(channel.over).toBe(true)
  })

  test('pushes are answered by the response of their type; unknown ones are not', async () => {
    const heard: string[] = []
    const { nacos, channel } = await opened()
    await openSession({ ...options(channel), onPush: (type) => heard.push(type) })
    const [connection] = nacos.connections
    for (const [at, type] of [
      'ClientDetectionRequest',
      'NewThingRequest',
      'NotifySubscriberRequest'
    ].entries())
      connection!.push(type, { requestId: String(at) })
    await until(() => connection!.heard.length === 3, 'the answers')
    expect(connection!.heard.slice(1).map(({ type, body }) => [type, body['requestId']])).toEqual([
      ['ClientDetectionResponse', '0'],
      ['NotifySubscriberResponse', '2']
    ])
    expect(heard).toEqual(['ClientDetectionRequest', 'NewThingRequest', 'NotifySubscriberRequest'])
  })
})
