import type { Call, Instance } from '@node-chassis/core'
import type { BalancerOptions } from '../balancing/balancers.ts'
import { affinityLevels } from './affinity-tag.ts'
import { hasProperties } from './instance-property.ts'
import { perList } from './per-list.ts'
import { PriorityProperty } from './priority-property.ts'
import type { Selection } from './selection.ts'
import { zoneLevels } from './zone.ts'

/** Lists by preference: an instance of a later one is called when those before have nobody left to try. */
type Levels<I> = readonly (readonly I[])[]

/**
 * The instance filters of one service, in the order of routing.md 7.1 (Node): version rule and instance property (who
 * comes into question at all), priority property (before dark launch), zone and affinity tag (after it). Everything is
 * computed per list, not per call; undefined parts are not configured and cost nothing.
 */
export class ServiceFilters {
  readonly selection: Selection
  readonly service: string
  /** Whether anything is configured that leaves instances out or behind. */
  readonly restricts: boolean
  /** Whether calls differ in the instances they may have before dark launch. */
  readonly narrows: boolean
  readonly balancing: BalancerOptions
  /** Who may be called at all; the same list when everybody may. */
  readonly eligible: (<I extends Instance>(list: readonly I[]) => readonly I[]) | undefined
  /** Nearness before dark launch (`zone.phase`). */
  readonly before: (<I extends Instance>(list: readonly I[]) => readonly I[]) | undefined
  /** Preferences among the members of a route group. Never an empty level; no level at all: everybody is left out. */
  readonly levels: (<I extends Instance>(list: readonly I[]) => Levels<I>) | undefined
  readonly #priority: PriorityProperty | undefined
  readonly #contextKey: string

  constructor(selection: Selection, service: string) {
    this.selection = selection
    this.service = service
    const { versionRules, properties, zone, affinity, priority, stickiness, slowStart } = selection
    this.balancing = {
      stickiness: stickiness.get(service) ?? (stickiness.get('') as BalancerOptions['stickiness']),
      slowStart
    }
    const rule = versionRules.get(service) ?? versionRules.get('') ?? 'everything'
    const wanted = properties.get(service)
    this.eligible =
      rule === 'everything' && wanted === undefined
        ? undefined
        : <I extends Instance>(list: readonly I[]) => {
            const versions =
              rule === 'everything' ? undefined : rule.accepted(list.map(({ version }) => version))
            const kept = list.filter(
              (instance) =>
                (versions === undefined || versions.has(instance.version)) &&
                (wanted === undefined || hasProperties(instance, wanted))
            )
            return kept.length === list.length ? list : kept
          }
    this.#priority = priority === undefined ? undefined : new PriorityProperty(priority.key)
    this.#contextKey = `x-${priority?.key ?? ''}`
    const { zoneBeforeRouter } = selection
    if (zone !== undefined && zoneBeforeRouter) {
      const nearest = perList(
        (list: readonly Instance[]) => zoneLevels(list, zone).find((level) => level.length > 0) ?? NOBODY
      )
      this.before = <I extends Instance>(list: readonly I[]) => nearest(list) as readonly I[]
    }
    this.narrows = this.#priority !== undefined || this.before !== undefined
    const after = zoneBeforeRouter ? undefined : zone
    if (after !== undefined || affinity !== undefined) {
      const levels = perList((list: readonly Instance[]): Levels<Instance> => {
        const zones = after === undefined ? [list] : zoneLevels(list, after)
        const all =
          affinity === undefined ? zones : zones.flatMap((level) => affinityLevels(level, affinity.own))
        return all.filter((level) => level.length > 0)
      })
      this.levels = <I extends Instance>(list: readonly I[]) => levels(list) as Levels<I>
    }
    this.restricts = this.eligible !== undefined || this.narrows || this.levels !== undefined
  }

  /**
   * The value of the priority property that serves a call among `list`; undefined: nobody does. Without such a filter
   * it is always `''`.
   */
  levelFor(call: Pick<Call, 'context'>, list: readonly Instance[]): string | undefined {
    return this.#priority === undefined ? '' : this.#priority.level(list, this.wantedBy(call))
  }

  /** The value of the priority property that a call wants: its context's, else our own. */
  wantedBy(call: Pick<Call, 'context'>): string {
    return call.context.get(this.#contextKey) ?? this.selection.priority?.own ?? ''
  }

  /** Whether an instance has that value of the priority property. */
  serves({ properties }: Pick<Instance, 'properties'>, level: string): boolean {
    return this.#priority === undefined || (properties[this.#priority.key] ?? '') === level
  }

  /** Those of `list` at a level of the priority property, and of them the nearest where zones come first. */
  at<I extends Instance>(list: readonly I[], level: string): readonly I[] {
    const members = this.#priority === undefined ? list : this.#priority.at(list, level)
    return this.before === undefined ? members : this.before(members)
  }
}

const NOBODY: readonly never[] = Object.freeze([])
