import { Agent, request } from '@node-chassis/transport'
import { createChassis } from '../../src/index.ts'

/** Somebody who calls the service; answers which process answered. */
export interface Consumer {
  readonly name: string
  call(): Promise<number>
  close(): Promise<void>
}

/** Ours: `chassis.call`. */
export async function governedConsumer(registryUrl: string, pollMs: number): Promise<Consumer> {
  const chassis = createChassis({
    service: { name: 'shop', version: '1.0.0' },
    config: {
      'servicecomb.registry.sc.address': registryUrl,
      'servicecomb.registry.sc.pollIntervalInMillis': pollMs,
      'servicecomb.snapshot.enabled': false
    },
    logLevel: 'fatal'
  })
  await chassis.start()
  return {
    name: 'chassis',
    async call() {
      const answer = await chassis.call('order', '/')
      if (answer.status !== 200) throw new Error(`status ${answer.status}`)
      return Number(answer.text())
    },
    close: () => chassis.close({ waitMs: 0 })
  }
}

/** Bare undici with kept-alive connections, that reads the registry as often and tries nothing twice. */
export async function plainConsumer(registryUrl: string, pollMs: number): Promise<Consumer> {
  const agent = new Agent()
  const query = 'appId=default&serviceName=order&version=0%2B'
  let origins: readonly string[] = []
  let next = 0
  const pull = async (): Promise<void> => {
    const { body } = await request(`${registryUrl}/v4/default/registry/instances?${query}`, {
      dispatcher: agent
    })
    const { instances = [] } = (await body.json()) as {
      instances?: readonly { readonly status: string; readonly endpoints: readonly string[] }[]
    }
    origins = instances
      .filter(({ status }) => status === 'UP')
      .flatMap(({ endpoints }) => endpoints.map((endpoint) => endpoint.replace('rest:', 'http:')))
  }
  await pull()
  const polling = setInterval(() => void pull(), pollMs)
  return {
    name: 'undici',
    async call() {
      const origin = origins[next++ % origins.length]
      if (origin === undefined) throw new Error('nobody is there')
      const { statusCode, body } = await request(origin, { dispatcher: agent })
      const text = await body.text()
      if (statusCode !== 200) throw new Error(`status ${statusCode}`)
      return Number(text)
    },
    async close() {
      clearInterval(polling)
      await agent.close()
    }
  }
}
