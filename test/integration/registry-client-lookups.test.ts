import { systemEnv, silentLogger } from '@node-chassis/core'
import type { Registration } from '@node-chassis/core'
import { createEngine } from '@node-chassis/engine'
import type { Engine } from '@node-chassis/engine'
import { createRegistryClient } from '@node-chassis/registry-client'
import type { RegistryClient, RegistryClientOptions } from '@node-chassis/registry-client'
import { startUpstream } from '@node-chassis/testing'
import type { Upstream } from '@node-chassis/testing'
import { createChassis } from 'node-chassis'
import { afterEach, describe, expect, test } from 'vitest'
import { ME, idle } from './registry-client-script.ts'

// Who may see whom, by the rules of the embedded engine (registry.md 8.1, 8.2, 8.4).

const env = systemEnv(silentLogger)
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

async function engine(): Promise<Engine> {
  const made = await createEngine({ env })
  open.push(made)
  return made
}

async function registered(
  url: string,
  what: Partial<Registration>,
  more: Partial<RegistryClientOptions> = {}
): Promise<RegistryClient> {
  const made = createRegistryClient({
    env,
    addresses: [url],
    pollMs: 50,
    heartbeatMs: 50,
    unknownMs: 50,
    ...more
  })
  open.push(made)
  await made.registrar.register({ ...ME, serviceProperties: {}, instanceProperties: {}, ...what }, idle)
  return made
}

