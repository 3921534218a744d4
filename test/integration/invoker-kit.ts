import { createContextAccess, silentLogger, systemEnv } from '@node-chassis/core'
import type {
  Call,
  ConfigChange,
  ConfigReader,
  Env,
  Instance,
  InstanceList,
  InstanceSource,
  Outcome,
  Permit,
  Target
} from '@node-chassis/core'
import type {
  ConsumerPlan,
  Governance,
  InstanceGate,
  InstanceGates,
  RetryPolicy,
  RouteGroup,
  ServiceRouter
} from '@node-chassis/governance'
import { createInvoker } from '@node-chassis/invoker'
import type { ContextHeaders, Invoker } from '@node-chassis/invoker'

export function instance(id: string, port: number, more: Partial<Instance> = {}): Instance {
  return {
    id,
    service: 'order',
    app: 'default',
    version: '1.0.0',
    status: 'UP',
    endpoints: [`rest://127.0.0.1:${port}`],
    properties: {},
    region: undefined,
    zone: undefined,
    registeredAt: 0,
    framework: undefined,
    ...more
  }
}

/** A registry in a variable. */
export interface ScriptedSource extends InstanceSource {
  /** What the next pull and every later look answers. */
  set(service: string, instances: readonly Instance[]): void
  /** Known to the next pull only. */
  setSilently(service: string, instances: readonly Instance[]): void
  readonly pulls: number
}

