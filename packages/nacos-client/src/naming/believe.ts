/** What is known when a list comes in. Counts are of instances that may be called. */
export interface Evidence {
  readonly cached: number
  /** Undefined: the answer has no list. */
  readonly pushed: number | undefined
  /** What a question of our own said afterwards. */
  readonly confirmed?: number | undefined
  /** Since when the connection stands that did not bring the cached instances. */
  readonly connectedForMs: number
}

export type Verdict = 'apply' | 'confirm' | 'keep' | 'keep-and-confirm-later'

/** Providers come back at their own pace after a server did (nacos.md 10.7). */
export const SETTLE_MS = 10_000

/** Whether an empty list is believed: not before it was asked for, and not right after a connection (U12). */
export function believe({ cached, pushed, confirmed, connectedForMs }: Evidence): Verdict {
  if (pushed === undefined) return 'keep'
  if (pushed > 0 || cached === 0) return 'apply'
  if (confirmed !== undefined) return confirmed === 0 ? 'apply' : 'keep'
  return connectedForMs < SETTLE_MS ? 'keep-and-confirm-later' : 'confirm'
}