describe('another application', () => {
  const target = { app: 'bank', service: 'ledger' }

  test('is seen when its service allows it, and then in every poll', async () => {
    const { registryUrl } = await engine()
    const ledger = { ...target, serviceProperties: { allowCrossApp: 'TRUE' } }
    const provider = await registered(registryUrl, ledger)
    const consumer = await registered(registryUrl, { app: 'shop', service: 'cart' })
    const { known, instances } = await consumer.instances.pull(target)
    expect([known, instances.map(({ app, service, id }) => [app, service, id])]).toEqual([
      true,
      [['bank', 'ledger', provider.registrar.identity!.instanceId]]
    ])
    const changed = new Promise((resolve) => {
      consumer.events.on('instancesChanged', ({ changes }) => resolve(changes[0]!.fields))
    })
    await provider.registrar.setStatus('OUTOFSERVICE')
    expect(await changed).toEqual(['status'])
  })

  test('is not seen when it does not: known, and nobody there', async () => {
    const { registryUrl } = await engine()
    await registered(registryUrl, target)
    const consumer = await registered(registryUrl, { app: 'shop', service: 'cart' })
    expect(await consumer.instances.pull(target)).toMatchObject({ known: true, instances: [] })
  })

  test('an alias is asked for by GET, and the instance has the plain name', async () => {
    const { registryUrl } = await engine()
    const post = async (path: string, body: object): Promise<Record<string, string>> => {
      const answer = await fetch(`${registryUrl}/v4/default/registry/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body)
      })
      return (await answer.json()) as Record<string, string>
    }
    const service = { appId: 'bank', serviceName: 'ledger', alias: 'bank:ledger', version: '1.0.0' }
    const { serviceId } = await post('microservices', {
      service: { ...service, properties: { allowCrossApp: 'true' } }
    })
    const instance = { hostName: 'h', endpoints: ['rest://127.0.0.1:1'] }
    const { instanceId } = await post(`microservices/${serviceId}/instances`, { instance })
    const consumer = await registered(registryUrl, { app: 'shop', service: 'cart' })
    const { instances } = await consumer.instances.pull({ app: 'bank', service: 'bank:ledger' })
    expect(instances).toMatchObject([{ id: instanceId, service: 'ledger', app: 'bank' }])
  })

  test('an environment is a wall: a provider of another one is not known', async () => {
    const { registryUrl } = await engine()
    await registered(registryUrl, { service: 'order', environment: 'production' })
    const consumer = await registered(registryUrl, { service: 'cart', environment: 'testing' })
    expect(await consumer.instances.pull({ app: 'shop', service: 'order' })).toMatchObject({ known: false })
    const near = await registered(registryUrl, { service: 'cart', environment: 'production' })
    expect((await near.instances.pull({ app: 'shop', service: 'order' })).instances).toHaveLength(1)
  })
})

/** Between client and engine; hears of every request, and answers in its place where `instead` says so. */
async function between(
  url: string,
  instead: (line: string) => number | undefined
): Promise<Upstream & { readonly lines: readonly string[] }> {
  const lines: string[] = []
  const made = await startUpstream((request, response) => {
    const body: Buffer[] = []
    request.on('data', (chunk: Buffer) => body.push(chunk))
    request.on('end', () => {
      const line = `${request.method} ${request.url!.split('?')[0]!.replace('/v4/default/registry', '')}`
      lines.push(line)
      const status = instead(line)
      if (status !== undefined) return void response.writeHead(status).end()
      const headers = new Headers()
      for (const name of ['content-type', 'x-domain-name', 'x-consumerid'])
        if (request.headers[name] !== undefined) headers.set(name, String(request.headers[name]))
      const hasBody = request.method === 'POST' || request.method === 'PUT'
      void fetch(url + request.url, {
        method: request.method!,
        headers,
        ...(hasBody ? { body: Buffer.concat(body) } : {})
      }).then(async (answer) => {
        const revision = answer.headers.get('x-resource-revision')
        response.writeHead(answer.status, revision === null ? {} : { 'X-Resource-Revision': revision })
        response.end(await answer.text())
      })
    })
  })
  open.push(made)
  return Object.assign(made, { lines })
}

test.each([404, 405])(
  'a gateway without the batch route (%i): one GET for each name, and no batch again',
  async (status) => {
    const { registryUrl } = await engine()
    const gateway = await between(registryUrl, (line) =>
      line === 'POST /instances/action' ? status : undefined
    )
    const order = await registered(registryUrl, { service: 'order' })
    const stock = await registered(registryUrl, { service: 'stock' })
    const consumer = await registered(gateway.url, { service: 'cart' })
    await consumer.instances.pull({ app: 'shop', service: 'order' })
    await consumer.instances.pull({ app: 'shop', service: 'stock' })
    const seen: string[] = []
    const both = new Promise<void>((resolve) => {
      consumer.events.on('instancesChanged', ({ target }) => {
        seen.push(target.service)
        if (seen.length === 2) resolve()
      })
    })
    await order.registrar.setStatus('OUTOFSERVICE')
    await stock.registrar.setStatus('OUTOFSERVICE')
    await both
    expect(seen.toSorted()).toEqual(['order', 'stock'])
    expect(gateway.lines.filter((line) => line === 'POST /instances/action')).toHaveLength(1)
  }
)

test('a version rule keeps what it excludes out of calls, and out of nothing else (N19)', async () => {
  const { registryUrl } = await engine()
  const upstreams: Upstream[] = []
  for (const version of ['1.0.0', '1.2.0', '2.0.0']) {
    const upstream = await startUpstream((_request, response) => response.end(version))
    open.push(upstream)
    upstreams.push(upstream)
    await registered(registryUrl, {
      service: 'order',
      version,
      endpoints: [`rest://127.0.0.1:${upstream.port}`]
    })
  }
  for (const [rule, expected] of [
    ['0.0.0+', ['1.0.0', '1.2.0', '2.0.0']],
    ['1.0.0-2.0.0', ['1.0.0', '1.2.0']],
    ['1.2.0+', ['1.2.0', '2.0.0']],
    ['latest', ['2.0.0']],
    ['1.0.0', ['1.0.0']]
  ] as const) {
    const shop = createChassis({
      service: { name: 'cart', app: 'shop' },
      config: {
        'servicecomb.registry.sc.address': registryUrl,
        'servicecomb.snapshot.enabled': false,
        'servicecomb.references.order.version-rule': rule
      },
      log: silentLogger
    })
    open.push(shop)
    await shop.start()
    const answers = new Set<string>()
    for (let i = 0; i < 6; i++) answers.add((await shop.call('order', '/')).text())
    expect([...answers].toSorted(), rule).toEqual(expected)
  }
})
