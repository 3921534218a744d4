import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { simulatedSockets } from '../sockets/simulated-sockets.test-support.ts'
import { createWatch } from './watch.ts'

const PATH = '/v4/default/registry/microservices/me/watcher'
const frame = (serviceName: string, more: object = {}): string =>
  JSON.stringify({ action: 'UPDATE', key: { appId: 'shop', serviceName, ...more } })

/** A watch whose pulls take 20 ms and answer what `changes` says. */
function rig() {
  const log = recordingLogger()
  const env = { ...simulatedEnv(), log }
  const { clock } = env
  const sockets = simulatedSockets(clock)
  const pulls: { at: number; names: readonly string[] | 'all' }[] = []
  const state = {
    path: PATH as string | undefined,
    changes: true,
    forgotten: 0,
    fails: false,
    full: 0,
    told: false
  }
  const watch = createWatch({
    env,
    open: sockets.open,
    path: () => state.path,
    discovery: {
      async refresh(names, inFull) {
        if (inFull) state.full++
        pulls.push({ at: clock.now(), names: names === undefined ? 'all' : [...names] })
        await new Promise<void>((resolve) => void clock.after(20, resolve))
        if (state.fails) throw new Error('away')
        return state.changes
      },
      told: () => state.told
    },
    forgotten: () => state.forgotten++
  })
  return { watch, sockets, pulls, state, clock, log }
}

async function opened() {
  const r = rig()
  r.watch.retarget()
  await r.clock.advanceAsync(100)
  expect(r.pulls).toEqual([{ at: 1, names: 'all' }])
  r.pulls.length = 0
  return { ...r, socket: r.sockets.made[0]! }
}

test('nothing is watched before there is an id, and no longer when it ends', async () => {
  const { watch, sockets, state, clock } = rig()
  state.path = undefined
  watch.retarget()
  await clock.advanceAsync(60_000)
  expect(sockets.made).toEqual([])
  state.path = PATH
  watch.retarget()
  await clock.advanceAsync(10)
  expect(sockets.live()).toHaveLength(1)
  // Registered again under the same id: the socket is still the right one.
  watch.retarget()
  await clock.advanceAsync(10)
  expect(sockets.made).toHaveLength(1)
  state.path = undefined
  watch.retarget()
  await clock.advanceAsync(60_000)
  expect(sockets.live()).toEqual([])
  expect(sockets.made).toHaveLength(1)
})

test('a frame pulls the service that it names, an alias too; one that names none pulls all', async () => {
  const { socket, pulls, clock } = await opened()
  for (const text of [frame('order'), frame('cart', { alias: 'shop:cart' }), 'no JSON', '{"key":{}}']) {
    socket.send(text)
    await clock.advanceAsync(30)
  }
  expect(pulls.map(({ names }) => names)).toEqual([['order'], ['cart', 'shop:cart'], 'all', 'all'])
})

test('B-056 frames that come while a pull runs make one more, right after it', async () => {
  const { socket, pulls, clock } = await opened()
  const from = clock.now()
  socket.send(frame('order'))
  await clock.advanceAsync(10)
  for (const name of ['cart', 'cart', 'pay', 'order']) socket.send(frame(name))
  await clock.advanceAsync(1_000)
  expect(pulls).toEqual([
    { at: from, names: ['order'] },
    { at: from + 20, names: ['cart', 'pay', 'order'] }
  ])
})

test('B-057 a pull after a frame that shows nothing new is repeated after 1 s and after 3 s', async () => {
  const { socket, pulls, state, clock } = await opened()
  state.changes = false
  const from = clock.now()
  socket.send(frame('order'))
  await clock.advanceAsync(60_000)
  expect(pulls.map(({ at }) => at - from)).toEqual([0, 1_020, 3_020])
  // The last takes nothing for known.
  expect(state.full).toBe(1)
  expect(pulls.every(({ names }) => names[0] === 'order')).toBe(true)
})

test('B-057 a repeat that shows it is the last', async () => {
  const { socket, pulls, state, clock } = await opened()
  state.changes = false
  socket.send(frame('order'))
  await clock.advanceAsync(500)
  state.changes = true
  await clock.advanceAsync(60_000)
  expect(pulls).toHaveLength(2)
})

