import { EventEmitter } from 'node:events'
import { simulatedClock } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { Outbox } from './outbox.ts'

/** Takes what it is sent when it is told to. */
class Client extends EventEmitter {
  readonly written: string[] = []
  readonly queue: { readonly text: string; readonly done: () => void }[] = []
  cut = false
  get bufferedAmount(): number {
    return this.queue.length
  }
  send(frame: Buffer, options: { readonly binary: boolean }, done: () => void): void {
    expect(options.binary).toBe(false)
    this.queue.push({ text: frame.toString(), done })
  }
  take(count: number): void {
    for (const { text, done } of this.queue.splice(0, count)) {
      this.written.push(text)
      done()
    }
  }
  terminate(): void {
    this.cut = true
    this.emit('close')
  }
}

function setUp() {
  const clock = simulatedClock()
  const client = new Client()
  const outbox = new Outbox(client as unknown as WebSocket, clock)
  const send = (text: string): void => outbox.send(Buffer.from(text))
  return { clock, client, send }
}

test('frames go out as text, in order', () => {
  const { client, send } = setUp()
  for (const text of ['a', 'b', 'ü']) send(text)
  client.take(3)
  expect(client.written).toEqual(['a', 'b', 'ü'])
})

test('beyond 5000 that wait, events are dropped', () => {
  const { client, send } = setUp()
  for (let n = 0; n < 5_010; n++) send(String(n))
  client.take(5_010)
  send('after')
  client.take(1)
  expect(client.written).toHaveLength(5_001)
  expect(client.written.slice(-2)).toEqual(['4999', 'after'])
})

test('a client that takes nothing for 5 s is cut', () => {
  const { clock, client, send } = setUp()
  send('a')
  clock.advance(4_999)
  expect(client.cut).toBe(false)
  clock.advance(1)
  expect(client.cut).toBe(true)
  expect(clock.pending).toBe(0)
})

test('a slow client that takes something now and then is not', () => {
  const { clock, client, send } = setUp()
  for (const text of ['a', 'b', 'c']) send(text)
  for (let n = 0; n < 3; n++) {
    clock.advance(4_000)
    client.take(1)
  }
  expect(client.cut).toBe(false)
  expect(clock.pending).toBe(0)
})

test('a client that goes leaves no timer', () => {
  const { clock, client, send } = setUp()
  send('a')
  client.emit('close')
  expect(clock.pending).toBe(0)
})