export function scriptedSource(): ScriptedSource {
  const lists = new Map<string, InstanceList>()
  const pulled = new Map<string, InstanceList>()
  const listeners = new Set<(list: InstanceList) => void>()
  let revision = 0
  let pulls = 0
  const listOf = (service: string, instances: readonly Instance[], known = true): InstanceList => ({
    target: { app: 'default', service },
    known,
    instances,
    revision: String(++revision)
  })
  return {
    current: (target: Target) => lists.get(target.service),
    pull(target: Target) {
      pulls++
      const list = pulled.get(target.service) ?? listOf(target.service, [], false)
      lists.set(target.service, list)
      return Promise.resolve(list)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set(service, instances) {
      const list = listOf(service, instances)
      lists.set(service, list)
      pulled.set(service, list)
      for (const listener of listeners) listener(list)
    },
    setSilently(service, instances) {
      pulled.set(service, listOf(service, instances))
    },
    get pulls() {
      return pulls
    }
  }
}

export interface ScriptedConfig extends ConfigReader {
  put(key: string, value: string): void
}

export function scriptedConfig(values: Record<string, string> = {}): ScriptedConfig {
  let map: ReadonlyMap<string, string> = new Map(Object.entries(values))
  const listeners: [string, (change: ConfigChange) => void][] = []
  return {
    get values() {
      return map
    },
    get: (key) => map.get(key),
    text: (key, fallback) => map.get(key) ?? fallback,
    number: (key, fallback) => Number(map.get(key) ?? fallback),
    boolean: (key, fallback) => (map.get(key) ?? String(fallback)) === 'true',
    list: (key, fallback) => map.get(key)?.split(',') ?? fallback,
    sourceOf: () => 'test',
    onChange(prefix, listener) {
      listeners.push([prefix, listener])
      return () => {}
    },
    put(key, value) {
      const before = map
      map = new Map([...map, [key, value]])
      for (const [prefix, listener] of listeners) {
        if (key.startsWith(prefix)) listener({ keys: [key], before, after: map })
      }
    }
  }
}

const PLAIN: ConsumerPlan = {
  gates: [],
  retry: undefined,
  isolation: undefined,
  instanceBulkhead: undefined,
  balancer: 'RoundRobin',
  description: 'nothing'
}

/** Plans made by hand, so that a test says exactly what a call meets. */
export function scriptedGovernance(plan: Partial<ConsumerPlan> = {}, router?: ServiceRouter): Governance {
  const all = { ...PLAIN, ...plan }
  return {
    apply: () => {},
    consumerPlan: () => all,
    providerPlan: () => ({ gates: [], description: '' }),
    router: () => router,
    revision: 0,
    problems: [],
    explain: () => ({
      request: { side: 'consumer', method: 'GET', path: '/', service: 'order' },
      hints: [],
      problems: [],
      settings: [],
      unread: [],
      markers: [],
      policies: [],
      route: { rule: undefined, because: 'no rule', groups: [] },
      plan: all.description,
      isolation: [],
      breakers: []
    })
  }
}

export function retryPolicy(more: Partial<RetryPolicy> = {}): RetryPolicy {
  return {
    rule: 'servicecomb.retry.test',
    maxAttempts: 3,
    retryOnSame: 0,
    failAfterMaxAttempts: false,
    retriable: ({ phase, status }: Outcome) =>
      phase === 'ANSWER' || phase === 'REFUSED'
        ? status === 503
        : phase === 'UNSENT' || phase === 'LOST' || phase === 'CUT',
    pauseMs: () => 1,
    ...more
  }
}

interface Booking {
  readonly instance: string
  readonly phase: string | undefined
  readonly status: number | undefined
}

/** Breakers that open and close by hand, and what was booked to each. */
export interface ScriptedIsolation extends InstanceGates {
  readonly bookings: Booking[]
  readonly admitted: string[]
  /** Permits that are out. */
  readonly out: number
  open(id: string): void
}

export function scriptedIsolation(kind: InstanceGates['kind'] = 'instanceIsolation'): ScriptedIsolation {
  const isOpen = new Set<string>()
  const bookings: Booking[] = []
  const admitted: string[] = []
  const gates = new Map<string, InstanceGate>()
  let revision = 0
  let out = 0
  return {
    kind,
    code: 'CHS_INSTANCE_ISOLATED',
    rule: 'servicecomb.instanceIsolation.test',
    forceOpen: false,
    bookings,
    admitted,
    get out() {
      return out
    },
    get revision() {
      return revision
    },
    open(id) {
      isOpen.add(id)
      revision++
    },
    gateOf({ id }) {
      let gate = gates.get(id)
      if (gate === undefined) {
        gate = {
          code: 'CHS_INSTANCE_ISOLATED',
          status: 503,
          message: 'instance isolation circuitBreaker is open.',
          rule: 'servicecomb.instanceIsolation.test',
          blockedUntil: Infinity,
          wouldAdmit: () => !isOpen.has(id),
          admit(): Permit {
            if (isOpen.has(id)) return -1
            admitted.push(id)
            out++
            return 0
          },
          settle(_call: Call, _permit: Permit, outcome: Outcome | undefined) {
            out--
            bookings.push({ instance: id, phase: outcome?.phase, status: outcome?.status })
          }
        }
        gates.set(id, gate)
      }
      return gate
    },
    forget: () => {}
  }
}

/** Groups by version: the header `x-version` says which, `none` nobody. */
export const byVersion: ServiceRouter = {
  route(call): RouteGroup {
    const wanted = call.header('x-version') ?? '1.0.0'
    return {
      kind: 'tags',
      label: `version=${wanted}`,
      precedence: 1,
      members: (instances) => instances.filter((one) => one.version === wanted)
    }
  }
}

export interface Kit extends AsyncDisposable {
  readonly invoker: Invoker
  readonly source: ScriptedSource
  readonly config: ScriptedConfig
}

export interface KitOptions {
  readonly instances?: readonly Instance[]
  readonly plan?: Partial<ConsumerPlan>
  readonly router?: ServiceRouter
  readonly settings?: Record<string, string>
  readonly contextHeaders?: ContextHeaders
  readonly governance?: Governance
  readonly notReady?: boolean
  /** @defaultValue the machine's, without a log */
  readonly env?: Env
  /** Instead of the scripted one. */
  readonly source?: InstanceSource
}

/** The machine's time, and how many of its timers run. */
export function countingEnv(): Env & { readonly timers: number } {
  const env = systemEnv(silentLogger)
  let timers = 0
  return {
    ...env,
    clock: {
      ...env.clock,
      after(ms, run, hold) {
        let over = false
        const end = (): void => {
          if (!over) timers--
          over = true
        }
        timers++
        const cancel = env.clock.after(ms, () => (end(), run()), hold)
        return () => (end(), cancel())
      }
    },
    get timers() {
      return timers
    }
  }
}

/** An invoker over a scripted registry; `order` is the service. */
export function startKit(options: KitOptions = {}): Kit {
  const source = scriptedSource()
  if (options.instances !== undefined) source.set('order', options.instances)
  const config = scriptedConfig(options.settings)
  const invoker = createInvoker({
    env: options.env ?? systemEnv(silentLogger),
    self: { app: 'default', name: 'shop' },
    source: options.source ?? source,
    governance: options.governance ?? scriptedGovernance(options.plan, options.router),
    config,
    context: createContextAccess(),
    ...(options.contextHeaders === undefined ? {} : { contextHeaders: options.contextHeaders })
  })
  if (options.notReady !== true) invoker.ready()
  return { invoker, source, config, [Symbol.asyncDispose]: () => invoker.destroy() }
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise
  } catch (error) {
    return error as Error & Record<string, unknown>
  }
  throw new Error('it was not rejected')
}

/** A port on which nobody listens: taken once and given back. */
export async function deadPort(): Promise<number> {
  const { startRawUpstream } = await import('@node-chassis/testing')
  const upstream = await startRawUpstream(() => {})
  await upstream.close()
  return upstream.port
}
