import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { readBody, startRawUpstream, startUpstream } from '@node-chassis/testing'
import { FormData as UndiciFormData } from '@node-chassis/transport'
import { describe, expect, test } from 'vitest'
import { instance, rejection, retryPolicy, startKit } from './invoker-kit.ts'

/** Answers 503 once and then 200; remembers every body. */
async function failsOnce() {
  const bodies: string[] = []
  const upstream = await startUpstream((request, response) => {
    void readBody(request).then((body) => {
      bodies.push(body)
      response.writeHead(bodies.length === 1 ? 503 : 200).end('done')
    })
  })
  return { upstream, bodies }
}

async function* chunks(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part))
}

const form = new UndiciFormData()
form.append('a', '1')

const builtInForm = new FormData()
builtInForm.append('a', '1')

const SMALL: readonly [string, () => unknown, string | RegExp][] = [
  ['text', () => 'hello', 'hello'],
  ['a Buffer', () => Buffer.from('hello'), 'hello'],
  ['a typed array', () => new Uint8Array([104, 105]), 'hi'],
  ['URLSearchParams', () => new URLSearchParams({ a: '1' }), 'a=1'],
  ['a Blob', () => new Blob(['hello']), 'hello'],
  ['a form of undici', () => form, /name="a"\r\n\r\n1/],
  ['a built-in form', () => builtInForm, /name="a"\r\n\r\n1/],
  ['a small Readable', () => Readable.from([Buffer.from('hel'), Buffer.from('lo')]), 'hello'],
  ['a small async iterable', () => chunks('hel', 'lo'), 'hello'],
  ['a small web stream', () => new Blob(['hello']).stream(), 'hello'],
  ['a factory of streams', () => () => Readable.from([Buffer.from('hello')]), 'hello']
]

describe('bodies that can be had again are sent again, whole', () => {
  test.each(SMALL)('%s through call', async (_name, make, text) => {
    const { upstream, bodies } = await failsOnce()
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy() }
    })
    const answer = await kit.invoker.call('order', '/', { method: 'POST', body: make() })
    await upstream.close()
    expect(answer.status).toBe(200)
    expect(bodies).toHaveLength(2)
    for (const body of bodies) {
      if (typeof text === 'string') expect(body).toBe(text)
      else expect(body).toMatch(text)
    }
  })

  test.each(SMALL.filter(([name]) => !name.includes('factory')))(
    '%s through fetch',
    async (_name, make, text) => {
      const { upstream, bodies } = await failsOnce()
      await using kit = startKit({
        instances: [instance('a', upstream.port)],
        plan: { retry: retryPolicy() }
      })
      const body = make() as never
      const answer = await kit.invoker.fetch('http://order/', {
        method: 'POST',
        body,
        duplex: 'half'
      } as never)
      expect(answer.status).toBe(200)
      await answer.text()
      await upstream.close()
      expect(bodies).toHaveLength(2)
      for (const one of bodies) {
        if (typeof text === 'string') expect(one).toBe(text)
        else expect(one).toMatch(text)
      }
    }
  )

  test('a one-shot source goes on where a lost connection left it', async () => {
    let nth = 0
    await using lost = await startRawUpstream((socket) => {
      socket.once('data', () => {
        nth++
        socket.destroy()
      })
    })
    const { upstream, bodies } = await failsOnce()
    bodies.push('')
    await using kit = startKit({
      instances: [instance('a', lost.port), instance('b', upstream.port)],
      plan: { retry: retryPolicy() }
    })
    for (let i = 0; i < 2; i++) {
      const answer = await kit.invoker.call('order', '/', {
        method: 'POST',
        body: chunks('one,', 'two,', 'three')
      })
      expect(answer.status).toBe(200)
    }
    await upstream.close()
    expect(nth).toBeGreaterThan(0)
    expect(bodies.slice(1).every((body) => body === 'one,two,three')).toBe(true)
  })
})

