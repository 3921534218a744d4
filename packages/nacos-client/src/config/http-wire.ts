import { ConfigError } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import { objectIn } from '../json.ts'
import { PathGone, dataOf } from '../http/answers.ts'
import type { HttpRequest, NacosHttp } from '../http/nacos-http.ts'
import { isGone } from '../link/choose.ts'
import type { Namespace } from '../names.ts'
import { pause } from '../pause.ts'
import { changedIn, listeningText } from './listening.ts'
import { md5Of } from './md5.ts'
import type { ConfigKey, ConfigWire } from './wire.ts'

export interface HttpConfigOptions {
  readonly env: Env
  readonly http: NacosHttp
  readonly version: 'v1' | 'v3'
  readonly namespace: Namespace
}

const POLL_MS = 30_000
/** A poll that waits has its time and this (nacos.md 7.1). */
const MARGIN_MS = 10_000
/** v3 has no listener: everything is looked at so often. */
const LOOK_MS = 30_000
const BUSY_MS = 100
const BUSY_TRIES = 3
const CONFIGS = '/v1/cs/configs'
const V3 = '/v3/client/cs/config'
const V3_ADMIN = '/v3/admin/cs/config'

/** Configuration over HTTP: long polls with v1, plain ones with v3. */
export function createHttpConfig({ env, http, namespace, ...options }: HttpConfigOptions): ConfigWire {
  const { clock } = env
  let { version } = options
  /** The first round must not wait: it says what changed while nobody listened. */
  let first = true

  const send = (key: ConfigKey, request: HttpRequest): ReturnType<NacosHttp['request']> =>
    http.request({ ...request, about: { kind: 'config', tenant: namespace.grpcConfig, group: key.group } })
  const v1Fields = ({ dataId, group }: ConfigKey): Record<string, string | undefined> => ({
    dataId,
    group,
    tenant: namespace.httpV1Config
  })
  const v3Fields = ({ dataId, group }: ConfigKey): Record<string, string> => ({
    dataId,
    groupName: group,
    namespaceId: namespace.httpV3
  })
  const either = async <T>(work: (version: 'v1' | 'v3') => Promise<T>): Promise<T> => {
    try {
      return await work(version)
    } catch (error) {
      if (!(error instanceof PathGone) || version === 'v3') throw error
      version = 'v3'
      return work(version)
    }
  }

  const queryV1: ConfigWire['query'] = async (key, signal) => {
    for (let left = BUSY_TRIES; ; left--) {
      const answer = await send(key, { method: 'GET', path: CONFIGS, query: v1Fields(key), signal })
      if (answer.status === 200) {
        return {
          content: answer.body,
          type: answer.headers.get('Config-Type')?.toLowerCase(),
          md5: answer.headers.get('Content-MD5') ?? md5Of(answer.body),
          encrypted: (answer.headers.get('Encrypted-Data-Key') ?? '') !== ''
        }
      }
      // 404 is "no such document" and "no such path"; only the first has this server's own words for it, which are
      // not parsed: a missing path shows itself at the listener.
      if (answer.status === 404) return undefined
      if (answer.status !== 409 || left <= 0) {
        dataOf(answer, `the document ${key.dataId}`, 'config')
        throw new Error(`GET ${CONFIGS} was answered ${answer.status}`)
      }
      await pause(clock, BUSY_MS, signal ?? new AbortController().signal)
    }
  }

  const queryV3: ConfigWire['query'] = async (key, signal) => {
    const answer = await send(key, { method: 'GET', path: V3, query: v3Fields(key), signal })
    const { code, data } = objectIn(answer.body)
    if (code === 20_004) return undefined
    if (code !== 0) dataOf(answer, `the document ${key.dataId}`, 'config')
    const { content, contentType, md5, encryptedDataKey } = (data ?? {}) as Record<string, unknown>
    return {
      content: typeof content === 'string' ? content : '',
      type: typeof contentType === 'string' ? contentType.toLowerCase() : undefined,
      md5: typeof md5 === 'string' ? md5 : '',
      encrypted: typeof encryptedDataKey === 'string' && encryptedDataKey !== ''
    }
  }

  return {
    query: (key, signal) => either((v) => (v === 'v1' ? queryV1(key, signal) : queryV3(key, signal))),
    changes: (documents, wait, signal) =>
      either(async (v) => {
        const known = new Set(documents.map(({ key }) => `${key.dataId}+${key.group}`))
        if (v === 'v3' || documents.length === 0) {
          if (wait) await pause(clock, LOOK_MS * (0.9 + 0.2 * env.random.next()), signal)
          signal.throwIfAborted()
          return documents.map(({ key }) => key)
        }
        const hold = wait && !first
        const answer = await send(documents[0]?.key ?? { dataId: '', group: '' }, {
          method: 'POST',
          path: `${CONFIGS}/listener`,
          headers: {
            'Long-Pulling-Timeout': String(POLL_MS),
            ...(hold ? {} : { 'Long-Pulling-Timeout-No-Hangup': 'true' })
          },
          form: { 'Listening-Configs': listeningText(documents, namespace.grpcConfig) },
          timeoutMs: hold ? POLL_MS + MARGIN_MS : MARGIN_MS,
          signal
        })
        if (isGone(answer.status)) throw new PathGone(`${CONFIGS}/listener: ${answer.status}`)
        if (answer.status !== 200) dataOf(answer, 'the listener', 'config')
        first = false
        return changedIn(answer.body).filter(({ dataId, group }) => known.has(`${dataId}+${group}`))
      }),
    // Every poll names what we have: what differs is named by itself.
    again() {},
    publish: (key, content, { type = 'text', casMd5, signal }) =>
      either(async (v) => {
        const fields = v === 'v1' ? v1Fields(key) : v3Fields(key)
        const answer = await send(key, {
          method: 'POST',
          path: v === 'v1' ? CONFIGS : V3_ADMIN,
          form: { ...fields, content, type },
          headers: casMd5 === undefined ? {} : { casMd5 },
          timeoutMs: 5_000,
          signal
        })
        if (dataOf(answer, `publishing ${key.dataId}`, 'config') !== true)
          throw new ConfigError(
            'CHS_CONFIG_REFUSED',
            `the Nacos server did not take the document ${key.dataId}`
          )
      }),
    remove: (key, signal) =>
      either(async (v) => {
        const query = v === 'v1' ? v1Fields(key) : v3Fields(key)
        const path = v === 'v1' ? CONFIGS : V3_ADMIN
        dataOf(await send(key, { method: 'DELETE', path, query, signal }), `removing ${key.dataId}`, 'config')
      })
  }
}
