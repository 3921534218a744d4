import type { GovernanceProblem } from './contracts.ts'

const PREFIX = 'servicecomb.loadbalance.'
const STRATEGY = 'strategy.name'
const RETRY_ON_SAME = 'retryOnSame'
const BALANCERS: ReadonlySet<string> = new Set([
  'RoundRobin',
  'Random',
  'WeightedResponse',
  'SessionStickiness'
])

/** What the legacy keys say for one target, or for all. */
export interface BalancingSettings {
  /** Name of the balancer; `RoundRobin` where a key names an unknown one. */
  readonly balancer: string
  readonly retryOnSame: number
}

/** `servicecomb.loadbalance.[<service>.]strategy.name` and `.retryOnSame` (governance.md Appendix A). */
export interface LegacyBalancing {
  readonly global: BalancingSettings
  /** Only targets that have keys of their own. */
  readonly services: ReadonlyMap<string, BalancingSettings>
  readonly problems: readonly GovernanceProblem[]
}

export function readLegacyBalancing(values: ReadonlyMap<string, string>): LegacyBalancing {
  const problems: GovernanceProblem[] = []
  const services = new Map<string, { balancer?: string; retryOnSame?: number }>()
  for (const [key, value] of values) {
    if (!key.startsWith(PREFIX) || value === '') continue
    const rest = key.slice(PREFIX.length)
    const strategy = scopeOf(rest, STRATEGY)
    const onSame = scopeOf(rest, RETRY_ON_SAME)
    if (strategy !== undefined) of(services, strategy).balancer = knownBalancer(key, value, problems)
    if (onSame !== undefined) {
      if (/^[0-9]+$/.test(value.trim())) of(services, onSame).retryOnSame = Number(value)
      else problems.push({ key, severity: 'warning', message: `'${value}' is no whole number, 0 is used` })
    }
  }
  const { balancer = 'RoundRobin', retryOnSame = 0 } = services.get('') ?? {}
  services.delete('')
  const global = { balancer, retryOnSame }
  const own = [...services].map(([service, settings]) => [service, { ...global, ...settings }] as const)
  return { global, services: new Map(own), problems }
}

/** A balancer's name as it is used: unknown ones are RoundRobin, as in Java. */
export function balancerNamed(name: string): string {
  return BALANCERS.has(name) ? name : 'RoundRobin'
}

// '' is the global level, else the service that the key names.
function scopeOf(rest: string, setting: string): string | undefined {
  if (rest === setting) return ''
  return rest.endsWith(`.${setting}`) ? rest.slice(0, -setting.length - 1) : undefined
}

function of<T extends object>(map: Map<string, T>, key: string): T {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = {} as T))
  return value
}

function knownBalancer(key: string, value: string, problems: GovernanceProblem[]): string {
  if (!BALANCERS.has(value)) {
    const message = `unknown balancer '${value}', RoundRobin is used; known are ${[...BALANCERS].join(', ')}`
    problems.push({ key, severity: 'warning', message })
  }
  return balancerNamed(value)
}