test('answered before the body was sent: what was read for the first attempt is not lost', async () => {
  let nth = 0
  const bodies: string[] = []
  await using upstream = await startUpstream((request, response) => {
    if (++nth === 1) {
      response.writeHead(503).end('too early')
      return
    }
    void readBody(request).then((body) => {
      bodies.push(body)
      response.end('ok')
    })
  })
  await using kit = startKit({ instances: [instance('a', upstream.port)], plan: { retry: retryPolicy() } })
  async function* slowly(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('one,')
    await expect.poll(() => nth).toBeGreaterThan(0)
    for (const part of ['two,', 'three,', 'four']) {
      await new Promise((resolve) => setImmediate(resolve))
      yield Buffer.from(part)
    }
  }
  const answer = await kit.invoker.call('order', '/', { method: 'POST', body: slowly() })
  expect(answer.text()).toBe('ok')
  expect(bodies).toEqual(['one,two,three,four'])
})

describe('a body that cannot be replayed is never sent twice', () => {
  const LARGE = 300_000

  test.each([
    ['Readable', () => Readable.from([Buffer.alloc(LARGE / 2), Buffer.alloc(LARGE / 2)])],
    ['async iterable', () => chunks('x'.repeat(LARGE / 2), 'x'.repeat(LARGE / 2))],
    ['web stream', () => new Blob(['x'.repeat(LARGE)]).stream()]
  ])('large %s, 503 and a retry policy', async (_name, make) => {
    const { upstream, bodies } = await failsOnce()
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy() }
    })
    const answer = await kit.invoker.call('order', '/', { method: 'POST', body: make() })
    await upstream.close()
    expect(answer.status).toBe(503)
    expect(answer.text()).toBe('done')
    expect(bodies.map((body) => body.length)).toEqual([LARGE])
  })

  test('large stream, the connection is lost after some of it', async () => {
    let requests = 0
    const swallow = (socket: Socket): void => {
      let bytes = 0
      socket.on('data', (chunk) => {
        if (bytes === 0) requests++
        bytes += chunk.length
        if (bytes > 100_000) socket.destroy()
      })
    }
    await using one = await startRawUpstream(swallow)
    await using two = await startRawUpstream(swallow)
    await using kit = startKit({
      instances: [instance('a', one.port), instance('b', two.port)],
      plan: { retry: retryPolicy() }
    })
    const body = Readable.from(Array.from({ length: 40 }, () => Buffer.alloc(10_000)))
    const error = await rejection(kit.invoker.call('order', '/', { method: 'PUT', body }))
    expect(error.code).toBe('CHS_TRANSPORT')
    expect(requests).toBe(1)
    expect(body.destroyed).toBe(true)
  })

  test('a large stream that nobody has taken from yet moves on (N1)', async () => {
    const { deadPort } = await import('./invoker-kit.ts')
    const bodies: number[] = []
    await using ok = await startUpstream((request, response) => {
      void readBody(request).then((body) => {
        bodies.push(body.length)
        response.end('ok')
      })
    })
    await using kit = startKit({ instances: [instance('a', await deadPort()), instance('b', ok.port)] })
    for (let i = 0; i < 2; i++) {
      const body = Readable.from([Buffer.alloc(100_000, 'x'), Buffer.alloc(100_000, 'x')])
      expect((await kit.invoker.call('order', '/', { method: 'POST', body })).text()).toBe('ok')
    }
    expect(bodies).toEqual([200_000, 200_000])
  })

  test('the caller’s own source fails: the call fails with it, nothing is tried again', async () => {
    let requests = 0
    await using upstream = await startUpstream(() => void requests++)
    await using kit = startKit({
      instances: [instance('a', upstream.port)],
      plan: { retry: retryPolicy() }
    })
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('x'))
      throw new Error('disk gone')
    }
    const error = await rejection(kit.invoker.call('order', '/', { method: 'POST', body: broken() }))
    expect(error).toMatchObject({ code: 'CHS_INVALID_ARGUMENT' })
    expect((error.cause as Error).message).toBe('disk gone')
    expect(requests).toBeLessThanOrEqual(1)
  })
})
