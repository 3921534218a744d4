import { describe, expect, test } from 'vitest'
import { loop, sleep } from './loop.ts'
import { recordingLogger, simulatedEnv } from './testing.ts'

describe('loop', () => {
  test('each turn says when the next one comes', async () => {
    const env = simulatedEnv()
    const at: number[] = []
    const running = loop(env, { name: 'poll', firstMs: 10, retryMs: 5 }, async () => {
      at.push(env.clock.now())
      return 100
    })
    await env.clock.advanceAsync(250)
    expect(at).toEqual([10, 110, 210])
    await running.close()
    await env.clock.advanceAsync(1000)
    expect(at).toHaveLength(3)
    expect(env.clock.pending).toBe(0)
  })

  test('a failing turn is logged and tried again after retryMs', async () => {
    const env = simulatedEnv()
    const log = recordingLogger()
    let turns = 0
    const running = loop({ ...env, log }, { name: 'poll', firstMs: 0, retryMs: 5 }, async () => {
      if (++turns === 1) throw new Error('no')
      return 100
    })
    await env.clock.advanceAsync(6)
    expect(turns).toBe(2)
    expect(log.records).toMatchObject([{ loop: 'poll', level: 40 }])
    await running.close()
  })

  test('wake ends the pause at once, and a wake during a turn makes one more turn', async () => {
    const env = simulatedEnv()
    let turns = 0
    const running = loop(env, { name: 'poll', firstMs: 1000, retryMs: 5 }, async () => {
      if (++turns === 1) running.wake()
      return 1000
    })
    running.wake()
    await env.clock.advanceAsync(0)
    expect(turns).toBe(2)
    await running.close()
  })

  test('close aborts the running turn and waits for its end; twice does no harm', async () => {
    const env = simulatedEnv()
    let ended = false
    const running = loop(env, { name: 'poll', firstMs: 0, retryMs: 5 }, async (signal) => {
      await sleep(env.clock, 10_000, signal).finally(() => (ended = true))
      return 0
    })
    await env.clock.advanceAsync(1)
    await Promise.all([running.close(), running.close()])
    expect(ended).toBe(true)
    expect(env.clock.pending).toBe(0)
  })
})

describe('sleep', () => {
  test('ends with the reason of its signal', async () => {
    const env = simulatedEnv()
    const controller = new AbortController()
    const slept = sleep(env.clock, 1000, controller.signal)
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(slept).rejects.toBe(reason)
    expect(env.clock.pending).toBe(0)
    await expect(sleep(env.clock, 1, controller.signal)).rejects.toBe(reason)
  })
})
