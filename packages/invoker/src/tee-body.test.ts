import { describe, expect, test } from 'vitest'
import { TeeBody } from './tee-body.ts'

/** A source that says how far it was read. */
function source(...parts: string[]) {
  const state = { taken: 0, returned: false }
  async function* make(): AsyncGenerator<Uint8Array> {
    try {
      for (const part of parts) {
        state.taken++
        yield await Promise.resolve(Buffer.from(part))
      }
    } finally {
      state.returned = true
    }
  }
  return { state, iterable: make() }
}

const iterate = (tee: TeeBody): AsyncIterator<unknown> =>
  (tee.next() as AsyncIterable<unknown>)[Symbol.asyncIterator]()
async function rest(iterator: AsyncIterator<unknown>): Promise<string> {
  let text = ''
  for (;;) {
    const { done, value } = await iterator.next()
    if (done === true) return text
    text += String(value)
  }
}

describe('a one-shot body', () => {
  test('is sent again whole while it is small, and the source is read once', async () => {
    const { state, iterable } = source('ab', 'cd', 'ef')
    const tee = new TeeBody(iterable, 100)
    expect(await rest(iterate(tee))).toBe('abcdef')
    expect(await rest(iterate(tee))).toBe('abcdef')
    expect(state.taken).toBe(3)
    expect(tee.replayable()).toBe(true)
  })

  test('a second attempt has what the first took and then goes on with the source', async () => {
    const { state, iterable } = source('ab', 'cd', 'ef')
    const tee = new TeeBody(iterable, 100)
    const first = iterate(tee)
    await first.next()
    expect(state.taken).toBe(1)
    const second = iterate(tee)
    // The reader of the lost connection gets nothing more.
    await expect(first.next()).rejects.toThrow('given up')
    expect(await rest(second)).toBe('abcdef')
  })

  test('is read only as fast as it is taken', async () => {
    const { state, iterable } = source('a', 'b', 'c')
    const tee = new TeeBody(iterable, 100)
    const reader = iterate(tee)
    expect(state.taken).toBe(0)
    await reader.next()
    await reader.next()
    expect(state.taken).toBe(2)
  })

  test('beyond the bound it is passed on whole, once', async () => {
    const { iterable } = source('abcd', 'efgh', 'ijkl')
    const tee = new TeeBody(iterable, 6)
    expect(tee.replayable()).toBe(true)
    expect(await rest(iterate(tee))).toBe('abcdefghijkl')
    expect(tee.replayable()).toBe(false)
  })

  test('a read that was under way when the connection broke is not lost, bound or not', async () => {
    const { iterable } = source('abcd', 'efgh', 'ijkl')
    const tee = new TeeBody(iterable, 6)
    const first = iterate(tee)
    await first.next()
    const under = first.next()
    const second = iterate(tee)
    await expect(under).rejects.toThrow('given up')
    expect(await rest(second)).toBe('abcdefghijkl')
    expect(tee.replayable()).toBe(false)
  })

  test('a source that fails is never replayed', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield await Promise.resolve('a')
      throw new Error('disk gone')
    }
    const tee = new TeeBody(broken(), 100)
    await expect(rest(iterate(tee))).rejects.toThrow('disk gone')
    expect(tee.replayable()).toBe(false)
    expect((tee.sourceError() as Error).message).toBe('disk gone')
  })

  test('release lets go of a source that was not read to its end', async () => {
    const { state, iterable } = source('a', 'b')
    const tee = new TeeBody(iterable, 100)
    await iterate(tee).next()
    tee.release()
    await expect.poll(() => state.returned).toBe(true)
  })

  test('texts and synchronous iterables are bodies, numbers are none', async () => {
    expect(await rest(iterate(new TeeBody(['a', 'b'], 100)))).toBe('ab')
    expect(() => new TeeBody(7, 100)).toThrow(/body must be/)
    const pairs = new TeeBody([['a', 1]], 100)
    await expect(rest(iterate(pairs))).rejects.toThrow(/texts or bytes/)
    expect(pairs.replayable()).toBe(false)
  })
})
