import { createGrpcConfig } from './config/grpc-wire.ts'
import { createHttpConfig } from './config/http-wire.ts'
import { searchDocuments } from './config/routes.ts'
import type { ConfigKey, ConfigWire, PublishOptions, RemoteDocument } from './config/wire.ts'
import { connectionOf } from './connection.ts'
import type { NacosConnection } from './connection.ts'
import { Link } from './link/link.ts'
import { createGrpcNaming } from './naming/grpc-wire.ts'
import { idOf } from './naming/host.ts'
import type { Host } from './naming/host.ts'
import { createHttpNaming } from './naming/http-wire.ts'
import type { NamingWire } from './naming/wire.ts'
import { checkName, namespaceOf } from './names.ts'

/** An instance as the server lists it: those that nobody calls too. */
export interface ListedInstance extends Host {
  readonly instanceId: string
}

/** For tools: looks into a Nacos engine, and writes configuration. Every method rejects when no server answers. */
export interface NacosAdmin extends AsyncDisposable {
  services(group: string): Promise<readonly string[]>
  instances(service: string, group: string): Promise<readonly ListedInstance[]>
  /** DataIds that fit a pattern with `*`. From 3.x on for administrators alone. */
  documents(pattern: string, group: string): Promise<readonly string[]>
  /** Undefined: there is none. */
  document(key: ConfigKey): Promise<RemoteDocument | undefined>
  publish(key: ConfigKey, content: string, options?: PublishOptions): Promise<void>
  /** Also when there is none. */
  remove(key: ConfigKey): Promise<void>
  close(): Promise<void>
}

const LINE_MS = 5_000

/** @throws ConfigError CHS_CONFIG_INVALID naming the key of an address or namespace that is none */
export function createNacosAdmin(options: NacosConnection): NacosAdmin {
  const { env } = options
  const namespace = namespaceOf(options.namespace ?? '')
  const { servers, addressKey, http } = connectionOf(options, 'CHS_REGISTRY_UNAVAILABLE')
  let failed: ((error: Error) => void) | undefined
  const link = new Link({
    env,
    servers,
    addressKey,
    transport: options.transport ?? 'auto',
    module: 'naming',
    tenant: namespace.grpcConfig,
    appName: options.appName ?? 'chassis',
    tls: options.tls,
    http,
    unavailable: 'CHS_REGISTRY_UNAVAILABLE',
    onLine() {},
    onLost() {},
    // A tool does not wait for servers to come back.
    onAway: (error) => failed?.(error),
    onPush() {}
  })
  const lineNow = async (): ReturnType<Link['ready']> => {
    const away = new Promise<never>((_resolve, reject) => (failed = reject))
    return Promise.race([link.ready(LINE_MS), away])
  }
  const naming = async (): Promise<NamingWire> => {
    const line = await lineNow()
    if (line.kind === 'grpc') return createGrpcNaming(line.caller, namespace.grpcNaming, [])
    const { version } = line
    return createHttpNaming({
      env,
      http,
      version,
      namespace: namespace.httpNaming,
      clusters: [],
      onList() {}
    })
  }
  const config = async (): Promise<ConfigWire> => {
    const line = await lineNow()
    if (line.kind === 'grpc') return createGrpcConfig(env.clock, line.caller, namespace.grpcConfig)
    return createHttpConfig({ env, http, version: line.version, namespace })
  }
  const checked = (key: ConfigKey): ConfigKey => {
    checkName('dataId', key.dataId, 'dataId')
    checkName('group', key.group, 'group')
    return key
  }
  const close = async (): Promise<void> => {
    await link.close()
    await http.close()
  }
  return {
    async services(group) {
      return (await (await naming()).services(group)).toSorted()
    },
    async instances(service, group) {
      const { hosts = [] } = await (await naming()).query({ service, group }, new AbortController().signal)
      return hosts.map((host) => ({ ...host, instanceId: idOf(host) }))
    },
    documents: (pattern, group) => searchDocuments({ http, namespace, group }, pattern, undefined),
    async document(key) {
      return (await config()).query(checked(key))
    },
    async publish(key, content, publishOptions = {}) {
      await (await config()).publish(checked(key), content, publishOptions)
    },
    async remove(key) {
      await (await config()).remove(checked(key))
    },
    close,
    [Symbol.asyncDispose]: close
  }
}
