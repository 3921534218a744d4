import { silentLogger } from '@node-chassis/core'
import type { Clock, Env, Logger } from '@node-chassis/core'
import { seededRandom } from '@node-chassis/core/testing'
import { createControlPlane, createEngineApi } from '@node-chassis/control-plane-client'
import type {
  ControlPlane,
  ControlPlaneOptions,
  EngineApi,
  EngineApiOptions
} from '@node-chassis/control-plane-client'
import { ENGINE, PROJECT } from './examples.ts'
import { simulatedCloud } from './simulated-cloud.ts'
import type { SimulatedCloud } from './simulated-cloud.ts'

/** A clock in which waits end at once and take their time nevertheless; limits of requests never end. */
interface EagerClock extends Clock {
  /** What was waited for, ms each. */
  readonly waits: number[]
  advance(ms: number): void
}

function eagerClock(): EagerClock {
  let time = Date.UTC(2025, 9, 29, 8)
  const waits: number[] = []
  return {
    waits,
    now: () => time,
    wallNow: () => time,
    advance: (ms) => void (time += ms),
    after(ms, run, hold = false) {
      // Limits are not held, waits of callers are.
      if (!hold) return () => {}
      const soon = setImmediate(() => {
        time += ms
        waits.push(ms)
        run()
      })
      return () => clearImmediate(soon)
    }
  }
}

export const KEYS = {
  accessKey: 'EXAMPLEACCESSKEYID00',
  secretKey: 'example-secret-access-key-0000000000000000'
}
export const USER = { user: 'operator', password: 'correct-horse-battery', domain: 'acme' }

export interface Bench {
  readonly cloud: SimulatedCloud
  readonly clock: EagerClock
  readonly env: Env
  /** A client with access keys and an IAM user, unless told otherwise. */
  client(options?: Partial<ControlPlaneOptions>): ControlPlane
  engine(options?: Partial<EngineApiOptions>): EngineApi
  close(): Promise<void>
}

/** A cloud with a tenant, and clients for it. */
export async function bench(log: Logger = silentLogger): Promise<Bench> {
  const cloud = await simulatedCloud()
  const clock = eagerClock()
  const env: Env = { clock, random: seededRandom(1), log }
  cloud.now = () => clock.wallNow()
  cloud.keys.set(KEYS.accessKey, KEYS.secretKey)
  cloud.users.set(`${USER.domain}/${USER.user}`, USER.password)
  const clients: AsyncDisposable[] = []
  const kept = <T extends AsyncDisposable>(client: T): T => {
    clients.push(client)
    return client
  }
  return {
    cloud,
    clock,
    env,
    client: (options) =>
      kept(
        createControlPlane({
          env,
          credentials: { ...KEYS, ...USER },
          region: 'ap-southeast-1',
          endpoint: cloud.url,
          iamEndpoint: cloud.url,
          ca: cloud.ca,
          projectId: PROJECT,
          engineId: ENGINE,
          ...options
        })
      ),
    engine: (options) =>
      kept(createEngineApi({ env, registry: cloud.url, config: cloud.url, ca: cloud.ca, ...options })),
    async close() {
      await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()))
      await cloud.close()
    }
  }
}
