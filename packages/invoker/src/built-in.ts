import { FormData, Request } from '@node-chassis/transport'
import type { BodyInit, HeadersInit, RequestInfo, RequestInit } from '@node-chassis/transport'

type Entries = Iterable<[string, string | Blob]>

/** A form that is not undici's own: the built-in one. undici would send it as the text `[object FormData]`. */
export function isForeignForm(body: unknown): body is Entries {
  return tagOf(body) === '[object FormData]' && !(body instanceof FormData)
}

/** The same form, made of undici's class; files by reference. */
export function ownForm(entries: Entries): FormData {
  const form = new FormData()
  for (const [name, value] of entries) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, value)
  }
  return form
}

/** What our copy of undici understands of the built-in classes `Request` and `FormData`. */
export function ownFetchArguments(
  input: RequestInfo,
  init: RequestInit | undefined
): [RequestInfo, RequestInit | undefined] {
  const body: unknown = init?.body
  const own = isForeignForm(body) ? { ...init, body: ownForm(body) } : init
  if (typeof input === 'string' || input instanceof Request || tagOf(input) !== '[object Request]') {
    return [input, own]
  }
  const { url, method, headers, signal, redirect, body: stream } = input as unknown as Request
  const copied: RequestInit = { method, headers: [...headers] as HeadersInit, signal, redirect }
  if (stream !== null) Object.assign(copied, { body: stream as BodyInit, duplex: 'half' })
  return [url, { ...copied, ...own }]
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value)
}
