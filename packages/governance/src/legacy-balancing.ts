import type { GovernanceProblem } from './contracts.ts'

const PREFIX = 'servicecomb.loadbalance.'
const STRATEGY = 'strategy.name'
const RETRY_ON_SAME = 'retryOnSame'
/** What a policy or key may name without anybody's doing. */
export const BUILT_IN_BALANCERS: ReadonlySet<string> = new Set([
  'RoundRobin',
  'Random',
  'WeightedResponse',
  'SessionStickiness',
  'PeakEwma'
])

/** What the legacy keys say for one call. */
export interface BalancingSettings {
  /** Name of the balancer; `RoundRobin` where a key names an unknown one. */
  readonly balancer: string
  readonly retryOnSame: number
}

/**
 * `servicecomb.loadbalance.[<service>[.<schema>[.<operation>]].]strategy.name` and `.[<service>.]retryOnSame`
 * (routing.md 8.1, governance.md Appendix A).
 */
export interface LegacyBalancing {
  readonly global: BalancingSettings
  /** By `service[.schema[.operation]]`: only those that have keys of their own, and only what these say. */
  readonly scopes: ReadonlyMap<string, Partial<BalancingSettings>>
  /** Balancers that there are: those built in and those of the application. */
  readonly known: ReadonlySet<string>
  readonly problems: readonly GovernanceProblem[]
}

export function readLegacyBalancing(
  values: ReadonlyMap<string, string>,
  known: ReadonlySet<string> = BUILT_IN_BALANCERS
): LegacyBalancing {
  const problems: GovernanceProblem[] = []
  const scopes = new Map<string, { balancer?: string; retryOnSame?: number }>()
  for (const [key, value] of values) {
    if (!key.startsWith(PREFIX) || value === '') continue
    const rest = key.slice(PREFIX.length)
    const strategy = scopeOf(rest, STRATEGY)
    const onSame = scopeOf(rest, RETRY_ON_SAME)
    if (strategy !== undefined) of(scopes, strategy).balancer = knownBalancer(key, value, known, problems)
    if (onSame !== undefined) {
      if (/^[0-9]+$/.test(value.trim())) of(scopes, onSame).retryOnSame = Number(value)
      else problems.push({ key, severity: 'warning', message: `'${value}' is no whole number, 0 is used` })
    }
  }
  const { balancer = 'RoundRobin', retryOnSame = 0 } = scopes.get('') ?? {}
  scopes.delete('')
  return { global: { balancer, retryOnSame }, scopes, known, problems }
}

/** The most specific name of a balancer: operation, schema, service, all (routing.md 8.1). */
export function balancerFor(
  { global, scopes }: LegacyBalancing,
  service: string,
  schema: string | undefined,
  operation: string | undefined
): string {
  if (schema !== undefined) {
    const ofSchema = `${service}.${schema}`
    const found =
      (operation === undefined ? undefined : scopes.get(`${ofSchema}.${operation}`)?.balancer) ??
      scopes.get(ofSchema)?.balancer
    if (found !== undefined) return found
  }
  return scopes.get(service)?.balancer ?? global.balancer
}

/** A balancer's name as it is used: unknown ones are RoundRobin, as in Java. */
export function balancerNamed(name: string, known: ReadonlySet<string>): string {
  return known.has(name) ? name : 'RoundRobin'
}

// '' is the global level, else the service, schema and operation that the key names.
function scopeOf(rest: string, setting: string): string | undefined {
  if (rest === setting) return ''
  return rest.endsWith(`.${setting}`) ? rest.slice(0, -setting.length - 1) : undefined
}

function of<T extends object>(map: Map<string, T>, key: string): T {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = {} as T))
  return value
}

function knownBalancer(
  key: string,
  value: string,
  known: ReadonlySet<string>,
  problems: GovernanceProblem[]
): string {
  if (!known.has(value)) {
    const message = `unknown balancer '${value}', RoundRobin is used; known are ${[...known].join(', ')}`
    problems.push({ key, severity: 'warning', message })
  }
  return balancerNamed(value, known)
}
