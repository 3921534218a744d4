/** The result of shared work, for one who may stop waiting; the work goes on. Rejects with the reason of the first signal that fires. */
export function abandonable<T>(
  shared: Promise<T>,
  ...signals: readonly (AbortSignal | undefined)[]
): Promise<T> {
  const given = signals.filter((signal) => signal !== undefined)
  if (given.length === 0) return shared
  return new Promise((resolve, reject) => {
    const onAbort = (event: { readonly target: unknown }): void =>
      reject((event.target as AbortSignal).reason as Error)
    for (const signal of given) {
      if (signal.aborted) reject(signal.reason as Error)
      signal.addEventListener('abort', onAbort, { once: true })
    }
    shared.then(resolve, reject).finally(() => {
      for (const signal of given) signal.removeEventListener('abort', onAbort)
    })
  })
}
