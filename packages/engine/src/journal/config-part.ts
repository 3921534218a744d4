import type { ConfigWrite, Store } from '../config/store.ts'
import type { KvDocument } from '../config/document.ts'
import { textMap } from '../json/read.ts'
import type { Writable } from '../json/write.ts'
import type { JournalPart } from './part.ts'

type Stored =
  | { readonly kind: 'put'; readonly document: Omit<KvDocument, 'labels'> & { readonly labels: unknown } }
  | Exclude<ConfigWrite, { readonly kind: 'put' }>
  | { readonly kind: 'revision'; readonly domain: string; readonly revision: number }

/** A write of the configuration centre as its record. */
export function configRecord(write: ConfigWrite): Writable {
  return write.kind === 'put'
    ? { kind: 'put', document: { ...write.document } }
    : { ...write, scope: { ...write.scope } }
}

/** The documents with their histories, and the counters. */
export function configPart(store: Store): JournalPart {
  return {
    name: 'config',
    replay(data) {
      const record = data as Stored
      if (record.kind === 'put') {
        const document = { ...record.document, labels: textMap(record.document.labels) }
        store.restore({ kind: 'put', document })
      } else if (record.kind === 'remove') store.restore(record)
      else store.restoreRevision(record.domain, record.revision)
    },
    *dump() {
      for (const versions of store.all()) {
        for (const document of versions) yield configRecord({ kind: 'put', document })
      }
      // Last, because each document has set the counter to its own revision.
      for (const [domain, revision] of store.revisions()) yield { kind: 'revision', domain, revision }
    }
  }
}
