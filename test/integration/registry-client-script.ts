import type { Env, Registration } from '@node-chassis/core'
import { silentLogger } from '@node-chassis/core'
import { createRegistryClient } from '@node-chassis/registry-client'
import type { RegistryClient, RegistryClientOptions } from '@node-chassis/registry-client'
import { scriptedEngine, stillEnv, until } from './scripted-engine.ts'
import type { Answer, ScriptedEngine, Seen, StillClock } from './scripted-engine.ts'

export const ME: Registration = {
  app: 'shop',
  service: 'cart',
  version: '1.0.0',
  environment: '',
  description: '',
  serviceProperties: { team: 'a' },
  instanceProperties: { lane: 'blue' },
  endpoints: ['rest://127.0.0.1:8080'],
  hostName: 'host-1',
  status: 'UP',
  region: undefined,
  zone: undefined,
  dataCenter: undefined
}
/** Never aborts. */
export const idle = new AbortController().signal
export const SERVICE_ID = 'service-1'
export const ORDER = { app: 'shop', service: 'order' }

export const refuse = (errorCode: string, detail = ''): Answer => ({
  status: Math.floor(Number(errorCode) / 1000),
  body: { errorCode, errorMessage: 'no', detail }
})

/** What each route answers; a test overwrites the ones it is about. */
interface Routes {
  existence: (seen: Seen) => Answer
  createService: (seen: Seen) => Answer
  getService: (seen: Seen) => Answer
  putService: (seen: Seen) => Answer
  listSchemas: (seen: Seen) => Answer
  putSchema: (seen: Seen) => Answer
  createInstance: (seen: Seen) => Answer
  heartbeat: (seen: Seen) => Answer
  status: (seen: Seen) => Answer
  properties: (seen: Seen) => Answer
  remove: (seen: Seen) => Answer
  find: (seen: Seen) => Answer
  batch: (seen: Seen) => Answer
  token: (seen: Seen) => Answer
  other: (seen: Seen) => Answer
}

const PATTERNS: readonly (readonly [keyof Routes, RegExp])[] = [
  ['existence', /^GET .*\/existence$/],
  ['createService', /^POST .*\/microservices$/],
  ['getService', /^GET .*\/microservices\/[^/]+$/],
  ['putService', /^PUT .*\/microservices\/[^/]+\/properties$/],
  ['listSchemas', /^GET .*\/microservices\/[^/]+\/schemas$/],
  ['putSchema', /^PUT .*\/microservices\/[^/]+\/schemas\/[^/]+$/],
  ['createInstance', /^POST .*\/instances$/],
  ['heartbeat', /^PUT .*\/heartbeat$/],
  ['status', /^PUT .*\/instances\/[^/]+\/status$/],
  ['properties', /^PUT .*\/instances\/[^/]+\/properties$/],
  ['remove', /^DELETE .*\/instances\/[^/]+$/],
  ['find', /^GET .*\/registry\/instances$/],
  ['batch', /^POST .*\/instances\/action$/],
  ['token', /^POST \/v4\/token$/]
]

export interface Scene {
  readonly engine: ScriptedEngine
  readonly routes: Routes
  readonly client: RegistryClient
  readonly clock: StillClock
  /** Names of the routes that were asked, in order. */
  readonly asked: readonly (keyof Routes)[]
  seen(route: keyof Routes): readonly Seen[]
  /** Registers and waits for it. */
  register(registration?: Registration): Promise<void>
  /** Resolves when no request of the client is under way. */
  quiet(): Promise<void>
  /** Moves time on by `ms` and waits until what that began is over. */
  pass(ms: number): Promise<void>
  close(): Promise<void>
}

/** A client with a clock that stands still, and a registry that answers as a healthy one that is empty. */
export async function scene(
  options: Partial<RegistryClientOptions> | ((env: Env, url: string) => Partial<RegistryClientOptions>) = {},
  log = silentLogger
): Promise<Scene> {
  const asked: (keyof Routes)[] = []
  const requests: (readonly [keyof Routes, Seen])[] = []
  const routes: Routes = {
    existence: () => refuse('400012'),
    createService: () => ({ body: { serviceId: SERVICE_ID } }),
    getService: () => ({
      body: { service: { serviceId: 'o1', appId: 'shop', serviceName: 'order', version: '1.0.0' } }
    }),
    putService: () => ({}),
    listSchemas: () => ({ body: {} }),
    putSchema: () => ({}),
    createInstance: (seen) => ({
      body: {
        instanceId: (JSON.parse(seen.body) as { instance: { instanceId: string } }).instance.instanceId
      }
    }),
    heartbeat: () => ({}),
    status: () => ({}),
    properties: () => ({}),
    remove: () => ({}),
    find: () => refuse('400012'),
    batch: () => ({ body: { services: {} } }),
    token: () => ({ status: 404, body: '404 page not found' }),
    other: () => ({ status: 404, body: '404 page not found' })
  }
  const engine = await scriptedEngine((seen) => {
    const route = PATTERNS.find(([, pattern]) => pattern.test(`${seen.method} ${seen.path}`))?.[0] ?? 'other'
    asked.push(route)
    requests.push([route, seen])
    return routes[route](seen)
  })
  const env = stillEnv(log)
  // Limits that nothing else waits for: a timer of that length is a request under way.
  const limits = { timeoutMs: 4_999, connectTimeoutMs: 999 }
  const more = typeof options === 'function' ? options(env, engine.url) : options
  const client = createRegistryClient({ env, addresses: [engine.url], ...limits, ...more })
  const quiet = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    await until(
      () => env.clock.waiting(limits.timeoutMs) === 0 && env.clock.waiting(limits.connectTimeoutMs) === 0
    )
  }
  return {
    engine,
    routes,
    client,
    clock: env.clock,
    asked,
    seen: (route) => requests.filter(([name]) => name === route).map(([, seen]) => seen),
    async register(registration = ME) {
      const registered = client.registrar.register(registration, idle)
      env.clock.advance(0)
      await registered
      await quiet()
    },
    quiet,
    async pass(ms) {
      env.clock.advance(ms)
      await quiet()
    },
    async close() {
      await client.close()
      await engine.close()
    }
  }
}

export const wireInstance = (id: string, more: object = {}): object => ({
  instanceId: id,
  serviceId: 'o1',
  version: '1.0.0',
  status: 'UP',
  hostName: 'h',
  endpoints: [`rest://127.0.0.1:1`],
  timestamp: '1700000000',
  ...more
})

export const found = (rev: string, ...instances: readonly object[]): Answer => ({
  headers: { 'X-Resource-Revision': rev },
  body: instances.length === 0 ? {} : { instances }
})
