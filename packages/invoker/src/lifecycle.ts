import { LifecycleError } from '@node-chassis/core'

export type InvokerState = 'new' | 'starting' | 'ready' | 'closed'

/**
 * Whether calls may be made (decisions.md N9): before `start()` they fail, while it runs they wait, after `close()` they
 * fail.
 */
export class Lifecycle {
  #state: InvokerState = 'new'
  readonly #waiting = new Set<() => void>()

  get state(): InvokerState {
    return this.#state
  }

  move(state: InvokerState): void {
    this.#state = state
    if (state === 'starting' || state === 'new') return
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const go of waiting) go()
  }

  /** Runs `go` when calls may be made, or not any more. Answers how to stop waiting. */
  wait(go: () => void): () => void {
    this.#waiting.add(go)
    return () => void this.#waiting.delete(go)
  }

  /** Why no call can be made now, undefined when it can or must wait. */
  refusal(): LifecycleError | undefined {
    if (this.#state === 'new') {
      return new LifecycleError('CHS_NOT_STARTED', 'the chassis was not started; await chassis.start() first')
    }
    if (this.#state === 'closed') {
      return new LifecycleError('CHS_CLOSED', 'the chassis is closed; make a new one')
    }
    return undefined
  }
}
