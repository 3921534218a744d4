/** Options of every operation. */
export interface CallOptions {
  /** Ends the call with its reason. */
  readonly signal?: AbortSignal | undefined
  /** Limit of one attempt in milliseconds. @defaultValue that of the client */
  readonly timeoutMs?: number
}
