import { createContext } from '@node-chassis/core'
import type { ContextAccess, InvocationContext } from '@node-chassis/core'
import type { Selection } from '@node-chassis/governance'

/**
 * The context that a call begins with: when the priority property filter is on, our own value goes along, so that the
 * whole chain prefers the same instances (routing.md 7.4).
 */
export function withOwnPriority(context: ContextAccess, selection: () => Selection): ContextAccess {
  const current = (): InvocationContext => {
    const callers = context.current()
    const { priority } = selection()
    if (priority === undefined || priority.own === '') return callers
    const key = `x-${priority.key}`
    if (callers.get(key) !== undefined) return callers
    // The caller's context is his: what is added here belongs to this call alone.
    return createContext([...callers.entries, [key, priority.own]])
  }
  return { ...context, current }
}
