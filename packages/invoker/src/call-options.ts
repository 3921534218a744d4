import { LifecycleError } from '@node-chassis/core'
import type { InvocationContext, Target } from '@node-chassis/core'
import { callBody } from './body.ts'
import type { CallRequest, CallTraits } from './call-view.ts'
import { flatHeaders, headerOf } from './headers.ts'
import type { HeadersLike } from './headers.ts'
import { withQuery } from './service-dispatcher.ts'

/** Options of `call`. */
export interface CallOptions extends CallTraits {
  /** @defaultValue `GET`, or `POST` with a body */
  readonly method?: string
  /** Absolute path, with or without a query. @defaultValue `/` */
  readonly path?: string
  readonly query?: Readonly<
    Record<string, string | number | boolean | readonly (string | number)[] | undefined>
  >
  readonly headers?: HeadersLike
  /** Text, bytes, form, Blob, stream, iterable, or a function that makes one of them for every attempt. */
  readonly body?: unknown
  /** Sent as JSON, with its content type. */
  readonly json?: unknown
  /** Ends the call with its reason. */
  readonly signal?: AbortSignal
  /** 4xx and 5xx become `CHS_BAD_STATUS`. @defaultValue false */
  readonly throwOnError?: boolean
}

const JSON_TYPE: readonly string[] = ['content-type', 'application/json']
const PLAIN: CallOptions = Object.freeze({})

/** @throws LifecycleError `CHS_INVALID_ARGUMENT` naming the option */
export function callRequest(
  target: Target,
  context: InvocationContext,
  pathOrOptions: string | CallOptions | undefined,
  more: CallOptions | undefined
): CallRequest {
  const options = (typeof pathOrOptions === 'object' ? pathOrOptions : more) ?? PLAIN
  const path = typeof pathOrOptions === 'string' ? pathOrOptions : (options.path ?? '/')
  if (!path.startsWith('/')) throw invalid('path', `'${path}' does not start with '/'`)
  checkLimit('timeoutMs', options.timeoutMs, 0)
  checkLimit('deadlineMs', options.deadlineMs, 1)
  let headers = flatHeaders(options.headers)
  let { body } = options
  if (options.json !== undefined) {
    if (body !== undefined) throw invalid('json', 'body and json are both given')
    body = JSON.stringify(options.json)
    if (headerOf(headers, 'content-type') === undefined) headers = [...headers, ...JSON_TYPE]
  }
  const method = options.method ?? (body === undefined || body === null ? 'GET' : 'POST')
  return {
    target,
    method: method.toUpperCase(),
    path: options.query === undefined ? path : withQuery(path, options.query),
    headers,
    body: callBody(body),
    context,
    traits: options
  }
}

function checkLimit(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return
  throw invalid(name, `${value} is no number of milliseconds`)
}

function invalid(option: string, what: string): LifecycleError {
  return new LifecycleError('CHS_INVALID_ARGUMENT', `call option ${option}: ${what}`)
}
