import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import { startProgram } from '@node-chassis/testing'
import { createChassis } from 'node-chassis'
import { expect, onTestFinished, test } from 'vitest'

const FORGED = '\r\n{"level":30,"msg":"forged"}\n\u2028{"msg":"forged"}'

test('line breaks in what a request brings along forge no line of the log', async () => {
  await using program = await startProgram(new URL('../programs/logs-what-comes.ts', import.meta.url))
  const [url = ''] = program.ready
  const context = encodeURIComponent(
    JSON.stringify({ 'X-B3-TraceId': FORGED, lane: FORGED, 'x-microservice-name': FORGED, [FORGED]: FORGED })
  )
  const broken = encodeURIComponent(`{"lane": "${FORGED}`)
  const path = `/orders${encodeURIComponent(FORGED)}?a=${encodeURIComponent(FORGED)}`
  for (const [invocation, status] of [
    [context, 200],
    [context, 429],
    [broken, 429]
  ] as const) {
    const answer = await fetch(url + path, {
      headers: { 'x-invocation-context': invocation, 'x-user': 'u1', authorization: 'Bearer SECRET' }
    })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('x-b3-traceid') ?? '').not.toContain('forged')
  }
  await program.kill('SIGKILL')
  const lines = program
    .output()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('ready '))
  const records = lines.map((line) => JSON.parse(line) as { msg: string })
  expect(records.map(({ msg }) => msg)).not.toContain('forged')
  expect(records.some(({ msg }) => msg.startsWith('served') && msg.includes('forged'))).toBe(true)
  expect(records.some(({ msg }) => msg.startsWith('a request was refused'))).toBe(true)
  expect(program.output()).not.toContain('SECRET')
})

test('a slow call is logged, when a key says so and while it does', async () => {
  await using engine = await createEngine()
  const env = { ...simulatedEnv(), log: recordingLogger() }
  const chassis = createChassis({
    service: { name: 'order', version: '1.0.0' },
    config: {
      'servicecomb.registry.sc.address': engine.registryUrl,
      'servicecomb.snapshot.enabled': 'false',
      'servicecomb.metrics.Consumer.invocation.slow.enabled': 'true',
      'servicecomb.request.timeout': '60000'
    },
    env
  })
  onTestFinished(() => chassis.close({ waitMs: 0 }))
  await chassis.serve(
    (request, response) => {
      env.clock.advance(request.url === '/slow' ? 1500 : 900)
      response.end('ok')
    },
    { host: '127.0.0.1', port: 0 }
  )
  await chassis.call('order', '/quick')
  await chassis.call('order', '/slow')
  const slow = env.log.records.filter(({ msg }) => String(msg).startsWith('slow call'))
  expect(slow).toEqual([
    expect.objectContaining({
      msg: 'slow call: GET order took 1500 ms',
      path: '/slow',
      status: 200,
      instance: chassis.instanceId
    })
  ])
})
