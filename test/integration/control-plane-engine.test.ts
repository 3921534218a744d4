import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger, systemEnv } from '@node-chassis/core'
import {
  applyPolicies,
  createControlPlane,
  createEngineApi,
  createPolicy,
  deletePolicy,
  exportConfigs,
  importConfigs,
  listPolicies,
  putRoutes,
  readPolicyFiles,
  readRoutes,
  setPolicyStatus
} from '@node-chassis/control-plane-client'
import type { ControlPlane } from '@node-chassis/control-plane-client'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createChassis } from 'node-chassis'
import type { Chassis } from 'node-chassis'

// Where the embedded engine serves the cloud's paths: 5.2, 5.4, 5.5 and chapter 7.
const env = systemEnv(silentLogger)
const selector = { app: 'default', environment: '' }
let engine: Engine
let cloud: ControlPlane
const open: Chassis[] = []

function clientOf(url: string): ControlPlane {
  return createControlPlane({
    env,
    credentials: { token: 'whatever: the engine has no IAM' },
    endpoint: url,
    iamEndpoint: url,
    projectId: '0123456789abcdef0123456789abcdef',
    engineId: 'embedded'
  })
}

beforeEach(async () => {
  engine = await createEngine({ env })
  cloud = clientOf(engine.registryUrl)
})
afterEach(async () => {
  for (const chassis of open.splice(0)) await chassis.close({ waitMs: 0 })
  await cloud.close()
  await engine.close()
})

