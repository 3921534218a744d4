import { Dispatcher } from '@node-chassis/transport'
import type { CallTraits } from './call-view.ts'

const TRAITS = [
  'timeoutMs',
  'deadlineMs',
  'idempotent',
  'retry',
  'instance',
  'testing',
  'hints',
  'schema',
  'operation'
] as const satisfies readonly (keyof CallTraits)[]

/** The options of ours among those of a `fetch`; undefined when there are none. */
export function traitsOf(init: CallTraits | undefined): CallTraits | undefined {
  if (init === undefined) return undefined
  const given = TRAITS.filter((name) => init[name] !== undefined)
  return given.length === 0 ? undefined : Object.fromEntries(given.map((name) => [name, init[name]]))
}

/** Hands options of ours past undici's `fetch`, which passes on none that it does not know. Lives for one call. */
export class WithTraits extends Dispatcher {
  readonly #dispatcher: Dispatcher
  readonly #traits: CallTraits

  constructor(dispatcher: Dispatcher, traits: CallTraits) {
    super()
    this.#dispatcher = dispatcher
    this.#traits = traits
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.#dispatcher.dispatch(Object.assign({}, options, this.#traits), handler)
  }
}
