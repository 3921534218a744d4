import type { Call } from '@node-chassis/core'
import type { ServiceFilters } from '@node-chassis/governance'
import type { Classes } from './classes.ts'

/**
 * The classes as one call sees them before dark launch: the instances nearest to its priority property, and the nearest
 * zone where zones come first (routing.md 7.1, 7.4). Computed once per classes and level; the lists keep their identity.
 */
export class Narrowing {
  readonly #filters: ServiceFilters
  readonly #known = new WeakMap<Classes, Map<string, Classes>>()

  constructor(filters: ServiceFilters) {
    this.#filters = filters
  }

  of(classes: Classes, call: Call): Classes {
    // Those that are UP decide, isolated ones too: a group that is merely ill is not left for another.
    const level = this.#filters.levelFor(call, classes.u.length > 0 ? classes.u : classes.h)
    let byLevel = this.#known.get(classes)
    if (byLevel === undefined) this.#known.set(classes, (byLevel = new Map<string, Classes>()))
    // No level has a blank in front of its name: that is the place of nobody.
    const key = level ?? ' '
    let narrowed = byLevel.get(key)
    if (narrowed === undefined) byLevel.set(key, (narrowed = this.#narrow(classes, level)))
    return narrowed
  }

  #narrow(classes: Classes, level: string | undefined): Classes {
    if (level === undefined) return { ...classes, a: [], h: [], u: [] }
    return {
      ...classes,
      a: this.#filters.at(classes.a, level),
      h: this.#filters.at(classes.h, level),
      u: this.#filters.at(classes.u, level)
    }
  }
}
