import type { Dispatcher } from '@node-chassis/transport'
import { undiciRequest } from './channels.ts'
import { withContext, withoutContext } from './headers.ts'
import type { FlatHeaders } from './headers.ts'
import type { Member } from './member.ts'
import { Permits } from './permits.ts'
import { isThirdParty } from './settings.ts'

/**
 * What is written for a call: its headers with those of the context (routing.md 4.4), made once for all attempts that go
 * to peers of the same framework.
 */
export abstract class Outgoing extends Permits {
  /** Requests handed to a connection pool. */
  attempts = 0
  #flat: FlatHeaders | undefined = undefined
  #framework: string | undefined = undefined

  /** What the request has besides method, path, headers and body. */
  protected abstract extras(): Partial<Dispatcher.DispatchOptions> | undefined

  /** The request as the pool of this instance takes it. @throws Error of a body that cannot be made */
  protected outgoing(member: Member): Dispatcher.DispatchOptions {
    if (this.#flat === undefined || this.#framework !== member.framework) {
      this.#framework = member.framework
      this.#flat = this.#headersFor(member.framework)
    }
    // undici takes arrays, names and values in turn, and leaves them as they are.
    const headers = this.#flat as string[]
    const body = this.body.next() as NonNullable<Dispatcher.DispatchOptions['body']> | null
    const options = { method: this.method, path: this.pathAndQuery, headers, body }
    const extras = this.extras()
    return extras === undefined ? options : Object.assign(options, extras)
  }

  #headersFor(framework: string | undefined): FlatHeaders {
    let headers = this.#contextualHeaders(framework)
    const { contentType } = this.body
    if (contentType !== undefined && this.header('content-type') === undefined) {
      headers = [...headers, 'content-type', contentType]
    }
    if (this.world.settings().hostHeader === 'service' && this.header('host') === undefined) {
      headers = [...headers, 'host', this.target.service]
    }
    return headers
  }

  #contextualHeaders(framework: string | undefined): FlatHeaders {
    const { headers, traits, context } = this
    if (isThirdParty(this.world.settings(), this.service, traits.schema, traits.operation)) {
      return withoutContext(headers)
    }
    const ours = withContext(headers, this.world.contextHeaders?.(this, framework))
    const observed = this.world.observer?.traceparent(this)
    const parent = observed ?? (context.local.size === 0 ? undefined : context.local.get('traceparent'))
    if (typeof parent !== 'string' || this.header('traceparent') !== undefined) return ours
    if (undiciRequest.hasSubscribers) return ours
    const state = context.local.get('tracestate')
    const passed = [...ours, 'traceparent', parent]
    return typeof state === 'string' ? [...passed, 'tracestate', state] : passed
  }
}
