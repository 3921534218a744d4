import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError, EventHub, createContextAccess } from '@node-chassis/core'
import type {
  ChassisHandle,
  ChassisState,
  ConfigChange,
  ConfigReader,
  Env,
  Gate,
  Outcome
} from '@node-chassis/core'
import { recordingLogger, simulatedEnv } from '@node-chassis/core/testing'
import type { RecordingLogger, SimulatedClock } from '@node-chassis/core/testing'
import { createGovernance } from '@node-chassis/governance'
import type { GovernanceEngine } from '@node-chassis/governance'
import { onTestFinished } from 'vitest'
import { createGuard } from './guard.ts'
import type { Guard, GuardOptions } from './guard.ts'

/** Everything that the policies of `values` are bound to by the name `all`. */
export const ALL = { 'servicecomb.matchGroup.all': 'matches:\n  - apiPath: { prefix: / }' }

export interface FakeChassis extends ChassisHandle {
  readonly env: Env & { readonly clock: SimulatedClock; readonly log: RecordingLogger }
  readonly governance: GovernanceEngine
  state: ChassisState
  /** Outcomes that a gate inside of all others was settled with; undefined: given back unused. */
  readonly settled: (Outcome | undefined)[]
  /** Changes of breakers: `CLOSED>OPEN`. */
  readonly transitions: string[]
  set(values: Readonly<Record<string, string>>): void
}

/** A chassis with real governance and simulated time. @param innermost asked behind the gates of the policies */
export function fakeChassis(
  values: Readonly<Record<string, string>> = {},
  ...innermost: readonly Gate[]
): FakeChassis {
  const env = { ...simulatedEnv(), log: recordingLogger() }
  const governance = createGovernance({ env, self: { app: 'default', service: 'order', version: '1.0.0' } })
  const settled: (Outcome | undefined)[] = []
  const transitions: string[] = []
  governance.on('breaker', ({ from, to }) => transitions.push(`${from}>${to}`))
  const recorder: Gate = {
    code: 'CHS_RATE_LIMITED',
    status: 429,
    message: 'never refuses',
    rule: 'recorder',
    admit: () => 0,
    settle: (_call, _permit, outcome) => {
      settled.push(outcome)
    }
  }
  const config = reader((err) => env.log.error({ err }, 'a listener failed'))
  const set = (next: Readonly<Record<string, string>>): void => {
    config.replace(next)
    governance.apply(config.values)
  }
  set(values)
  return {
    env,
    governance,
    identity: { app: 'default', name: 'order', version: '1.0.0', environment: '' },
    instanceId: undefined,
    state: 'ready',
    config,
    context: createContextAccess(),
    provider: {
      contextEntries: (call) => governance.contextEntries(call),
      planFor: (call) => ({ gates: [...governance.providerPlan(call).gates, ...innermost, recorder] })
    },
    settled,
    transitions,
    set
  }
}

/** Configuration in a variable. @param report hears what its listeners throw */
function reader(
  report: (error: unknown) => void
): ConfigReader & { replace(values: Readonly<Record<string, string>>): void } {
  let values: ReadonlyMap<string, string> = new Map()
  const events = new EventHub<{ change: ConfigChange }>(report)
  return {
    get values() {
      return values
    },
    get: (key) => values.get(key),
    text: (key, fallback) => values.get(key) ?? fallback,
    number: (key, fallback) => Number(values.get(key) ?? fallback),
    boolean(key, fallback) {
      const text = values.get(key) ?? String(fallback)
      if (text === 'true' || text === 'false') return text === 'true'
      throw new ConfigError('CHS_CONFIG_INVALID', `${key} is no boolean`, { key })
    },
    list: (_key, fallback) => fallback,
    sourceOf: () => undefined,
    onChange: (_prefix, listener) => events.on('change', listener),
    replace(next) {
      const before = values
      values = new Map(Object.entries(next))
      events.emit('change', {
        keys: [...new Set([...before.keys(), ...values.keys()])],
        before,
        after: values
      })
    }
  }
}

export interface Provider {
  readonly url: string
  readonly port: number
  readonly server: Server
  readonly guard: Guard
  /** Resolves when the guard has been handed `count` requests in all. */
  readonly arrived: (count: number) => Promise<void>
  /** Resolves when `count` answers are out or their clients gone. */
  readonly over: (count: number) => Promise<void>
}

/** A server on `node:http`; closed when the test is finished. */
export async function provide(
  chassis: ChassisHandle,
  handler: (request: IncomingMessage, response: ServerResponse, guard: Guard) => void = (
    _request,
    response
  ) => void response.end('ok'),
  options: GuardOptions = {}
): Promise<Provider> {
  const guard = createGuard(chassis, options)
  const arrivals = counter()
  const ends = counter()
  const server = createServer((request, response) => {
    guard.handle(request, response, {}, () => handler(request, response, guard))
    // Added behind the guard's own listener, so it has settled by then.
    response.on('close', () => ends.add())
    arrivals.add()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    guard,
    arrived: arrivals.reached,
    over: ends.reached
  }
}

function counter(): { readonly add: () => void; readonly reached: (count: number) => Promise<void> } {
  let total = 0
  let waiting: { readonly count: number; readonly resolve: () => void }[] = []
  return {
    add() {
      total++
      for (const { count, resolve } of waiting) if (count <= total) resolve()
      waiting = waiting.filter(({ count }) => count > total)
    },
    reached: (count) =>
      new Promise((resolve) => {
        if (count <= total) resolve()
        else waiting.push({ count, resolve })
      })
  }
}
