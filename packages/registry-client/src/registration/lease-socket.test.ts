import { simulatedEnv } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { simulatedSockets } from '../sockets/simulated-sockets.test-support.ts'
import { createLeaseSocket } from './lease-socket.ts'

async function rig() {
  const env = simulatedEnv()
  const sockets = simulatedSockets(env.clock)
  const told: string[] = []
  const lease = createLeaseSocket({
    env,
    open: sockets.open,
    path: () => '/heartbeat',
    forgotten: () => told.push('forgotten'),
    broken: () => told.push('broken')
  })
  lease.retarget()
  await env.clock.advanceAsync(10)
  return { lease, sockets, told, clock: env.clock, socket: sockets.made[0]! }
}

test('a connection alone renews nothing, a ping of the engine does, an end takes it back', async () => {
  const { lease, socket, clock } = await rig()
  expect(lease.renewedAt).toBe(-Infinity)
  await clock.advanceAsync(30_000)
  socket.ping()
  expect(lease.renewedAt).toBe(clock.now())
  socket.end()
  expect(lease.renewedAt).toBe(-Infinity)
})

test.each([
  ['4001', { code: 4001 }, ['forgotten']],
  ['1006', { code: 1006 }, ['broken']],
  ['1001', { code: 1001 }, ['broken']]
])('C-12 closed with %s', async (_name, ending, expected) => {
  const { socket, told } = await rig()
  socket.end(ending)
  expect(told).toEqual(expected)
})

test('an engine without the route (405) is tried again with growing pauses and costs nothing else', async () => {
  const { lease, sockets, told, socket, clock } = await rig()
  sockets.refusal = { status: 405 }
  socket.end()
  told.length = 0
  await clock.advanceAsync(600_000)
  expect(told).toEqual([])
  expect(sockets.made.length).toBeLessThan(10)
  lease.close()
  expect(clock.pending).toBe(0)
})
