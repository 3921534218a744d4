import { AsyncLocalStorage } from 'node:async_hooks'
import type { ContextAccess, InvocationContext } from '../context.ts'
import { LifecycleError } from '../errors.ts'

/** The one implementation of `InvocationContext`: a Map, a lazily built case-insensitive index and the wire cache. */
export class Context implements InvocationContext {
  readonly #entries: Map<string, string>
  // Most contexts keep nothing here.
  #local: Map<string, unknown> | undefined
  #lower: Map<string, string> | undefined
  /** Encoded wire forms by writer and form (see wire-writer.ts); emptied when an entry changes. */
  wire: readonly string[] | undefined
  wireFor: unknown

  constructor(entries: Map<string, string>, local: Map<string, unknown> | undefined) {
    this.#entries = entries
    this.#local = local
  }

  get entries(): ReadonlyMap<string, string> {
    return this.#entries
  }

  get local(): Map<string, unknown> {
    return (this.#local ??= new Map())
  }

  get(key: string): string | undefined {
    return this.#entries.get(key)
  }

  getIgnoreCase(lowerKey: string): string | undefined {
    if (this.#entries.size === 0) return undefined
    if (this.#lower === undefined) {
      this.#lower = new Map()
      for (const [key, value] of this.#entries) {
        const lower = key.toLowerCase()
        if (!this.#lower.has(lower)) this.#lower.set(lower, value)
      }
    }
    return this.#lower.get(lowerKey)
  }

  set(key: string, value: string): void {
    this.#entries.set(key, value)
    this.#lower = undefined
    this.wireFor = undefined
    this.wire = undefined
  }

  /** A copy that goes its own way, as Java copies the context into each invocation (routing.md 4.3). */
  copy(): Context {
    const local = this.#local === undefined ? undefined : new Map(this.#local)
    return new Context(new Map(this.#entries), local)
  }
}

export function createContext(entries: Iterable<readonly [string, string]> = []): Context {
  return new Context(new Map(entries), undefined)
}

/** A context that takes the map over: whoever made it must not write to it any more. */
export function contextOver(entries: Map<string, string>): Context {
  return new Context(entries, undefined)
}

/** One per chassis: two of them in one process share nothing. */
export function createContextAccess(): ContextAccess {
  const storage = new AsyncLocalStorage<Context>()
  // Belongs to nobody, holds nothing, and is never written: `set` outside of a context is an error.
  const outside = createContext()
  const current = (): Context => storage.getStore() ?? outside
  return {
    current,
    get: (key) => current().get(key),
    set(key, value) {
      const context = storage.getStore()
      if (context === undefined) {
        throw new LifecycleError(
          'CHS_INVALID_ARGUMENT',
          `context.set('${key}') was called outside of a request; wrap the code in context.run({ ... }, fn)`
        )
      }
      context.set(key, value)
    },
    run(entries, fn) {
      const context = current().copy()
      for (const [key, value] of Object.entries(entries)) context.set(key, value)
      return storage.run(context, fn)
    },
    runIn: (context, fn) => storage.run(context as Context, fn)
  }
}
