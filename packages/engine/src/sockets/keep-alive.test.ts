import { EventEmitter } from 'node:events'
import { simulatedClock } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { keepAlive } from './keep-alive.ts'

class Client extends EventEmitter {
  pings = 0
  cut = false
  ping(): void {
    this.pings++
  }
  terminate(): void {
    this.cut = true
    this.emit('close')
  }
}

function setUp(wanted = () => true) {
  const clock = simulatedClock(5)
  const client = new Client()
  const alive = keepAlive(client as unknown as WebSocket, clock, 30_000, wanted)
  return { clock, client, alive }
}

test('pings come every interval while the client answers', () => {
  const { clock, client } = setUp()
  for (let n = 1; n <= 10; n++) {
    clock.advance(29_999)
    expect(client.pings).toBe(n - 1)
    clock.advance(1)
    expect(client.pings).toBe(n)
    client.emit('pong')
  }
  expect(client.cut).toBe(false)
})

test('silence for four intervals cuts; data is silence', () => {
  const { clock, client } = setUp()
  clock.advance(100_000)
  client.emit('pong')
  client.emit('message')
  clock.advance(119_999)
  expect(client.cut).toBe(false)
  clock.advance(1)
  expect(client.cut).toBe(true)
  expect(clock.pending).toBe(0)
})

test("the client's own pings keep it alive without any of ours", () => {
  const { clock, client, alive } = setUp()
  alive.stopPings()
  for (let n = 0; n < 10; n++) {
    clock.advance(100_000)
    client.emit('ping')
  }
  expect([client.pings, client.cut]).toEqual([0, false])
})

test('a client whose reason to be there is gone is pinged no more, and dies of silence', () => {
  let wanted = true
  const { clock, client } = setUp(() => wanted)
  clock.advance(30_000)
  client.emit('pong')
  wanted = false
  clock.advance(119_999)
  expect([client.pings, client.cut]).toEqual([1, false])
  clock.advance(1)
  expect(client.cut).toBe(true)
})

test('a closed connection leaves no timer', () => {
  const { clock, client } = setUp()
  client.emit('close')
  expect(clock.pending).toBe(0)
})
