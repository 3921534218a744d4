export {
  Agent,
  Client,
  Dispatcher,
  FormData,
  Headers,
  Pool,
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
} from './undici/isolated.ts'
export { interceptGlobalDispatcher } from './undici/process-wide.ts'
export type { BodyInit, HeadersInit, RequestInfo, RequestInit } from './undici/isolated.ts'
export { createEngineHttp } from './engine-http/engine-http.ts'
export type { EngineHttp, EngineHttpOptions } from './engine-http/engine-http.ts'
export type { AnswerHeaders, EngineAnswer, EngineRequest } from './engine-http/exchange.ts'
export { limitedConnector } from './connect-limit.ts'
export { connectTest } from './pool/connect-test.ts'
export { InstancePool } from './pool/instance-pool.ts'
export type { PoolSettings } from './pool/instance-pool.ts'
export type { PoolEndpoint } from './pool/secure-connector.ts'
export { readTlsSettings } from './pool/tls-settings.ts'
export type { TlsSettings } from './pool/tls-settings.ts'
export { TrackedClient } from './pool/tracked-client.ts'
export type { PoolHandler } from './pool/tracked-client.ts'
