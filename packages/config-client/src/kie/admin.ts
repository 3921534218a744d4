import { createEngineHttp } from '@node-chassis/transport'
import type { EngineAnswer, EngineRequest } from '@node-chassis/transport'
import type { Env } from '@node-chassis/core'
import { refusal } from './dimension.ts'
import { parseDocument, parseList } from './document.ts'
import type { KieDocument } from './document.ts'
import { labelQuery } from './labels.ts'
import type { Labels } from './labels.ts'

export interface KieAdminOptions {
  readonly env: Env
  /** At least one. */
  readonly addresses: readonly string[]
  /** @defaultValue `default` */
  readonly project?: string
}

export interface PutOptions {
  /** `text`, `yaml`, `properties`, `json`, `ini` or `xml`. @defaultValue `text` */
  readonly valueType?: string
  /** @defaultValue `enabled`; the centre's own default is `disabled`, which no client reads */
  readonly status?: 'enabled' | 'disabled'
}

/**
 * Writes and lists what the configuration centre holds. A label `environment` is always sent, empty when none is given:
 * without it no service would see the document (config.md 5.1, 6.9).
 */
export interface KieAdmin extends AsyncDisposable {
  /** Creates the document, or gives the one with this key and these labels its new value. @throws ConfigError */
  put(key: string, value: string, labels: Labels, options?: PutOptions): Promise<KieDocument>
  /** Documents that have all of these labels; without labels every document. @throws ConfigError */
  list(labels?: Labels): Promise<readonly KieDocument[]>
  /** Deletes the document with exactly these labels. @returns false when there was none @throws ConfigError */
  delete(key: string, labels: Labels): Promise<boolean>
  close(): Promise<void>
}

/** Most that one list answer holds (config.md 3.2). */
const PAGE = 100
const LONGEST_KEY_FILTER = 128

/** @throws ConfigError CHS_CONFIG_INVALID for an address that is none */
export function createKieAdmin(options: KieAdminOptions): KieAdmin {
  const http = createEngineHttp({
    env: options.env,
    engine: 'configuration centre',
    addresses: options.addresses,
    addressKey: 'servicecomb.kie.serverUri',
    unavailable: 'CHS_CONFIG_UNAVAILABLE',
    readinessPath: '/v1/health'
  })
  const path = `/v1/${encodeURIComponent(options.project ?? 'default')}/kie/kv`

  const ask = async (request: EngineRequest, accepted: readonly number[]): Promise<EngineAnswer> => {
    const send = (): Promise<EngineAnswer> =>
      http.request({ ...request, headers: { 'Content-Type': 'application/json' } })
    // A kept connection that the centre has closed meanwhile. Everything here may be sent twice: a second create is
    // answered with 409, which is an update, a second delete with 404.
    const answer = await send().catch((error: unknown) => {
      if (!connectionLost(error)) throw error
      return send()
    })
    if (!accepted.includes(answer.status)) throw refusal(answer)
    return answer
  }
  const listPages = async (filter: readonly string[]): Promise<KieDocument[]> => {
    const documents: KieDocument[] = []
    for (;;) {
      const query = [...filter, `limit=${PAGE}`, `offset=${documents.length}`].join('&')
      const page = parseList((await ask({ method: 'GET', path: `${path}?${query}` }, [200])).body)
      documents.push(...page.documents)
      if (page.documents.length < PAGE || documents.length >= page.total) return documents
    }
  }
  const find = async (key: string, labels: Labels): Promise<KieDocument | undefined> => {
    const filter = [labelQuery(labels), 'match=exact']
    if (key.length <= LONGEST_KEY_FILTER) filter.push(`key=${encodeURIComponent(key)}`)
    // The centre's filter ignores case, its keys do not.
    return (await listPages(filter)).find((document) => document.key === key)
  }
  const remove = async ({ id }: KieDocument): Promise<void> =>
    void (await ask({ method: 'DELETE', path: `${path}/${id}` }, [204, 200, 404]))
  const create = (body: object): Promise<EngineAnswer> =>
    ask({ method: 'POST', path, body: JSON.stringify(body) }, [200, 409])

  return {
    async put(key, value, given, { valueType = 'text', status = 'enabled' } = {}) {
      const labels = withEnvironment(given)
      const body = { key, value, value_type: valueType, status, labels }
      const created = await create(body)
      if (created.status === 200) return parseDocument(created.body)
      const existing = await find(key, labels)
      // An update cannot write an empty value or another type (config.md 3.4).
      if (existing === undefined || value === '' || existing.valueType !== valueType) {
        if (existing !== undefined) await remove(existing)
        const again = await create(body)
        if (again.status !== 200) throw refusal(again)
        return parseDocument(again.body)
      }
      const update = JSON.stringify({ value, status })
      return parseDocument(
        (await ask({ method: 'PUT', path: `${path}/${existing.id}`, body: update }, [200])).body
      )
    },
    list: (labels = {}) => listPages(Object.keys(labels).length === 0 ? [] : [labelQuery(labels)]),
    async delete(key, labels) {
      const existing = await find(key, withEnvironment(labels))
      if (existing !== undefined) await remove(existing)
      return existing !== undefined
    },
    close: () => http.close(),
    [Symbol.asyncDispose]: () => http.close()
  }
}

function connectionLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
}

function withEnvironment(labels: Labels): Labels {
  return { environment: '', ...labels }
}
