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
export { createOutage } from './engine-http/outage.ts'
export type { Outage } from './engine-http/outage.ts'
export { readProxy, tunnel } from './engine-http/proxy.ts'
export type { ProxySettings } from './engine-http/proxy.ts'
export { createEngineAuth } from './credentials/engine-auth.ts'
export type { AuthHeaders, EngineAuth, EngineAuthOptions } from './credentials/engine-auth.ts'
export { readCredentials, readEngineAuth } from './credentials/read-credentials.ts'
export type { Ciphers, Decrypt } from './credentials/read-credentials.ts'
export type { AccessKey, Account, EngineCredentials } from './credentials/credentials.ts'
export { createEndpoint } from './endpoint/endpoint.ts'
export type { Endpoint, EndpointOptions } from './endpoint/endpoint.ts'
export { limitedConnector } from './connect-limit.ts'
export { connectTest } from './pool/connect-test.ts'
export { InstancePool } from './pool/instance-pool.ts'
export type { PoolSettings } from './pool/instance-pool.ts'
export type { PoolEndpoint } from './pool/secure-connector.ts'
export { readTlsSettings } from './pool/tls-settings.ts'
export type { TlsSettings } from './pool/tls-settings.ts'
export { TrackedClient } from './pool/tracked-client.ts'
export type { PoolHandler } from './pool/tracked-client.ts'
export { SnapshotFile } from './snapshot/snapshot-file.ts'
export type { SnapshotFileOptions } from './snapshot/snapshot-file.ts'
export { snapshotDir } from './snapshot/snapshot-dir.ts'
