import { createKieClient, kieOptions } from '@node-chassis/config-client'
import type { Configuration, KieClient } from '@node-chassis/config-client'
import { ConfigError, createContextAccess, createWireWriter } from '@node-chassis/core'
import type {
  ContextAccess,
  Env,
  ProviderPlans,
  ServiceIdentity,
  WireMode,
  WireWriter
} from '@node-chassis/core'
import { BUILT_IN_BALANCERS, createGovernance } from '@node-chassis/governance'
import type { GovernanceEngine } from '@node-chassis/governance'
import { createInvoker } from '@node-chassis/invoker'
import type { Invoker } from '@node-chassis/invoker'
import { createRegistryClient } from '@node-chassis/registry-client'
import { readEngineAuth } from '@node-chassis/transport'
import type { EngineAuth } from '@node-chassis/transport'
import { CallWatch } from './call-watch.ts'
import type { CentrePart, RegistryPart } from './engines.ts'
import { identityOf } from './identity.ts'
import { period } from './intervals.ts'
import { ServedMeter } from './metrics/served.ts'
import { nacosConfig, nacosRegistry, usesNacos } from './nacos.ts'
import { NO_INSTANCES } from './no-registry.ts'
import type { ChassisOptions } from './options.ts'
import { registryConnection } from './registry-connection.ts'
import { registrySettings } from './registry-settings.ts'

/** Everything that runs, put together once. This is the one place where the clients meet the invoker. */
export interface Parts {
  readonly identity: ServiceIdentity
  readonly config: Configuration
  readonly context: ContextAccess
  readonly governance: GovernanceEngine
  readonly provider: ProviderPlans
  /** Undefined with `servicecomb.registry.sc.enabled=false`. */
  readonly registry: RegistryPart | undefined
  /** kie or Nacos; undefined without an address of either. */
  readonly kie: CentrePart | undefined
  readonly invoker: Invoker
  /** Who follows the calls that are made. */
  readonly watch: CallWatch
  /** Counts of what this process serves. */
  readonly served: ServedMeter
}

export const REGISTRY_KEY = 'servicecomb.registry.sc.address'
export const KIE_KEY = 'servicecomb.kie.serverUri'

/** What an application brings along of its own. */
export type Extensions = Pick<ChassisOptions, 'matchers' | 'balancers' | 'ciphers' | 'schemas'>

/** @throws ConfigError `CHS_CONFIG_INVALID` for settings that cannot be used */
export function compose(config: Configuration, env: Env, extensions: Extensions = {}): Parts {
  const { matchers, balancers, schemas, ciphers } = extensions
  const identity = identityOf(config, env.log)
  const context = createContextAccess()
  const governance = createGovernance({
    env,
    self: { app: identity.app, service: identity.name, version: identity.version },
    readTimeoutIsFailure: config.boolean('servicecomb.governance.readTimeoutIsFailure', false),
    sourceOf: (key) => config.sourceOf(key),
    withheld: () => config.withheld?.() ?? [],
    balancers: ownBalancers(balancers)
  })
  for (const [name, matcher] of Object.entries(matchers ?? {})) governance.registerMatcher(name, matcher)
  governance.apply(config.values)
  config.onChange('', ({ after }) => governance.apply(after))
  const auth = readEngineAuth(env, config, ciphers)
  // Two engines for one part are refused before either is built.
  const [nacosRegisters, nacosConfigures] = [
    usesNacos(config, 'discovery', REGISTRY_KEY),
    usesNacos(config, 'config', KIE_KEY)
  ]
  const kie = nacosConfigures ? undefined : kieOf(config, env, identity, auth)
  const registry = nacosRegisters
    ? nacosRegistry(config, env, identity)
    : registryOf(config, env, identity, auth, kie, schemas)
  const wire = wireOf(config, env, identity, registry)
  const invoker = createInvoker({
    env,
    self: identity,
    source: registry?.instances ?? NO_INSTANCES,
    governance,
    config,
    context,
    contextHeaders: (call, framework) => wire().headers(watch.contextOf(call), call.service ?? '', framework),
    balancers: balancers ?? {}
  })
  const watch = new CallWatch(invoker, env.log)
  const served = new ServedMeter()
  const provider: ProviderPlans = {
    refused: (gate) => served.refused(gate),
    planFor: (call) => governance.providerPlan(call),
    contextEntries: (call) => governance.contextEntries(call)
  }
  return {
    identity,
    config,
    context,
    governance,
    provider,
    registry,
    kie: nacosConfigures ? nacosConfig(config, env, identity) : kie,
    invoker,
    watch,
    served
  }
}

