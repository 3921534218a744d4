import type { Instance } from '@node-chassis/core'
import { AFFINITY_TAG } from './affinity-tag.ts'
import type { Selection } from './selection.ts'

/** Which static filter leaves an instance out, by the key that says so (decisions.md N32). */
export function whyIneligible(selection: Selection, service: string, instance: Instance): string {
  for (const [key, value] of selection.properties.get(service) ?? []) {
    const own = instance.properties[key]
    if (own === value) continue
    const is = own === undefined ? `it has no property ${key}` : `its property ${key} is '${own}'`
    return `${is}; servicecomb.loadbalance.${service}.transactionControl.options.${key} asks for '${value}'`
  }
  const named = selection.versionRules.has(service) ? `${service}.` : ''
  const rule = selection.versionRules.get(service) ?? selection.versionRules.get('')
  const text = rule === undefined || rule === 'everything' ? '' : rule.text
  return `version ${instance.version} is not among those of servicecomb.references.${named}version-rule=${text}`
}

/** @param level the value that serves the call; undefined: nobody does */
export function whyOtherPriority(
  { priority }: Selection,
  instance: Instance,
  wanted: string,
  level: string | undefined
): string {
  const key = priority?.key ?? ''
  const own = instance.properties[key]
  const is = own === undefined ? `it has no property ${key}` : `its property ${key} is '${own}'`
  const serves =
    level === undefined ? 'nobody serves it' : level === '' ? 'those without it serve' : `'${level}' serves`
  return `${is}; the call wants '${wanted}' and ${serves} (priorityInstanceProperty filter)`
}

/** Why an instance is not in the first level of the filters behind dark launch. */
export function whyFurther(selection: Selection, instance: Instance, leftOut: boolean): string {
  const { zone, affinity } = selection
  const place = `${instance.region ?? 'no region'}/${instance.zone ?? 'no zone'}`
  if (leftOut)
    return `it is in ${place}, and servicecomb.discovery.denyCrossZoneLoadBalancing keeps to the region`
  const tag = instance.properties[AFFINITY_TAG]
  const until = 'called when nobody before it is left to try'
  const isNear = zone === undefined || (instance.region === zone.region && instance.zone === zone.zone)
  if (isNear && affinity !== undefined && tag !== affinity.own)
    return `its ${AFFINITY_TAG} is ${tag === undefined ? 'unset' : `'${tag}'`}, not ours: ${until}`
  return `it is in ${place}, others serve ${zone?.region ?? ''}/${zone?.zone ?? ''} first (zone filter): ${until}`
}
