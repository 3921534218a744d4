/**
 * The invocation context: what travels with a call chain (routing.md 4). `entries` goes out on the wire with every
 * call made inside it; `local` stays in this process.
 */
export interface InvocationContext {
  /** Entry with exactly this key. */
  get(key: string): string | undefined
  /** First entry whose key equals `lowerKey` when case is ignored (route rules look it up so). */
  getIgnoreCase(lowerKey: string): string | undefined
  readonly entries: ReadonlyMap<string, string>
  readonly local: Map<string, unknown>
}

/** `chassis.context`: the context of the running request. */
export interface ContextAccess {
  /** Entry of the current context; undefined outside of one. */
  get(key: string): string | undefined
  /** Sets an entry of the current context; inside `run` or a request only. */
  set(key: string, value: string): void
  /** The current context, or an empty one that belongs to nobody. */
  current(): InvocationContext
  /** Runs `fn` in a copy of the current context with `entries` on top. */
  run<T>(entries: Readonly<Record<string, string>>, fn: () => T): T
  /** Runs `fn` in exactly this context. */
  runIn<T>(context: InvocationContext, fn: () => T): T
}
