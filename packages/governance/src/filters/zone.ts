import type { Instance } from '@node-chassis/core'

/** Where this process is, and how much that counts. */
export interface ZoneOptions {
  readonly region: string
  readonly zone: string
  /**
   * `ratio`: nearer instances come first while their share lies within bounds (java-chassis 3). `strict`: whenever there
   * are any (spring-cloud-huawei).
   */
  readonly mode: 'ratio' | 'strict'
  /** Percent of the list that a group must have. @defaultValue 30 */
  readonly ratio: number
  /** Percent of the list that a group may have. @defaultValue 100 - ratio */
  readonly ratioCeiling: number
  /** strict: nobody outside of the region is called at all. @defaultValue false */
  readonly denyCrossZone: boolean
}

type Place = Pick<Instance, 'region' | 'zone'>

/** The list by nearness, the nearest first; the last one may be empty (routing.md 7.3). */
export function zoneLevels<I extends Place>(list: readonly I[], options: ZoneOptions): (readonly I[])[] {
  const near: I[] = []
  const region: I[] = []
  const far: I[] = []
  for (const instance of list) {
    if (instance.region !== options.region) far.push(instance)
    else if (instance.zone === options.zone) near.push(instance)
    else region.push(instance)
  }
  if (options.mode === 'strict') {
    const levels = [near, region, options.denyCrossZone ? [] : far].filter((level) => level.length > 0)
    return levels.length === 0 ? [[]] : levels
  }
  // Too few would be overrun, and too many need no help: both give up their place (Java's formula).
  const counts = (group: readonly I[]): boolean => {
    const percent = Math.floor((100 * group.length) / list.length)
    return group.length > 0 && options.ratio <= percent && percent <= options.ratioCeiling
  }
  const levels: I[][] = []
  if (counts(near)) levels.push(near)
  else region.push(...near)
  if (counts(region)) levels.push(region)
  else far.push(...region)
  levels.push(far)
  return levels
}
