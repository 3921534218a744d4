import { createHash } from 'node:crypto'
import type { Clock } from '@node-chassis/core'
import type { NacosWrite } from '../records.ts'

/** A document by its three names; the public tenant is the empty one (nacos.md 7). */
export interface DocumentName {
  readonly tenant: string
  readonly group: string
  readonly dataId: string
}

export interface Document extends DocumentName {
  readonly id: string
  readonly content: string
  /** Of the UTF-8 bytes, in lower-case hexadecimal. */
  readonly md5: string
  readonly type: string
  readonly appName: string
  readonly encryptedDataKey: string
  readonly createdAt: number
  readonly modifiedAt: number
}

/** What is written of a document. */
export interface Draft extends DocumentName {
  readonly content: string
  readonly type?: string | undefined
  readonly appName?: string | undefined
  readonly encryptedDataKey?: string | undefined
}

export type ConfigChange = 'added' | 'changed' | 'removed'

const DEFAULT_TYPE = 'text'
const TYPES: ReadonlySet<string> = new Set([
  'text',
  'json',
  'xml',
  'yaml',
  'html',
  'properties',
  'toml',
  'unset'
])

/** Documents in memory. */
export class ConfigStore {
  /** Hears of every change of a document's content; the same content again is none. */
  onChange: ((name: DocumentName, change: ConfigChange) => void) | undefined
  /** Told of every write before it is made; a throw prevents it. */
  onWrite: ((write: NacosWrite) => void) | undefined
  readonly #documents = new Map<string, Document>()
  readonly #clock: Clock
  #lastId = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get(name: DocumentName): Document | undefined {
    return this.#documents.get(documentKey(name))
  }

  all(): Iterable<Document> {
    return this.#documents.values()
  }

  put(draft: Draft): Document {
    const { tenant, group, dataId, content } = draft
    const key = documentKey(draft)
    const before = this.#documents.get(key)
    const now = this.#clock.wallNow()
    const document: Document = {
      tenant,
      group,
      dataId,
      id: before?.id ?? String(++this.#lastId),
      content,
      md5: md5(content),
      type: draft.type !== undefined && TYPES.has(draft.type) ? draft.type : DEFAULT_TYPE,
      appName: draft.appName ?? '',
      encryptedDataKey: draft.encryptedDataKey ?? '',
      createdAt: before?.createdAt ?? now,
      modifiedAt: now
    }
    this.onWrite?.({ kind: 'document', document })
    this.#documents.set(key, document)
    if (before?.md5 !== document.md5) this.onChange?.(document, before === undefined ? 'added' : 'changed')
    return document
  }

  /** Writes when the document has this MD5, or whatever it has when none is given. False: it has another. */
  putIf(draft: Draft, casMd5: string | undefined): boolean {
    if (casMd5 !== undefined && casMd5 !== '' && (this.get(draft)?.md5 ?? '') !== casMd5) return false
    this.put(draft)
    return true
  }

  remove(name: DocumentName): void {
    const { tenant, group, dataId } = name
    const key = documentKey(name)
    if (!this.#documents.has(key)) return
    this.onWrite?.({ kind: 'dropDocument', name: { tenant, group, dataId } })
    this.#documents.delete(key)
    this.onChange?.(name, 'removed')
  }

  /** Takes a document in as it was. */
  restore(document: Document): void {
    this.#documents.set(documentKey(document), document)
    this.#lastId = Math.max(this.#lastId, Number(document.id))
  }

  /** Documents of a tenant. */
  count(tenant: string): number {
    let count = 0
    for (const each of this.#documents.values()) if (each.tenant === tenant) count++
    return count
  }
}

/** One text for the three names; no name can hold the separator. */
export function documentKey({ tenant, group, dataId }: DocumentName): string {
  return `${dataId}\u0002${group}\u0002${tenant}`
}

export function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex')
}
