import type { Clock } from '@node-chassis/core'

/** Waits in the background: unlike `sleep` it keeps no process alive. Ends early, without a word, with a signal. */
export function pause(clock: Clock, ms: number, ...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    if (signals.some(({ aborted }) => aborted)) return resolve()
    const done = (): void => {
      cancel()
      for (const signal of signals) signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    for (const signal of signals) signal.addEventListener('abort', done, { once: true })
  })
}

/** Ends with the first of its signals; `release` lets go of them. */
export function eitherOf(...signals: readonly AbortSignal[]): {
  readonly signal: AbortSignal
  release(): void
} {
  const controller = new AbortController()
  const release = (): void => {
    for (const signal of signals) signal.removeEventListener('abort', onAbort)
  }
  const onAbort = (event: { readonly target: unknown }): void => {
    release()
    controller.abort((event.target as AbortSignal).reason)
  }
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  }
  return { signal: controller.signal, release }
}

/** Runs `work` over all items, at most `most` at a time. One that rejects does not stop the others. */
export async function eachOf<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>
): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++] as T).catch(() => {})
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane))
}
