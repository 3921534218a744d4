import type { Call, Instance } from '@node-chassis/core'
import type { HeaderLookup } from '../routing/header-lookup.ts'
import { compileCondition } from './conditions.ts'
import type { Expression } from './conditions.ts'

/** One item: which instances are its group, and which calls, or what share of them, go there. */
export interface DarkLaunchItem {
  readonly name: string
  readonly holds: (instance: Instance) => boolean
  /** RULE: whether the call is the item's. */
  readonly takes: ((call: Call, headerOf: HeaderLookup) => boolean) | undefined
  /** RATE: percent of the calls. */
  readonly rate: number
}

/** `servicecomb.darklaunch.policy.<service>` of java-chassis 2, read once (routing.md 6.2). */
export interface DarkLaunchPolicy {
  readonly key: string
  readonly text: string
  readonly items: readonly DarkLaunchItem[]
}

/** @returns the reason when the text is no policy */
export function parseDarkLaunch(key: string, text: string): DarkLaunchPolicy | string {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch (error) {
    return `no JSON: ${error instanceof Error ? error.message : String(error)}`
  }
  if (!isObject(root)) return 'a JSON object with policyType and ruleItems is needed'
  const { policyType, ruleItems } = root
  if (policyType !== 'RULE' && policyType !== 'RATE')
    return `policyType must be RULE or RATE, not ${show(policyType)}`
  if (!Array.isArray(ruleItems)) return 'ruleItems must be a list'
  const items: DarkLaunchItem[] = []
  for (const [i, raw] of (ruleItems as unknown[]).entries()) {
    const item = isObject(raw) ? parseItem(raw, policyType) : 'an object is needed'
    if (typeof item === 'string') return `ruleItems[${i}]: ${item}`
    items.push(item)
  }
  return { key, text, items }
}

function parseItem(raw: Record<string, unknown>, type: 'RULE' | 'RATE'): DarkLaunchItem | string {
  const { groupName, groupCondition, policyCondition } = raw
  if (typeof groupCondition !== 'string') return 'groupCondition is missing'
  const ignoreCase = raw['caseInsensitive'] === true
  const members = compileCondition(groupCondition, ignoreCase)
  if (typeof members === 'string') return `groupCondition: ${members}`
  const name = typeof groupName === 'string' ? groupName : groupCondition
  // Only the version is supplied for groups.
  const holds = (instance: Instance): boolean =>
    members((key) => (key === 'version' ? instance.version : undefined))
  const policy = typeof policyCondition === 'number' ? String(policyCondition) : policyCondition
  if (typeof policy !== 'string') return 'policyCondition is missing'
  if (type === 'RATE') {
    if (!/^[0-9]{1,3}$/.test(policy)) return `policyCondition: '${policy}' is no percentage`
    return { name, holds, takes: undefined, rate: Number(policy) }
  }
  const calls = compileCondition(policy, ignoreCase)
  if (typeof calls === 'string') return `policyCondition: ${calls}`
  return { name, holds, takes: callTest(calls), rate: 0 }
}

function callTest(calls: Expression): DarkLaunchItem['takes'] {
  return (call, headerOf) => calls((key) => headerOf(call, key.toLowerCase()))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
