import { createAdminHttp } from './admin-http.ts'
import type { KieAdminOptions } from './admin-http.ts'
import { readAnswer } from './answers.ts'
import { parseDocument } from './document.ts'
import type { KieDocument } from './document.ts'
import { labelQuery, withEnvironment } from './labels.ts'
import type { Labels } from './labels.ts'
import { readPages } from './pages.ts'
import type { PageOptions } from './pages.ts'
import { importDocuments, toFile } from './transfer.ts'
import type { ImportOptions, ImportResult, TransferDocument, TransferFile } from './transfer.ts'

export interface PutOptions {
  /** `text`, `yaml`, `properties`, `json`, `ini` or `xml`. @defaultValue `text` */
  readonly valueType?: string
  /** @defaultValue `enabled`; the centre's own default is `disabled`, which no client reads */
  readonly status?: 'enabled' | 'disabled'
}

/**
 * Writes and lists what the configuration centre holds. A label `environment` is always sent, empty when none is given:
 * without it no service would see the document (config.md 5.1, 6.9). Every method rejects with a ConfigError:
 * `CHS_CONFIG_REFUSED` for the caller's faults, `CHS_CONFIG_UNAVAILABLE` when nobody answers.
 */
export interface KieAdmin extends AsyncDisposable {
  /** Creates the document; undefined when there is one with this key and these labels. */
  create(key: string, value: string, labels: Labels, options?: PutOptions): Promise<KieDocument | undefined>
  /** Creates the document, or gives the one with this key and these labels its new value. */
  put(key: string, value: string, labels: Labels, options?: PutOptions): Promise<KieDocument>
  /** The document with exactly these labels. */
  get(key: string, labels: Labels): Promise<KieDocument | undefined>
  /** Documents that have all of these labels; without labels every document. */
  list(labels?: Labels, options?: PageOptions): Promise<readonly KieDocument[]>
  /**
   * Deletes the document with exactly these labels. Status `disabled` does the same for readers, and is kinder to the
   * real centre (config.md 10.10). @returns false when there was none
   */
  delete(key: string, labels: Labels): Promise<boolean>
  /** Deletes many by id in as few requests as is safe; unknown ones are passed over. */
  deleteAll(ids: readonly string[], options?: PageOptions): Promise<void>
  /** What the document was, newest first, at most 100 (config.md 3.8); empty when there is none. */
  history(key: string, labels: Labels): Promise<readonly KieDocument[]>
  /** Writes many documents, a hundred a request. What the centre did not take is in the result. */
  import(documents: readonly TransferDocument[], options?: ImportOptions): Promise<ImportResult>
  /** Documents that have all of these labels, in the form of an export file. */
  export(labels?: Labels, options?: PageOptions): Promise<TransferFile>
  close(): Promise<void>
}

const LONGEST_KEY_FILTER = 128
/** Of a longer list the real centre wakes only the readers of its last part (config.md 3.6). */
const DELETE_BATCH = 64

/** @throws ConfigError CHS_CONFIG_INVALID for an address that is none */
export function createKieAdmin(options: KieAdminOptions): KieAdmin {
  const http = createAdminHttp(options)

  const find = async (key: string, labels: Labels): Promise<KieDocument | undefined> => {
    const filter = [labelQuery(labels), 'match=exact']
    if (key.length <= LONGEST_KEY_FILTER) filter.push(`key=${encodeURIComponent(key)}`)
    // The centre's filter ignores case, its keys do not.
    return (await readPages(http, `/kv?${filter.join('&')}`)).find((document) => document.key === key)
  }
  const remove = async ({ id }: KieDocument): Promise<void> =>
    void (await http.ask({ method: 'DELETE', path: `/kv/${id}` }, [204, 200, 404]))
  const create = async (document: object, resend: boolean): Promise<KieDocument | undefined> => {
    const request = { method: 'POST', path: '/kv', body: JSON.stringify(document) } as const
    const answer = await http.ask(request, [200, 409], resend)
    return answer.status === 200 ? readAnswer(answer, parseDocument) : undefined
  }
  const list: KieAdmin['list'] = (labels = {}, pages) =>
    readPages(http, Object.keys(labels).length === 0 ? '/kv' : `/kv?${labelQuery(labels)}`, pages)

  return {
    create: (key, value, labels, putOptions) => create(documentOf(key, value, labels, putOptions), false),
    async put(key, value, labels, putOptions) {
      const document = documentOf(key, value, labels, putOptions)
      // Sent twice, the second is answered with 409: then it is an update of what is there.
      const created = await create(document, true)
      if (created !== undefined) return created
      const existing = await find(key, document.labels)
      // An update cannot write an empty value or another type (config.md 3.4).
      if (existing === undefined || value === '' || existing.valueType !== document.value_type) {
        if (existing !== undefined) await remove(existing)
        const again = await http.ask({ method: 'POST', path: '/kv', body: JSON.stringify(document) }, [200])
        return readAnswer(again, parseDocument)
      }
      const body = JSON.stringify({ value, status: document.status })
      return readAnswer(
        await http.ask({ method: 'PUT', path: `/kv/${existing.id}`, body }, [200]),
        parseDocument
      )
    },
    get: (key, labels) => find(key, withEnvironment(labels)),
    list,
    async delete(key, labels) {
      const existing = await find(key, withEnvironment(labels))
      if (existing !== undefined) await remove(existing)
      return existing !== undefined
    },
    async deleteAll(ids, { onProgress, signal } = {}) {
      for (let done = 0; done < ids.length; done += DELETE_BATCH) {
        const body = JSON.stringify({ ids: ids.slice(done, done + DELETE_BATCH) })
        await http.ask({ method: 'DELETE', path: '/kv', body, signal }, [204, 200])
        onProgress?.(Math.min(done + DELETE_BATCH, ids.length), ids.length)
      }
    },
    async history(key, labels) {
      const existing = await find(key, withEnvironment(labels))
      if (existing === undefined) return []
      // Each entry has the id of the document: the revision tells them apart.
      return readPages(http, `/revision/${existing.id}`, {}, ({ updateRevision }) => String(updateRevision))
    },
    import: (documents, importOptions = {}) => importDocuments(http, documents, importOptions),
    export: async (labels, pages) => toFile(await list(labels, pages)),
    close: () => http.close(),
    [Symbol.asyncDispose]: () => http.close()
  }
}

function documentOf(
  key: string,
  value: string,
  labels: Labels,
  { valueType = 'text', status = 'enabled' }: PutOptions = {}
): { key: string; value: string; value_type: string; status: string; labels: Labels } {
  return { key, value, value_type: valueType, status, labels: withEnvironment(labels) }
}
