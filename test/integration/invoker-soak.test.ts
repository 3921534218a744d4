import { seededRandom } from '@node-chassis/core/testing'
import { startRawUpstream } from '@node-chassis/testing'
import { expect, test } from 'vitest'
import { instance, retryPolicy, scriptedIsolation, startKit } from './invoker-kit.ts'

// Thousands of calls of every form against servers that misbehave at random: whatever becomes of each, everything that
// was taken is given back.
test('under random faults every permit returns, and every call ends', async () => {
  const random = seededRandom(7)
  const faulty = () =>
    startRawUpstream((socket) => {
      if (random.below(40) === 0) return void socket.resetAndDestroy()
      socket.on('data', () => {
        const fault = random.below(40)
        if (fault === 0) return void socket.resetAndDestroy()
        if (fault === 1) return void socket.end()
        if (fault === 2) return void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')
        if (fault === 3) return
        if (fault === 4) return void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc')
        const status = fault < 10 ? '503 No' : '200 OK'
        socket.write(`HTTP/1.1 ${status}\r\ncontent-length: 2\r\n\r\nok`)
      })
    })
  await using a = await faulty()
  await using b = await faulty()
  await using c = await faulty()
  const isolation = scriptedIsolation()
  const instanceBulkhead = scriptedIsolation('instanceBulkhead')
  const gate = { out: 0 }
  await using kit = startKit({
    instances: [instance('a', a.port), instance('b', b.port), instance('c', c.port)],
    settings: { 'servicecomb.rest.client.connection.maxPoolSize': '4' },
    plan: {
      isolation,
      instanceBulkhead,
      retry: retryPolicy({ maxAttempts: 2, retryOnSame: 1 }),
      gates: [
        {
          code: 'CHS_FLOW_CONTROL',
          status: 429,
          message: 'no',
          rule: 'test',
          admit() {
            gate.out++
            return 0
          },
          settle: () => void gate.out--
        }
      ]
    }
  })
  async function* oneShot(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 3; i++) yield await Promise.resolve(Buffer.alloc(random.below(40_000), 'x'))
  }
  const outcomes = new Map<string, number>()
  let left = 3000
  const one = async (): Promise<string> => {
    const leaving = random.below(5) === 0
    const controller = new AbortController()
    if (leaving) setTimeout(() => controller.abort(new Error('left')), random.below(20))
    const signal = controller.signal
    const body = [undefined, 'text', oneShot()][random.below(3)]
    const method = body === undefined ? 'GET' : 'PUT'
    if (random.below(2) === 0) {
      const answer = await kit.invoker.call('order', '/', { method, body, signal, timeoutMs: 60 })
      return String(answer.status)
    }
    const { statusCode, body: answer } = await kit.invoker.request('http://order/', {
      method,
      body: body as never,
      signal,
      timeoutMs: 60
    })
    await answer.text()
    return String(statusCode)
  }
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const outcome = await one().catch((error) => error.code ?? error.message)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 24 }, worker))
  expect([gate.out, isolation.out, instanceBulkhead.out]).toEqual([0, 0, 0])
  expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(3000)
  expect(
    [...outcomes.keys()].filter(
      (outcome) => !/^(200|503|CHS_(TRANSPORT|REQUEST_TIMEOUT|CONNECT_TIMEOUT)|left)$/.test(outcome)
    )
  ).toEqual([])
  expect(outcomes.get('200')).toBeGreaterThan(1500)
  await kit.invoker.close()
})
