import type { Clock } from './clock.ts'
import type { Env } from './env.ts'

/** A background loop: one owner, ends with its signal or its `close`. */
export interface Loop extends AsyncDisposable {
  /** Runs the next turn now instead of after its pause. Calls while a turn runs make one more turn. */
  wake(): void
  /** Ends the loop: aborts the running turn and resolves when it has ended. Twice does no harm. */
  close(): Promise<void>
}

/** @returns milliseconds until the next turn */
export type Turn = (signal: AbortSignal) => Promise<number>

/**
 * Runs `turn` again and again; each says how long to pause before the next. A turn that throws is logged under `name`
 * and tried again after `retryMs`: a loop ends only when it is told to.
 */
export function loop(
  env: Env,
  options: { readonly name: string; readonly firstMs: number; readonly retryMs: number },
  turn: Turn
): Loop {
  const controller = new AbortController()
  const { signal } = controller
  let woken = false
  let wakeUp: (() => void) | undefined
  const pause = async (ms: number): Promise<void> => {
    // No timer for no pause: it would not hold the process of somebody who awaits the first turn.
    if (ms > 0 && !woken && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const cancel = env.clock.after(ms, resolve)
        wakeUp = () => {
          cancel()
          resolve()
        }
      })
    }
    wakeUp = undefined
    woken = false
  }
  const run = async (): Promise<void> => {
    let next = options.firstMs
    while (!signal.aborted) {
      await pause(next)
      if (signal.aborted) break
      try {
        next = await turn(signal)
      } catch (err) {
        if (signal.aborted) break
        env.log.warn({ err, loop: options.name }, `${options.name} failed; next try in ${options.retryMs} ms`)
        next = options.retryMs
      }
    }
  }
  const ended = run()
  const close = async (): Promise<void> => {
    controller.abort()
    wakeUp?.()
    await ended
  }
  return {
    wake() {
      woken = true
      wakeUp?.()
    },
    close,
    [Symbol.asyncDispose]: close
  }
}

/** Waits, and keeps the process alive meanwhile. Rejects with the signal's reason when that fires first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return void reject(signal.reason as Error)
    const cancel = clock.after(
      ms,
      () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      },
      true
    )
    const onAbort = (): void => {
      cancel()
      reject(signal?.reason as Error)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
