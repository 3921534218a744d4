import { silentLogger } from '@node-chassis/core'
import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import type { SimulatedClock } from '@node-chassis/core/testing'
import { createEngine } from '@node-chassis/engine'
import type { NacosApi, NacosOptions } from '@node-chassis/engine'
import type { Version } from './vectors.ts'

/** An engine that plays a version of Nacos, on a clock of its own. */
export interface Server extends AsyncDisposable {
  readonly version: Version
  readonly url: string
  readonly grpcPort: number
  readonly clock: SimulatedClock
  readonly password: string
}

// Wed Nov 25 2026: the day of the recording. Any would do.
const START = 1_795_618_800_000
const APIS: Readonly<Record<Version, NacosApi>> = { '2.1.0': '2.1', '2.5.1': '2.5', '3.0.3': '3.0' }
const PASSWORD = 'Complicated_password1'

export async function startServer(version: Version, auth: boolean): Promise<Server> {
  const clock = simulatedClock(START)
  const env = { clock, random: seededRandom(1), log: silentLogger }
  const accounts: NacosOptions = {
    auth: {
      users: { nacos: PASSWORD },
      serverIdentity: { header: 'testid', value: 'testvalue' }
    }
  }
  const engine = await createEngine({ env, nacos: { api: APIS[version], ...(auth ? accounts : {}) } })
  const nacos = engine.nacos
  if (nacos === undefined) throw new Error('the engine has no Nacos')
  return {
    version,
    url: nacos.url,
    grpcPort: nacos.grpcPort,
    clock,
    password: PASSWORD,
    [Symbol.asyncDispose]: () => engine.close()
  }
}
