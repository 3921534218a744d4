import { LEGACY_DISPATCHER, recordedDispatcher } from './recorded-dispatcher.ts'
import {
  Agent,
  Client,
  Dispatcher,
  Dispatcher1Wrapper,
  FormData,
  Headers,
  Pool,
  ProxyAgent,
  Request,
  Response,
  WebSocket,
  buildConnector,
  errors,
  fetch,
  getGlobalDispatcher,
  pipeline,
  request,
  setGlobalDispatcher,
  stream
} from 'undici'

// Importing undici 8 puts a wrapped dispatcher of its own under the symbol that the built-in fetch of Node 22 (and, when
// it is loaded later, of 24 and 26) reads: every fetch of the process would go through our copy. Written back, nobody
// notices us. The property cannot be deleted, only assigned. The other symbol (`.2`) is left alone: without it a user's
// own `undici.request` finds no dispatcher.
if (recordedDispatcher !== undefined) {
  ;(globalThis as Record<symbol, unknown>)[LEGACY_DISPATCHER] = recordedDispatcher
}

export {
  Agent,
  Client,
  Dispatcher,
  Dispatcher1Wrapper,
  FormData,
  Headers,
  Pool,
  ProxyAgent,
  Request,
  Response,
  WebSocket,
  buildConnector,
  errors,
  fetch,
  getGlobalDispatcher,
  pipeline,
  request,
  setGlobalDispatcher,
  stream
}
export type { BodyInit, HeadersInit, RequestInfo, RequestInit } from 'undici'
