import { ConfigError } from '@node-chassis/core'
import type { Clock } from '@node-chassis/core'
import { fits } from '../grpc/caller.ts'
import type { Caller, CallerOptions } from '../grpc/caller.ts'
import { GrpcRefusal } from '../grpc/failure.ts'
import type { Json } from '../grpc/payload.ts'
import { pause } from '../pause.ts'
import { keyText } from './wire.ts'
import type { ConfigKey, ConfigWire, Listened } from './wire.ts'

/** Everything is listened to anew so often, which heals lost notifications (nacos.md 7.2). */
const FULL_MS = 300_000
/** Documents in one batch. */
const BATCH = 3_000
const PUBLISH_MS = 5_000

export interface GrpcConfig extends ConfigWire {
  /** A push of the server. */
  heard(type: string, body: Json): void
}

/** Configuration over one gRPC session. @param tenant namespace id, empty for public */
export function createGrpcConfig(clock: Clock, caller: Caller, tenant: string): GrpcConfig {
  /** MD5 that this connection listens with, by key. */
  const listened = new Map<string, string>()
  const notified = new Map<string, ConfigKey>()
  let wake: () => void = () => {}
  let fullAt = clock.now() + FULL_MS

  const call = (type: string, key: ConfigKey, body: Json, options: CallerOptions = {}): Promise<Json> =>
    caller.call(
      type,
      { dataId: key.dataId, group: key.group, tenant, ...body, module: 'config' },
      { about: { kind: 'config', tenant, group: key.group }, ...options }
    )

  const listen = async (
    documents: readonly Listened[],
    on: boolean,
    signal: AbortSignal
  ): Promise<ConfigKey[]> => {
    const changed: ConfigKey[] = []
    for (let from = 0; from < documents.length; from += BATCH) {
      const some = documents.slice(from, from + BATCH)
      const contexts = some.map(({ key, md5 }) => ({ dataId: key.dataId, group: key.group, tenant, md5 }))
      const body = { listen: on, configListenContexts: contexts, module: 'config' }
      const about = { kind: 'config', tenant, group: some[0]?.key.group ?? '' } as const
      const answer = await caller.call('ConfigBatchListenRequest', body, { about, signal })
      for (const { key, md5 } of some)
        if (on) listened.set(keyText(key), md5)
        else listened.delete(keyText(key))
      const found = Array.isArray(answer['changedConfigs']) ? (answer['changedConfigs'] as ConfigKey[]) : []
      changed.push(...found.map(({ dataId, group }) => ({ dataId, group })))
    }
    return changed
  }

  return {
    async query(key, signal) {
      try {
        const answer = await call('ConfigQueryRequest', key, {}, { signal })
        const { content, contentType, md5, encryptedDataKey } = answer
        return {
          content: typeof content === 'string' ? content : '',
          type: typeof contentType === 'string' && contentType !== '' ? contentType.toLowerCase() : undefined,
          md5: typeof md5 === 'string' ? md5 : '',
          encrypted: typeof encryptedDataKey === 'string' && encryptedDataKey !== ''
        }
      } catch (error) {
        if (error instanceof GrpcRefusal && error.remedy === 'missing') return undefined
        throw error
      }
    },
    async changes(documents, wait, signal) {
      const all = new Map(documents.map((one) => [keyText(one.key), one]))
      const gone = [...listened.keys()].filter((name) => !all.has(name))
      if (gone.length > 0) {
        const keys = gone.map((name) => ({ key: keyOf(name), md5: '' }))
        await listen(keys, false, signal)
      }
      for (;;) {
        const isFull = clock.now() >= fullAt
        if (isFull) fullAt = clock.now() + FULL_MS
        const fresh = documents.filter(({ key, md5 }) => isFull || listened.get(keyText(key)) !== md5)
        const changed = await listen(fresh, true, signal)
        const found = new Map(
          changed.filter((key) => all.has(keyText(key))).map((key) => [keyText(key), key])
        )
        for (const [name, key] of notified) if (all.has(name)) found.set(name, key)
        notified.clear()
        if (found.size > 0 || !wait) return [...found.values()]
        const woken = new AbortController()
        wake = () => woken.abort()
        await pause(clock, Math.max(0, fullAt - clock.now()), woken.signal, signal)
        signal.throwIfAborted()
      }
    },
    again: (key) => void notified.set(keyText(key), key),
    async publish(key, content, { type = 'text', casMd5, signal }) {
      if (!fits(content))
        throw new ConfigError(
          'CHS_CONFIG_REFUSED',
          `the document ${key.dataId} is larger than the 10 MiB Nacos takes`
        )
      const body = { content, additionMap: { type }, ...(casMd5 === undefined ? {} : { casMd5 }) }
      // Compare and set once: a second try would meet what the first one wrote.
      const retries = casMd5 === undefined ? 3 : 0
      await call('ConfigPublishRequest', key, body, { retries, limitMs: PUBLISH_MS, signal })
    },
    async remove(key, signal) {
      await call('ConfigRemoveRequest', key, {}, { signal })
    },
    heard(type, body) {
      if (type !== 'ConfigChangeNotifyRequest') return
      const { dataId, group } = body
      if (typeof dataId !== 'string' || typeof group !== 'string') return
      notified.set(keyText({ dataId, group }), { dataId, group })
      wake()
    }
  }
}

function keyOf(name: string): ConfigKey {
  const at = name.lastIndexOf('+')
  return { dataId: name.slice(0, at), group: name.slice(at + 1) }
}