function ownBalancers(balancers: Extensions['balancers'] = {}): readonly string[] {
  const names = Object.keys(balancers)
  const taken = names.find((name) => BUILT_IN_BALANCERS.has(name))
  if (taken === undefined) return names
  const key = `balancers.${taken}`
  throw new ConfigError(
    'CHS_CONFIG_INVALID',
    `option \`${key}\`: '${taken}' is built in; choose another name`,
    { key }
  )
}

function registryOf(
  config: Configuration,
  env: Env,
  identity: ServiceIdentity,
  auth: EngineAuth | undefined,
  kie: KieClient | undefined,
  schemas: Extensions['schemas']
): RegistryPart | undefined {
  if (!config.boolean('servicecomb.registry.sc.enabled', true)) return undefined
  return createRegistryClient({
    env: { ...env, log: env.log.child({ component: 'registry' }) },
    addresses: config.list(REGISTRY_KEY, ['http://127.0.0.1:30100']),
    isDefault: config.list(REGISTRY_KEY, []).length === 0,
    addressKey: REGISTRY_KEY,
    environment: identity.environment,
    ...registrySettings(config, schemas),
    ...registryConnection(config, env, identity, auth),
    ...(kie === undefined ? {} : { onConfigCentre: (found) => void kie.offer(found) }),
    heartbeatMs: period(
      config,
      env.log,
      'servicecomb.registry.sc.healthCheckIntervalInSeconds',
      'seconds',
      15
    ),
    pollMs: period(config, env.log, 'servicecomb.registry.sc.pollIntervalInMillis', 'milliseconds', 15_000),
    subscriptionIdleMs: period(
      config,
      env.log,
      'servicecomb.registry.sc.subscription.idleInSeconds',
      'seconds',
      600
    )
  })
}

function kieOf(
  config: Configuration,
  env: Env,
  identity: ServiceIdentity,
  auth: EngineAuth | undefined
): KieClient | undefined {
  if (config.list(KIE_KEY, []).length === 0) return undefined
  const log = env.log.child({ component: 'config' })
  return createKieClient(kieOptions({ env: { ...env, log }, config, identity, auth }))
}

const WIRE_MODES: readonly string[] = ['auto', 'both', 'cse', 'invocation', 'none'] satisfies WireMode[]

/** The writer of context headers; made anew when registration gives this process its ids. */
function wireOf(
  config: Configuration,
  env: Env,
  identity: ServiceIdentity,
  registry: RegistryPart | undefined
): () => WireWriter {
  const key = 'servicecomb.context.wire'
  const mode = config.text(key, 'auto') as WireMode
  if (!WIRE_MODES.includes(mode)) {
    const message = `${key} is '${mode}'; expected one of ${WIRE_MODES.join(', ')}`
    throw new ConfigError('CHS_CONFIG_INVALID', message, { key })
  }
  const build = (): WireWriter =>
    createWireWriter(
      env,
      {
        service: identity.name,
        serviceId: registry?.registrar.identity?.serviceId,
        instanceId: registry?.registrar.identity?.instanceId
      },
      mode
    )
  let writer = build()
  registry?.events.on('registered', () => (writer = build()))
  return () => writer
}
