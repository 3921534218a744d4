import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import type { Instance, InstanceList, InstanceSource } from '@node-chassis/core'
import { recordingLogger, seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { readSelection } from '@node-chassis/governance'
import { afterEach, describe, expect, test } from 'vitest'
import { Keeper } from './keeper.ts'
import type { InvokerSettings } from './settings.ts'

const target = { app: 'default', service: 'order' }
const servers = new Set<Server>()

async function listen(port = 0): Promise<number> {
  const server = createServer((socket) => socket.destroy())
  servers.add(server)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
async function stopListening(): Promise<void> {
  await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))))
  servers.clear()
}
afterEach(stopListening)

const instance = (id: string, port: number, more: Partial<Instance> = {}): Instance => ({
  id,
  service: 'order',
  app: 'default',
  version: '1.0.0',
  status: 'UP',
  endpoints: [`rest://127.0.0.1:${port}`],
  properties: {},
  region: undefined,
  zone: undefined,
  registeredAt: 0,
  framework: undefined,
  ...more
})
const selection = readSelection({
  values: new Map(),
  get: () => undefined,
  text: (_key, fallback) => fallback,
  number: (_key, fallback) => fallback,
  boolean: (_key, fallback) => fallback,
  list: (_key, fallback) => fallback,
  sourceOf: () => undefined,
  onChange: () => () => {}
})
const listOf = (...instances: Instance[]): InstanceList => ({ target, known: true, instances, revision: '1' })

function world() {
  const clock = simulatedClock()
  const log = recordingLogger()
  const events: string[] = []
  let list: InstanceList | undefined
  let pulls = 0
  const source: InstanceSource = {
    current: () => list,
    pull() {
      pulls++
      list ??= listOf()
      return Promise.resolve(list)
    },
    onChange: () => () => {}
  }
  const settings = {
    assumeRest: false,
    pool: { connections: 1, keepAlive: true, keepAliveMs: 1, connectTimeoutMs: 1000, maxHeaderSize: 16384 }
  } as unknown as InvokerSettings
  const keeper = new Keeper(
    {
      env: { clock, random: seededRandom(1), log },
      source,
      settings: () => settings,
      selection: () => selection,
      learn: () => {},
      emit: (name, event) => void events.push(`${name} ${event.instance}`)
    },
    target
  )
  const classes = (): string => {
    const { a, h, u } = keeper.classes(undefined, clock.now())
    return [a, h, u].map((members) => members.map((one) => one.id).join('')).join('/')
  }
  return {
    clock,
    events,
    said: () => log.records.map(({ level, msg }) => `${String(level)} ${String(msg)}`),
    keeper,
    classes,
    set: (...instances: Instance[]) => void (list = listOf(...instances)),
    pulls: () => pulls
  }
}

describe('history (decisions.md N12)', () => {
  test('a vanished instance that can be reached is kept, tested every 15 s, dropped when it is gone', async () => {
    const { clock, keeper, classes, set } = world()
    set(instance('a', await listen()))
    expect(classes()).toBe('a//a')
    set()
    classes()
    await expect.poll(classes).toBe('/a/')
    await stopListening()
    clock.advance(15_000)
    await expect.poll(classes).toBe('//')
    expect(keeper.member('a')).toBeUndefined()
    await keeper.close('close')
  })

  test('after ten minutes it is dropped: addresses are reused', async () => {
    const { clock, keeper, classes, set } = world()
    set(instance('a', await listen()))
    classes()
    set()
    classes()
    await expect.poll(classes).toBe('/a/')
    clock.advance(600_000)
    await expect.poll(classes).toBe('//')
    await keeper.close('close')
    expect(clock.pending).toBe(0)
  })

  test('one that was DOWN when it vanished is no history; one that comes back is current again', async () => {
    const { keeper, classes, set } = world()
    const port = await listen()
    set(instance('a', port), instance('b', port, { status: 'DOWN' }))
    expect(classes()).toBe('a//a')
    set()
    classes()
    expect(keeper.member('b')).toBeUndefined()
    await expect.poll(classes).toBe('/a/')
    set(instance('a', port))
    expect(classes()).toBe('a//a')
    await keeper.close('close')
  })

  test('N25: an id with another endpoint or a later registration is another instance', async () => {
    const { keeper, classes, set } = world()
    const port = await listen()
    set(instance('a', port))
    classes()
    const before = keeper.member('a')?.memory
    set(instance('a', port))
    classes()
    expect(keeper.member('a')?.memory).toBe(before)
    set(instance('a', port, { registeredAt: 5 }))
    classes()
    expect(keeper.member('a')?.memory).not.toBe(before)
    expect(before?.dropped).toBe(true)
    await keeper.close('close')
  })
})

describe('probes (decisions.md N1)', () => {
  test('fail takes it out; connect tests after 1, 2, 4 s bring it back; one pull', async () => {
    const { clock, keeper, classes, set, events, said, pulls } = world()
    const port = await listen()
    await stopListening()
    set(instance('a', port), instance('b', port))
    expect(classes()).toBe('ab//ab')
    const member = keeper.member('a')
    if (member === undefined) throw new Error('no member')
    keeper.fail(member, new Error('refused'))
    keeper.fail(member, new Error('refused'))
    expect(classes()).toBe('b//ab')
    expect(pulls()).toBe(1)
    const tested = async (): Promise<void> => {
      expect(member.memory.testing).toBe(true)
      await expect.poll(() => member.memory.testing).toBe(false)
    }
    clock.advance(999)
    expect(member.memory.testing).toBe(false)
    clock.advance(1)
    await tested()
    clock.advance(1_999)
    expect(member.memory.testing).toBe(false)
    await listen(port)
    clock.advance(1)
    await tested()
    expect(classes()).toBe('ab//ab')
    expect(events).toEqual(['failed a', 'recovered a'])
    // Once each, however many calls and tests there were.
    expect(said()).toEqual([
      `40 an instance of 'order' is out, no connection to rest://127.0.0.1:${port} (refused); it is tried in the background`,
      `30 an instance of 'order' is back, rest://127.0.0.1:${port} accepts connections`
    ])
    await keeper.close('close')
  })

  test('pulls are at most one a second', async () => {
    const { clock, keeper, pulls } = world()
    const first = keeper.pull()
    expect(keeper.pull()).toBe(first)
    await first
    expect(keeper.pull()).toBeUndefined()
    clock.advance(1_000)
    await keeper.pull()
    expect(pulls()).toBe(2)
    await keeper.close('close')
  })
})
