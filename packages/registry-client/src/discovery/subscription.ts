import type { InstanceList, Target } from '@node-chassis/core'

/** What the client knows of one name that somebody asked for, and what it must remember to ask well. */
export interface Subscription {
  readonly target: Target
  list: InstanceList | undefined
  /** To be sent with the next question; empty asks for everything. */
  rev: string
  /** Whose question `rev` answered: a revision must not be used by another consumer (registry.md 8.3). */
  revConsumer: string | undefined
  usedAt: number
  askedAt: number
  /** Number of the youngest question whose answer is in `list`: an older one that comes late is dropped. */
  answered: number
  hadInstances: boolean
  /** When the registry last said that it does not know the name. */
  unknownAt: number | undefined
  /** Pause of the background before it asks for an unknown name again. */
  askAgainMs: number
  warned: boolean
  pulling: Promise<InstanceList> | undefined
}

/** Names in use: at most 2,000 (decisions.md N13). */
export interface Subscriptions {
  get(target: Target): Subscription | undefined
  /** Makes one when there is none. When it is one too many, the least used goes, unknown names first. */
  use(target: Target, now: number): Subscription
  /** Those used since `since`; the others end here. */
  inUse(since: number): readonly Subscription[]
  all(): readonly Subscription[]
}

const MOST = 2_000

export function createSubscriptions(): Subscriptions {
  // Two levels: a call's look-up builds no key text.
  const apps = new Map<string, Map<string, Subscription>>()
  let size = 0

  const all = (): Subscription[] => [...apps.values()].flatMap((services) => [...services.values()])
  const remove = ({ target }: Subscription): void => {
    if (apps.get(target.app)?.delete(target.service) === true) size--
  }
  const makeRoom = (): void => {
    let worst: Subscription | undefined
    for (const one of all()) if (worst === undefined || isWorse(one, worst)) worst = one
    if (worst !== undefined) remove(worst)
  }
  const get = (target: Target): Subscription | undefined => apps.get(target.app)?.get(target.service)

  return {
    get,
    use(target, now) {
      const existing = get(target)
      if (existing !== undefined) {
        existing.usedAt = now
        return existing
      }
      if (size >= MOST) makeRoom()
      const made: Subscription = {
        target,
        list: undefined,
        rev: '',
        revConsumer: undefined,
        usedAt: now,
        askedAt: -Infinity,
        answered: 0,
        hadInstances: false,
        unknownAt: undefined,
        askAgainMs: 0,
        warned: false,
        pulling: undefined
      }
      let services = apps.get(target.app)
      if (services === undefined) apps.set(target.app, (services = new Map()))
      services.set(target.service, made)
      size++
      return made
    },
    inUse(since) {
      for (const one of all()) if (one.usedAt < since) remove(one)
      return all()
    },
    all
  }
}

function isWorse(a: Subscription, b: Subscription): boolean {
  const aUnknown = a.unknownAt !== undefined && !a.hadInstances
  const bUnknown = b.unknownAt !== undefined && !b.hadInstances
  return aUnknown === bUnknown ? a.usedAt < b.usedAt : aUnknown
}
