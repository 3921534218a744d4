import { EventEmitter } from 'node:events'
import type { Cancel, Clock } from '@node-chassis/core'
import CircuitBreaker from 'opossum'
import { failureText } from './failure-text.ts'

/** Failures in a row that isolate an address (registry.md 16.4, C10). */
const FAILURES = 3

/** Health of one engine address. */
export interface AddressBreaker {
  /** False while the address is isolated. */
  readonly available: boolean
  /** What went wrong last, until a success. */
  readonly lastFailure: string | undefined
  failed(reason: string): void
  succeeded(): void
  /** Takes every timer back. */
  close(): void
}

export interface AddressBreakerOptions {
  readonly clock: Clock
  /** How long an address is isolated before each probe, ms. */
  readonly probeMs: number
  /** The trial: resolves when the address is well again, rejects when not. Must have a time limit of its own. */
  readonly probe: () => Promise<void>
  readonly onIsolated: (reason: string) => void
  readonly onRecovered: () => void
  /** Still ill; the next trial is after another `probeMs`. */
  readonly onTrialFailed: (error: unknown) => void
}

/**
 * An opossum breaker that is told when to open (decisions.md N46): it counts percentages in a window, the rule is three
 * failures in a row. Its half-open state, one trial call, carries the readiness probe.
 */
export function createAddressBreaker(options: AddressBreakerOptions): AddressBreaker {
  let failures = 0
  let lastFailure: string | undefined
  let due = false
  let cancelWait: Cancel = () => {}
  const breaker = new CircuitBreaker<[], void>(options.probe, {
    timeout: false,
    // Never opens by a percentage.
    errorThresholdPercentage: 101,
    // Half-open at once: when the trial runs is decided by the clock that was handed in, not by opossum's timer.
    resetTimeout: 1,
    // Without these two opossum keeps two intervals running per breaker.
    enableSnapshots: false,
    rotateBucketController: new EventEmitter(),
    rollingPercentilesEnabled: false
  })
  const tryTrial = (): void => {
    if (!due || !breaker.halfOpen) return
    due = false
    // A failed trial opens the breaker again by itself.
    breaker.fire().catch((error: unknown) => {
      if (breaker.isShutdown) return
      lastFailure = failureText(error)
      options.onTrialFailed(error)
    })
  }
  breaker.on('open', () => {
    due = false
    cancelWait()
    cancelWait = options.clock.after(options.probeMs, () => {
      due = true
      tryTrial()
    })
  })
  breaker.on('halfOpen', tryTrial)
  breaker.on('close', () => {
    failures = 0
    lastFailure = undefined
    cancelWait()
    options.onRecovered()
  })
  return {
    get available() {
      return breaker.closed
    },
    get lastFailure() {
      return lastFailure
    },
    failed(reason) {
      lastFailure = reason
      failures++
      if (failures < FAILURES || !breaker.closed) return
      breaker.open()
      options.onIsolated(reason)
    },
    succeeded() {
      failures = 0
      lastFailure = undefined
      breaker.close()
    },
    close() {
      cancelWait()
      breaker.shutdown()
    }
  }
}
