import { Agent as NodeAgent } from 'node:http'
import { createRequire } from 'node:module'
import axios from 'axios'
import got from 'got'
import { ServiceBroker } from 'moleculer'
import pLimit from 'p-limit'
import { Pool } from '@node-chassis/transport'
import { benchWorld } from '../world.ts'

// It has no types of its own.
const require = createRequire(import.meta.url)
const CircuitBreaker = require('opossum') as new (
  action: () => Promise<unknown>,
  options: { timeout: number; errorThresholdPercentage: number }
) => { fire(): Promise<unknown>; shutdown(): void }

/** Where everything listens. */
export interface Peers {
  readonly http: readonly number[]
  readonly moleculer: number
  readonly forwarder: number
}

export interface Contender {
  /** One call, its JSON parsed. */
  one(): Promise<unknown>
  close(): Promise<void>
}

const PATH = '/orders/42'
const CONNECTIONS = 128

/** Every contender sends the same two context headers and reads the same 200 bytes of JSON. */
export const CONTENDERS: Readonly<Record<string, (peers: Peers) => Contender | Promise<Contender>>> = {
  raw: ({ http }) => rawPool(http[0]),
  // The baseline as a contender: how far two equal things are apart on this machine.
  rawAgain: ({ http }) => rawPool(http[0]),
  call: ({ http }) => {
    const { invoker } = benchWorld(http)
    return {
      one: async () => (await invoker.call('order', PATH)).json(),
      close: () => invoker.destroy()
    }
  },
  stream: ({ http }) => {
    const { invoker } = benchWorld(http)
    return {
      async one() {
        const { body } = await invoker.dispatcher.request({
          origin: 'http://order',
          path: PATH,
          method: 'GET'
        })
        return body.json()
      },
      close: () => invoker.destroy()
    }
  },
  // What a stream has to be measured against (G2): a pool for each of three instances, in turns.
  threePools: ({ http }) => {
    const pools = http.map(poolOf)
    let next = 0
    return {
      one: () => ask(pools[next++ % pools.length] as Pool),
      close: async () => void (await Promise.all(pools.map((pool) => pool.destroy())))
    }
  },
  byHand: ({ http }) => byHand(http),
  fetch: ({ http }) => ({
    async one() {
      const response = await fetch(`http://127.0.0.1:${http[0]}${PATH}`, { headers: HEADERS })
      return response.json()
    },
    close: () => Promise.resolve()
  }),
  axios: ({ http }) => {
    const httpAgent = new NodeAgent({ keepAlive: true, maxSockets: CONNECTIONS })
    const client = axios.create({ baseURL: `http://127.0.0.1:${http[0]}`, httpAgent, headers: HEADERS })
    return {
      one: async () => (await client.get<unknown>(PATH)).data,
      close: () => Promise.resolve(httpAgent.destroy())
    }
  },
  got: ({ http }) => {
    const agent = new NodeAgent({ keepAlive: true, maxSockets: CONNECTIONS })
    const client = got.extend({
      prefixUrl: `http://127.0.0.1:${http[0]}`,
      agent: { http: agent },
      headers: HEADERS
    })
    return {
      one: () => client.get(PATH.slice(1)).json(),
      close: () => Promise.resolve(agent.destroy())
    }
  },
  moleculer: ({ moleculer }) => overMoleculer(moleculer),
  // The least that governance outside of the process costs: bytes copied once more, nothing parsed.
  proxied: ({ forwarder }) => rawPool(forwarder)
}

const flat = benchWorld([1]).headers
const HEADERS: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? ''])
)

function poolOf(port: number | undefined): Pool {
  const options = { connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 }
  return new Pool(`http://127.0.0.1:${port}`, options)
}

async function ask(pool: Pool): Promise<unknown> {
  const { body } = await pool.request({ path: PATH, method: 'GET', headers: [...flat] })
  return body.json()
}

function rawPool(port: number | undefined): Contender {
  const pool = poolOf(port)
  return { one: () => ask(pool), close: () => pool.destroy() }
}

// As people put it together: a breaker for the service, a bound, instances in turns, and two more attempts.
function byHand(ports: readonly number[]): Contender {
  const pools = ports.map(poolOf)
  const limit = pLimit(1000)
  let next = 0
  const attempt = async (): Promise<unknown> => {
    const pool = pools[next++ % pools.length] as Pool
    const { statusCode, body } = await pool.request({ path: PATH, method: 'GET', headers: [...flat] })
    if (statusCode >= 500) {
      await body.dump()
      throw new Error(`status ${statusCode}`)
    }
    return body.json()
  }
  const breaker = new CircuitBreaker(attempt, { timeout: 30_000, errorThresholdPercentage: 50 })
  const retried = async (): Promise<unknown> => {
    for (let left = 2; ; left--) {
      try {
        return await breaker.fire()
      } catch (error) {
        if (left === 0) throw error
      }
    }
  }
  return {
    one: () => limit(retried),
    async close() {
      breaker.shutdown()
      await Promise.all(pools.map((pool) => pool.destroy()))
    }
  }
}

async function overMoleculer(port: number): Promise<Contender> {
  const broker = new ServiceBroker({
    nodeID: `client-${process.pid}`,
    logger: false,
    // Its types know `urls` as a file of addresses only.
    transporter: {
      type: 'TCP',
      options: { udpDiscovery: false, urls: [`127.0.0.1:${port}/server`] as never }
    }
  })
  await broker.start()
  await broker.waitForServices('orders', 20_000)
  return {
    one: () => broker.call('orders.get', { id: 42 }),
    close: async () => void (await broker.stop())
  }
}