test('G13 what a frame says whole is shown at once; the pull that checks it comes within half a second, one for all', async () => {
  const { socket, pulls, state, clock } = await opened()
  state.told = true
  const from = clock.now()
  for (const name of ['order', 'cart', 'order']) {
    socket.send(JSON.stringify({ ...JSON.parse(frame(name)), instance: { instanceId: 'a' } }))
  }
  expect(pulls).toEqual([])
  await clock.advanceAsync(500)
  expect(pulls).toMatchObject([{ names: ['order', 'cart'] }])
  expect(pulls[0]!.at - from).toBeLessThan(500)
})

test('a pull that fails is repeated as well', async () => {
  const { socket, pulls, state, clock } = await opened()
  state.fails = true
  socket.send(frame('order'))
  await clock.advanceAsync(60_000)
  expect(pulls).toHaveLength(3)
})

test('however many frames come, there are at most ten pulls a second', async () => {
  const { socket, pulls, clock } = await opened()
  const from = clock.now()
  for (let ms = 0; ms < 5_000; ms += 5) {
    socket.send(frame('order'))
    await clock.advanceAsync(5)
  }
  for (const { at } of pulls)
    expect(pulls.filter((other) => other.at >= at && other.at < at + 1_000).length).toBeLessThanOrEqual(10)
  expect(pulls.length).toBeGreaterThan(40)
  // Nothing is forgotten: the last frame was followed by a pull.
  await clock.advanceAsync(1_000)
  expect(pulls.at(-1)!.at).toBeGreaterThanOrEqual(from + 4_995)
})

test('C-12 it pings every 30 s and is cut after 90 s without a pong', async () => {
  const { socket, sockets, clock } = await opened()
  await clock.advanceAsync(600_000)
  expect(socket.pings).toBe(21)
  expect(sockets.made).toHaveLength(1)
  sockets.pongs = false
  await clock.advanceAsync(124_000)
  expect(socket.isOpen).toBe(false)
  expect(sockets.made.length).toBeGreaterThan(1)
})

test('B-058 refused handshakes: n² × 3 s, one warning and then few, no pull', async () => {
  const { sockets, pulls, log, clock, socket } = await opened()
  sockets.refusal = { status: 401, reason: 'the handshake was answered 401' }
  socket.end()
  await clock.advanceAsync(600_000)
  const times = sockets.made.slice(1).map(({ madeAt }) => madeAt)
  const pauses = times.slice(1).map((at, n) => at - times[n]!)
  expect(times.length).toBeLessThan(10)
  for (const [n, pause] of pauses.entries()) {
    expect(pause).toBeGreaterThanOrEqual(0.9 * 3_000 * (n + 2) ** 2)
    expect(pause).toBeLessThanOrEqual(1.1 * 3_000 * (n + 2) ** 2 + 1)
  }
  expect(pulls).toEqual([])
  const warnings = log.records.filter(({ level }) => level === 40)
  expect(warnings.length).toBeGreaterThan(0)
  expect(warnings.length).toBeLessThan(times.length)
  expect(warnings[0]!['msg']).toBe(
    'the registry cannot be watched; changes of instances are seen with the next poll; trying again. the handshake was answered 401'
  )
})

test('an engine that comes back is watched at once, a gateway that refuses is not asked sooner', async () => {
  const { watch, sockets, clock, socket } = await opened()
  sockets.refusal = { reason: 'ECONNREFUSED' }
  socket.end()
  await clock.advanceAsync(300_000)
  const before = sockets.made.length
  sockets.refusal = undefined
  watch.hurry()
  await clock.advanceAsync(2)
  expect(sockets.live()).toHaveLength(1)
  sockets.refusal = { status: 401 }
  sockets.made.at(-1)!.end()
  await clock.advanceAsync(10_000)
  const refused = sockets.made.length
  expect(refused).toBeGreaterThan(before + 1)
  watch.hurry()
  await clock.advanceAsync(2)
  expect(sockets.made).toHaveLength(refused)
})

test('B-059 "service does not exist" is told each time, with pauses between', async () => {
  const { sockets, state, clock, socket } = await opened()
  socket.send('service does not exist')
  expect(state.forgotten).toBe(1)
  socket.end({ code: 1000 })
  await clock.advanceAsync(4_000)
  expect(sockets.live()).toHaveLength(1)
})

test('closed, it leaves no timer', async () => {
  const { watch, sockets, state, clock, socket } = await opened()
  state.changes = false
  socket.send(frame('order'))
  await clock.advanceAsync(100)
  watch.close()
  watch.close()
  expect(clock.pending).toBe(0)
  expect(sockets.live()).toEqual([])
})