/** The configuration centre, with an eye on which question about the application's layer brings what. */
async function watchedCentre(target: string) {
  let asked = 0
  const waiting = new Set<number>()
  const answers: { readonly question: number; text: string }[] = []
  const server = createServer((incoming, response) => {
    const { url = '', method = 'GET', headers } = incoming
    const question = ++asked
    const ours = /wait=/.test(url) && !/service|public/.test(url)
    if (ours) waiting.add(question)
    response.on('close', () => waiting.delete(question))
    const onward = request(target + url, { method, headers }, (answer) => {
      const told = { question, text: '' }
      if (ours) answers.push(told)
      answer.setEncoding('utf8').on('data', (text: string) => (told.text += text))
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    incoming.pipe(onward)
    response.on('close', () => onward.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The question that waits for a change. */
    waiting: () => [...waiting][0],
    /** The question whose answer was the first to have this in it. */
    broughtBy: (part: string) => answers.find(({ text }) => text.includes(part))?.question,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
}

function chassisOf(name: string, version = '1.0.0', configUrl = engine.configUrl): Chassis {
  const chassis = createChassis({
    service: { name, version },
    config: { 'servicecomb.registry.sc.address': engine.registryUrl, 'servicecomb.kie.serverUri': configUrl },
    log: silentLogger
  })
  open.push(chassis)
  return chassis
}

async function shopWithOrder(versions: readonly string[], configUrl?: string): Promise<Chassis> {
  for (const version of versions)
    await chassisOf('order', version).serve((_request, response) => response.end(version), {
      host: '127.0.0.1',
      port: 0
    })
  const shop = chassisOf('shop', '1.0.0', configUrl)
  await shop.start()
  return shop
}

const outcome = (shop: Chassis): Promise<string> =>
  shop.call('order', '/orders/42').then(
    (answer) => answer.text(),
    (error: unknown) => (error as { code: string }).code
  )

describe('a running service', () => {
  test('obeys a policy as soon as it is published, and no longer once it is withdrawn', async () => {
    const centre = await watchedCentre(engine.configUrl)
    const shop = await shopWithOrder(['1.0.0'], centre.url)
    expect(await outcome(shop)).toBe('1.0.0')
    await createPolicy(cloud, {
      kind: 'match-group',
      name: 'orders',
      selector,
      status: 'enabled',
      spec: { alias: 'orders', matches: [{ name: 'all', apiPath: { prefix: '/orders' } }] }
    })
    const fault = {
      kind: 'fault-injection',
      name: 'orders',
      selector,
      status: 'enabled',
      spec: { type: 'abort', percentage: 100, errorCode: 503 }
    } as const
    // The question that waits is what brings the change: nothing has to be asked for. How long that takes is measured in
    // packages/config-client/bench.
    await expect.poll(() => centre.waiting()).toBeDefined()
    const question = centre.waiting()
    await createPolicy(cloud, fault)
    await expect.poll(() => outcome(shop)).toBe('CHS_FAULT_INJECTED')
    expect(centre.broughtBy('servicecomb.faultInjection.orders')).toBe(question)
    await setPolicyStatus(cloud, fault, 'disabled')
    await expect.poll(() => outcome(shop)).toBe('1.0.0')
    await deletePolicy(cloud, fault)
    await centre.close()
  })

  test('obeys dark-launch rules that are published, and forgets them', async () => {
    const shop = await shopWithOrder(['1.0.0', '2.0.0'])
    const route = { service: 'order', ...selector }
    await putRoutes(cloud, {
      ...route,
      rules: [{ precedence: 1, route: [{ weight: 100, tags: { version: '2.0.0' } }] }]
    })
    expect(await readRoutes(cloud, route)).toMatchObject({
      rules: [{ route: [{ tags: { version: '2.0.0' } }] }]
    })
    const answers = async (): Promise<Set<string>> =>
      new Set(await Promise.all(Array.from({ length: 8 }, () => outcome(shop))))
    await expect.poll(answers).toEqual(new Set(['2.0.0']))
    await cloud.deleteRouteRules({ serviceName: 'order', appId: 'default' })
    await expect.poll(answers).toEqual(new Set(['1.0.0', '2.0.0']))
  })

  test('a folder is brought to it, twice, and pruned', async () => {
    const text = `servicecomb:
  matchGroup:
    orders: |
      matches: [{apiPath: {prefix: /orders}}]
  faultInjection:
    orders: |
      type: abort
      percentage: 100
      errorCode: 503
  routeRule:
    order: |
      - precedence: 1
        route: [{weight: 100, tags: {version: 1.10}}]
`
    const desired = readPolicyFiles([{ name: 'orders.yaml', text }])
    const shop = await shopWithOrder(['1.0.0'])
    expect((await applyPolicies(cloud, desired)).changes.map(({ action }) => action)).toEqual([
      'create',
      'create',
      'create'
    ])
    expect(await listPolicies(cloud)).toEqual([])
    await applyPolicies(cloud, desired, { dryRun: false })
    await expect.poll(() => outcome(shop)).toBe('CHS_FAULT_INJECTED')
    const again = await applyPolicies(cloud, desired, { dryRun: false })
    expect(again.changes.map(({ action }) => action)).toEqual(['keep', 'keep', 'keep'])
    const none = readPolicyFiles([])
    const routeServices = [{ service: 'order', ...selector }]
    await applyPolicies(cloud, none, { dryRun: false, prune: true, places: [selector], routeServices })
    await expect.poll(() => outcome(shop)).toBe('1.0.0')
    expect(await listPolicies(cloud, { environment: 'all' })).toEqual([])
  })

  test('sees configuration that is imported', async () => {
    const shop = chassisOf('shop')
    await shop.start()
    const items = [
      { key: 'shop.pageSize', value: '50', labels: { app: 'default', environment: '' } },
      { key: 'bad key', value: '1', labels: {} }
    ]
    const result = await importConfigs(cloud, items)
    expect(result).toMatchObject({ imported: 1, failures: [{ key: 'bad key', code: '400001' }] })
    await expect.poll(() => shop.config.number('shop.pageSize', 20)).toBe(50)
    expect((await exportConfigs(cloud)).data).toMatchObject([{ key: 'shop.pageSize', value: '50' }])
  })
})

describe('chapter 7', () => {
  test('registry and configuration centre, by their operations', async () => {
    const api = createEngineApi({ env, registry: engine.registryUrl, config: engine.configUrl })
    const service = { appId: 'shop', serviceName: 'order', version: '1.0.0', schemas: ['orders'] }
    const { serviceId } = await api.createMicroservice({ body: { service } })
    await api.putSchema({ serviceId, schemaId: 'orders', body: { schema: 'openapi: 3.0.0' } })
    expect(await api.getSchema({ serviceId, schemaId: 'orders' })).toEqual({ schema: 'openapi: 3.0.0' })
    const instance = { hostName: 'order-1', endpoints: ['rest://127.0.0.1:8080'] }
    const { instanceId } = await api.registerInstance({ serviceId, body: { instance } })
    await api.sendHeartbeat({ serviceId, instanceId })
    await api.updateInstanceStatus({ serviceId, instanceId, value: 'DOWN' })
    expect((await api.getInstance({ serviceId, instanceId }))?.instance.status).toBe('DOWN')
    await expect(api.deleteMicroservice({ serviceId })).rejects.toMatchObject({ cloudCode: '400013' })
    await api.deleteMicroservices({ force: true, body: { serviceIds: [serviceId] } })
    await expect(api.getMicroservice({ serviceId })).rejects.toMatchObject({
      statusCode: 400,
      cloudCode: '400012'
    })

    const { id } = await api.createConfig({ body: { key: 'a', value: '1', labels: {}, status: 'enabled' } })
    expect(await api.updateConfig({ kvId: id, body: { value: '2' } })).toMatchObject({ value: '2' })
    const listed = await api.send('listConfigs', { revision: -1 })
    expect(listed.body?.data).toHaveLength(1)
    const revision = Number(listed.headers.get('X-Kie-Revision'))
    expect(await api.listConfigs({ revision })).toBeUndefined()
    await api.deleteConfigs({ body: { ids: [id] } })
    await expect(api.getConfig({ kvId: id })).rejects.toMatchObject({ statusCode: 404, cloudCode: '404001' })
    await api.close()
  })
})

test('accounts of 5.5, with the token of the engine', async () => {
  const guarded = await createEngine({ env, rbac: { rootPassword: 'Complicated_password1' } })
  const account = { name: 'root', password: 'Complicated_password1' }
  const api = createEngineApi({ env, registry: guarded.registryUrl, config: guarded.configUrl, account })
  const control = createControlPlane({
    env,
    credentials: { token: 'none' },
    endpoint: guarded.registryUrl,
    iamEndpoint: guarded.registryUrl,
    projectId: 'p',
    engineId: 'embedded',
    engineToken: async () => (await api.createToken({ body: account })).token
  })
  const { token } = await api.createToken({ body: account })
  const answer = await fetch(`${guarded.registryUrl}/v4/accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: 'ops', password: 'Complicated_password2', roles: ['developer'] })
  })
  expect(answer.status).toBe(200)
  await control.updateAccount({ name: 'ops', body: { roles: ['admin'] } })
  await control.changeAccountPassword({ name: 'ops', body: { password: 'Complicated_password3' } })
  await expect(
    api.createToken({ body: { name: 'ops', password: 'Complicated_password3' } })
  ).resolves.toHaveProperty('token')
  await control.deleteAccount({ name: 'ops' })
  await expect(api.listConfigs()).resolves.toMatchObject({ total: 0 })
  await Promise.all([api.close(), control.close()])
  await guarded.close()
})
