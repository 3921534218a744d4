import type { ConfigReader } from '@node-chassis/core'
import { ConfigError } from '@node-chassis/core'
import { STICKINESS_DEFAULTS } from '../balancing/session-stickiness.ts'
import type { BalancerOptions } from '../balancing/balancers.ts'
import { AFFINITY_TAG } from './affinity-tag.ts'
import { parseVersionRule } from './version-rule.ts'
import type { VersionRule } from './version-rule.ts'
import type { ZoneOptions } from './zone.ts'

/** Which instances of services come into question, and which come first: everything that keys say, read once. */
export interface Selection {
  readonly zone: ZoneOptions | undefined
  /** Whether nearness is looked at before dark launch, as java-chassis 3 does. */
  readonly zoneBeforeRouter: boolean
  readonly affinity: { readonly own: string | undefined } | undefined
  readonly priority: { readonly key: string; readonly own: string } | undefined
  readonly slowStart: BalancerOptions['slowStart']
  /** By service; `''` has the default. */
  readonly versionRules: ReadonlyMap<string, VersionRule | 'everything'>
  readonly properties: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly stickiness: ReadonlyMap<string, BalancerOptions['stickiness']>
}

/** Keys below these decide a selection. */
export const SELECTION_PREFIXES = [
  'servicecomb.loadbalance.',
  'servicecomb.references.',
  'servicecomb.discovery.',
  'servicecomb.datacenter.',
  'servicecomb.service.properties.',
  'servicecomb.instance.properties.'
] as const

const BALANCE = 'servicecomb.loadbalance.'
const ZONE = `${BALANCE}filter.zoneaware.`
const PRIORITY = `${BALANCE}filter.priorityInstanceProperty.`
const SLOW_START = `${BALANCE}slowStart.`
const DATACENTER = 'servicecomb.datacenter.'
const VERSION_RULE = /^servicecomb\.references\.(?:(.+)\.)?version-rule$/
const OPTION = /^servicecomb\.loadbalance\.(.+?)\.transactionControl\.options\.(.+)$/
const STICKINESS =
  /^servicecomb\.loadbalance\.(?:(.+)\.)?SessionStickinessRule\.(sessionTimeoutInSeconds|successiveFailedTimes)$/

/** @throws ConfigError `CHS_CONFIG_INVALID` naming the key (routing.md 7 and 8, decisions.md N19) */
export function readSelection(config: ConfigReader): Selection {
  const own = (property: string): string | undefined =>
    config.get(`servicecomb.instance.properties.${property}`) ??
    config.get(`servicecomb.service.properties.${property}`)
  const zone = readZone(config)
  const key = config.text(`${PRIORITY}key`, 'environment')
  return {
    zone,
    zoneBeforeRouter:
      oneOf(config, `${BALANCE}zone.phase`, ['afterRouter', 'beforeRouter']) === 'beforeRouter' &&
      zone !== undefined,
    affinity: config.boolean('servicecomb.discovery.enabledAffinityTag', false)
      ? { own: own(AFFINITY_TAG) }
      : undefined,
    priority: config.boolean(`${PRIORITY}enabled`, false)
      ? { key, own: config.text(`servicecomb.service.properties.${key}`, '') }
      : undefined,
    slowStart: {
      windowMs: 1000 * within(config, `${SLOW_START}windowInSeconds`, 0, 0, 86_400),
      aggression: within(config, `${SLOW_START}aggression`, 1, 0.01, 100),
      minWeightPercent: within(config, `${SLOW_START}minWeightPercent`, 10, 1, 100)
    },
    versionRules: readVersionRules(config.values),
    properties: config.boolean(`${BALANCE}filter.instanceProperty.enabled`, true)
      ? readProperties(config.values)
      : new Map(),
    stickiness: readStickiness(config.values)
  }
}

// Only a process that says where it is has an own zone, and only then is it registered with one (routing.md 7.3).
function readZone(config: ConfigReader): ZoneOptions | undefined {
  const ratio = within(config, `${ZONE}ratio`, 30, 0, 100)
  const ratioCeiling = within(config, `${ZONE}ratioCeiling`, 100 - ratio, 0, 100)
  const strict = config.boolean('servicecomb.discovery.enabledZoneAware', false)
  const mode = oneOf(
    config,
    `${BALANCE}zone.mode`,
    strict ? (['strict', 'ratio'] as const) : (['ratio', 'strict'] as const)
  )
  const denyCrossZone = config.boolean('servicecomb.discovery.denyCrossZoneLoadBalancing', false)
  const name = config.get(`${DATACENTER}name`)
  const region = config.get(`${DATACENTER}region`)
  const zone = config.get(`${DATACENTER}availableZone`)
  if (!config.boolean(`${ZONE}enabled`, true) || !name || !region || !zone) return undefined
  return { region, zone, mode, ratio, ratioCeiling, denyCrossZone }
}

function readVersionRules(values: ReadonlyMap<string, string>): Selection['versionRules'] {
  const rules = new Map<string, VersionRule | 'everything'>()
  for (const [key, text] of values) {
    const match = VERSION_RULE.exec(key)
    if (match === null || text.trim() === '') continue
    const rule = parseVersionRule(text)
    if (rule === undefined) throw invalid(key, text, '`latest`, `1.2.3`, `1.2+` or `1.0-2.0`')
    rules.set(match[1] ?? '', rule)
  }
  return rules
}

function readProperties(values: ReadonlyMap<string, string>): Selection['properties'] {
  const all = new Map<string, Map<string, string>>()
  for (const [key, value] of values) {
    const [, service = '', property = ''] = OPTION.exec(key) ?? []
    if (service === '') continue
    let wanted = all.get(service)
    if (wanted === undefined) all.set(service, (wanted = new Map<string, string>()))
    wanted.set(property, value)
  }
  return all
}

function readStickiness(values: ReadonlyMap<string, string>): Selection['stickiness'] {
  const own = new Map<string, { sessionTimeoutMs?: number; successiveFailedTimes?: number }>()
  for (const [key, text] of values) {
    const match = STICKINESS.exec(key)
    // What is no whole number is as if it were not there, as in Java.
    if (match === null || !/^\s*[-+]?\d+\s*$/.test(text)) continue
    const service = match[1] ?? ''
    const value = Number(text)
    const setting =
      match[2] === 'successiveFailedTimes'
        ? { successiveFailedTimes: value }
        : { sessionTimeoutMs: 1000 * value }
    own.set(service, { ...own.get(service), ...setting })
  }
  const common = { ...STICKINESS_DEFAULTS, ...own.get('') }
  return new Map([['', common], ...[...own].map(([name, some]) => [name, { ...common, ...some }] as const)])
}

function within(config: ConfigReader, key: string, fallback: number, least: number, most: number): number {
  const value = config.number(key, fallback)
  if (value >= least && value <= most) return value
  throw invalid(key, String(value), `a number from ${least} to ${most}`)
}

/** @param choices the default first */
function oneOf<T extends string>(config: ConfigReader, key: string, choices: readonly [T, ...T[]]): T {
  const text = config.text(key, choices[0])
  const found = choices.find((choice) => choice === text)
  if (found !== undefined) return found
  throw invalid(key, text, choices.map((choice) => `\`${choice}\``).join(' or '))
}

function invalid(key: string, value: string, wanted: string): ConfigError {
  return new ConfigError('CHS_CONFIG_INVALID', `${key} is '${value}'; it must be ${wanted}`, { key })
}
