import type { Clock } from '@node-chassis/core'
import { containsLabels, labelFormat } from './labels.ts'
import type { Labels, Scope } from './labels.ts'

/** What a long poll waits for: a change of a document with these labels, exactly or among others (config.md 4.3). */
interface Topic {
  readonly scope: Scope
  readonly labels: Labels
  readonly exact: boolean
}

/** How a wait ended: something changed, or nothing did. */
export type Ending = 'changed' | 'unchanged'

export interface Waiters {
  /**
   * Registers at once, so that nothing written after the call is missed, and resolves with the first matching change or
   * as `unchanged` after `ms`, when the signal fires or when all waits are ended.
   */
  readonly wait: (topic: Topic, ms: number, signal: AbortSignal) => Promise<Ending>
  /** Wakes every wait that this change concerns. */
  readonly changed: (scope: Scope, labels: Labels) => void
  /** Ends all waits, and those that are yet to come. */
  readonly close: () => void
  /** Waits that are going on. */
  readonly size: number
}

interface Waiter {
  readonly labels: Labels
  end(how: Ending): void
}

/** Waits of a project: exact ones by their label set, the others to be looked through. */
interface Room {
  readonly exact: Map<string, Set<Waiter>>
  readonly subset: Set<Waiter>
}

export function createWaiters(clock: Clock): Waiters {
  const rooms = new Map<string, Room>()
  const all = new Set<Waiter>()
  let closed = false

  const enter = (topic: Topic, waiter: Waiter): (() => void) => {
    const name = roomName(topic.scope)
    let room = rooms.get(name)
    if (room === undefined) rooms.set(name, (room = { exact: new Map(), subset: new Set() }))
    const { exact, subset } = room
    const format = labelFormat(topic.labels)
    let seats = subset
    if (topic.exact) {
      seats = exact.get(format) ?? new Set()
      exact.set(format, seats)
    }
    seats.add(waiter)
    all.add(waiter)
    return () => {
      all.delete(waiter)
      seats.delete(waiter)
      if (topic.exact && seats.size === 0 && exact.get(format) === seats) exact.delete(format)
      if (exact.size === 0 && subset.size === 0 && rooms.get(name) === room) rooms.delete(name)
    }
  }

  return {
    wait(topic, ms, signal) {
      if (closed || signal.aborted || ms <= 0) return Promise.resolve('unchanged')
      return new Promise((resolve) => {
        const onAbort = (): void => waiter.end('unchanged')
        const waiter: Waiter = {
          labels: topic.labels,
          end(how) {
            leave()
            cancel()
            signal.removeEventListener('abort', onAbort)
            resolve(how)
          }
        }
        const leave = enter(topic, waiter)
        const cancel = clock.after(ms, () => waiter.end('unchanged'))
        signal.addEventListener('abort', onAbort)
      })
    },

    changed(scope, labels) {
      const room = rooms.get(roomName(scope))
      if (room === undefined) return
      // A waiter that is woken leaves the set that is walked here; sets are made to bear that.
      for (const waiter of room.exact.get(labelFormat(labels)) ?? []) waiter.end('changed')
      for (const waiter of room.subset) if (containsLabels(labels, waiter.labels)) waiter.end('changed')
    },

    close() {
      closed = true
      for (const waiter of all) waiter.end('unchanged')
    },

    get size() {
      return all.size
    }
  }
}

// Neither a tenant nor a project can hold a slash.
function roomName({ domain, project }: Scope): string {
  return `${domain}/${project}`
}
