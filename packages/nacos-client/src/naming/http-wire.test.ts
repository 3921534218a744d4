import { recordingLogger, seededRandom, simulatedClock } from '@node-chassis/core/testing'
import type { RecordingLogger, SimulatedClock } from '@node-chassis/core/testing'
import { afterEach, expect, test } from 'vitest'
import { createNacosHttp } from '../http/nacos-http.ts'
import { host, scriptedNacos, serviceInfo, until } from '../scripted-nacos.test-support.ts'
import type { Script, ScriptedNacos } from '../scripted-nacos.test-support.ts'
import { createHttpNaming } from './http-wire.ts'
import type { OwnRegistration } from './registration.ts'
import type { NamingWire } from './wire.ts'

const ORDER = { group: 'G', service: 'order' }
const OWN: OwnRegistration = {
  serviceName: 'shop',
  groupName: 'G',
  instance: {
    instanceId: '10.0.0.9#3000#HZ#G@@shop',
    ip: '10.0.0.9',
    port: 3000,
    weight: 2,
    healthy: true,
    enabled: true,
    ephemeral: true,
    clusterName: 'HZ',
    metadata: { version: '1.0.0' }
  }
}
const never = new AbortController().signal
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

interface Desk {
  readonly nacos: ScriptedNacos
  readonly wire: NamingWire
  readonly clock: SimulatedClock
  readonly log: RecordingLogger
  readonly lists: number[]
  /** `METHOD path` of each request, with what matters of it. */
  readonly sent: () => string[]
}

async function desk(http: Script['http'], version: 'v1' | 'v3' = 'v1'): Promise<Desk> {
  const nacos = await scriptedNacos({ grpcDown: true, ...(http === undefined ? {} : { http }) })
  closers.push(() => nacos.close())
  const clock = simulatedClock()
  const log = recordingLogger()
  const env = { clock, random: seededRandom(1), log }
  const client = createNacosHttp({
    env,
    addresses: [`http://${nacos.address}/nacos`],
    addressKey: 'key',
    unavailable: 'CHS_REGISTRY_UNAVAILABLE',
    credentials: {}
  })
  closers.push(() => client.close())
  const lists: number[] = []
  const onList = (_key: unknown, { hosts = [] }: { hosts?: readonly unknown[] | undefined }): void =>
    void lists.push(hosts.length)
  const wire = createHttpNaming({ env, http: client, version, namespace: 'team', clusters: [], onList })
  closers.push(() => wire.close())
  return {
    nacos,
    wire,
    clock,
    log,
    lists,
    sent: () => nacos.httpRequests.map(({ method, path }) => `${method} ${path.replace('/nacos', '')}`)
  }
}

test('v1: registration and beat name the same service; a server that forgot is told again (5.1)', async () => {
  let known = true
  const { nacos, wire, clock, sent, log } = await desk(({ path }) =>
    path.endsWith('/beat')
      ? { status: 200, body: JSON.stringify({ clientBeatInterval: 2_000, code: known ? 10_200 : 20_404 }) }
      : { status: 200, body: 'ok' }
  )
  await wire.register(OWN, never)
  await clock.advanceAsync(5_000)
  await until(() => sent().length === 2, 'a beat')
  const [{ form } = { form: new URLSearchParams() }, beat] = nacos.httpRequests
  for (const name of ['serviceName', 'ip', 'port', 'clusterName', 'namespaceId'])
    expect(beat?.query.get(name), name).toBe(form.get(name))
  expect(Object.fromEntries(form)).toMatchObject({
    serviceName: 'G@@shop',
    namespaceId: 'team',
    weight: '2',
    enabled: 'true',
    metadata: '{"version":"1.0.0"}'
  })
  known = false
  await until(() => clock.pending === 1, 'the pause that the server asked for')
  await clock.advanceAsync(2_000)
  await until(() => sent().length === 4, 'registered again')
  expect(sent()).toEqual([
    'POST /v1/ns/instance',
    'PUT /v1/ns/instance/beat',
    'PUT /v1/ns/instance/beat',
    'POST /v1/ns/instance'
  ])
  expect(log.records.some(({ msg }) => String(msg).includes('has forgotten "shop"'))).toBe(true)
  await wire.deregister(OWN)
  expect(sent().at(-1)).toBe('DELETE /v1/ns/instance')
  expect(clock.pending).toBe(0)
})

test('v3 where v1 is gone: list without a cluster name, beats by registering (5.3)', async () => {
  let known = false
  const { nacos, wire, clock, sent } = await desk(({ path, form }) => {
    if (path.startsWith('/nacos/v1')) return { status: 410, body: '{"status":410}' }
    if (path.endsWith('/list'))
      return { status: 200, body: JSON.stringify({ code: 0, data: [host('order', '10.0.0.1')] }) }
    if (form.get('heartBeat') === 'true' && !known) {
      known = true
      return { status: 200, body: '{"code":21003,"message":"instance not found","data":null}' }
    }
    return { status: 200, body: '{"code":0,"message":"success","data":"ok"}' }
  })
  expect(await wire.query(ORDER, never)).toMatchObject({ hosts: [{ ip: '10.0.0.1' }], protected: false })
  const { query } = nacos.httpRequests[1]!
  expect(Object.fromEntries(query)).toEqual({
    serviceName: 'order',
    groupName: 'G',
    namespaceId: 'team',
    healthyOnly: 'false'
  })
  await wire.register(OWN, never)
  await clock.advanceAsync(5_000)
  await until(() => sent().length === 5, 'registered again')
  expect(sent()).toEqual([
    'GET /v1/ns/instance/list',
    'GET /v3/client/ns/instance/list',
    'POST /v3/client/ns/instance',
    'POST /v3/client/ns/instance',
    'POST /v3/client/ns/instance'
  ])
})

test('lists are looked at every 10 s; one that fails is told once a minute, and the next one goes on', async () => {
  let fails = false
  const { wire, clock, lists, sent, log } = await desk(() =>
    fails
      ? { status: 400, body: 'no' }
      : { status: 200, body: JSON.stringify(serviceInfo('G@@order', [host('order', '10.0.0.1')])) }
  )
  await wire.subscribe(ORDER, never)
  await wire.subscribe(ORDER, never)
  const look = async (count: number): Promise<void> => {
    await until(() => clock.pending === 1, 'the pause')
    await clock.advanceAsync(11_000)
    await until(() => sent().length === count, `look ${count}`)
  }
  await look(3)
  await until(() => lists.length === 1, 'the list')
  fails = true
  await look(4)
  await look(5)
  fails = false
  await look(6)
  await until(() => lists.length === 2, 'the list again')
  expect(log.records.filter(({ msg }) => String(msg).includes('discovery failed'))).toHaveLength(1)
  await wire.unsubscribe(ORDER, never)
  expect(clock.pending).toBe(0)
})
