import { randomUUID } from 'node:crypto'
import type { EngineAnswer, EngineHttp, EngineRequest } from '@node-chassis/transport'
import { simulatedEnv } from '@node-chassis/core/testing'
import { clientOver } from '../src/client-over.ts'
import type { RegistryClient } from '../src/registry-client.ts'

// A registry without sockets: what is measured is the client, from the text of an answer on.

export const APP = 'shop'
export const nameOf = (n: number): string => `service-${n}`

/** An instance as registry.md, appendix B shows one on the wire. */
function wireInstance(service: number, n: number): object {
  return {
    instanceId: randomUUID().replaceAll('-', ''),
    serviceId: `8aed80ea052ac04a64dfc79c24f2170224d0${String(service).padStart(4, '0')}`,
    endpoints: [`rest://10.${service % 250}.${n % 250}.${(n * 7) % 250}:8080`],
    hostName: `order-${service}-${n}`,
    status: 'UP',
    properties: { engineID: 'e1', engineName: 'engine-one' },
    healthCheck: { mode: 'push', interval: 30, times: 3 },
    timestamp: String(1_700_000_000 + n),
    dataCenterInfo: { name: 'dc', region: 'r1', availableZone: `az${n % 3}` },
    modTimestamp: String(1_700_000_000 + n),
    version: '1.0.0'
  }
}

export function bodies(services: number, instances: number): readonly string[] {
  return Array.from({ length: services }, (_, service) =>
    JSON.stringify({ instances: Array.from({ length: instances }, (_, n) => wireInstance(service, n)) })
  )
}

/** Requests and answers as texts. */
export interface Traffic {
  requests: number
  sent: string[]
  received: string[]
}

/** @param batch what a batch query is answered */
export function estate(
  lists: readonly string[],
  batch: (body: string) => string = () => '{"services":{}}'
): {
  readonly client: RegistryClient
  readonly traffic: Traffic
  readonly clock: ReturnType<typeof simulatedEnv>['clock']
} {
  const traffic: Traffic = { requests: 0, sent: [], received: [] }
  const answer = (body: string): EngineAnswer => {
    traffic.received.push(body)
    return { status: 200, headers: { get: () => 'r1' }, body, address: 'http://registry' }
  }
  const http: EngineHttp = {
    addresses: ['http://registry'],
    offer: async () => {},
    async request({ method, path, body }: EngineRequest) {
      traffic.requests++
      traffic.sent.push(path + (body ?? ''))
      if (method === 'POST') return answer(batch(body ?? ''))
      const { pathname, searchParams } = new URL(path, 'http://registry')
      if (pathname.endsWith('/instances'))
        return answer(lists[Number(searchParams.get('serviceName')?.slice(8))] ?? '{}')
      const service = { appId: APP, serviceName: nameOf(Number(pathname.slice(-4))), version: '1.0.0' }
      return answer(JSON.stringify({ service: { ...service, framework: { name: 'ServiceComb' } } }))
    },
    close: async () => {}
  }
  const env = simulatedEnv()
  const client = clientOver(
    { env, addresses: [] },
    () => http,
    () => () => ({ ping() {}, close() {} })
  )
  return { client, traffic, clock: env.clock }
}
