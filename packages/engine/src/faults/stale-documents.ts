import type { KvDocument } from '../config/document.ts'
import { labelFormat } from '../config/labels.ts'
import type { Labels, Scope } from '../config/labels.ts'
import type { Store } from '../config/store.ts'
import type { FaultSwitches } from './switches.ts'

/** What lists read in place of the store, and what is to hear of every change before anybody is woken by it. */
export interface StaleDocuments {
  readonly documents: Store['documents']
  readonly changed: (scope: Scope, labels: Labels) => void
}

/**
 * kie answers exact lists from a cache that trails the store, while the revision is read from the store itself (config.md
 * 10.1, 10.2). Counted in reads and not in time, so that a test sees the same each time.
 */
export function staleDocuments(store: () => Store, faults: FaultSwitches): StaleDocuments {
  /** What each label set held after its last change; only while the fault is on. */
  let known: Map<string, readonly KvDocument[]> | undefined
  const behind = new Map<string, { readonly documents: readonly KvDocument[]; left: number }>()

  faults.onInject(({ staleExactReads }) => {
    if (staleExactReads === undefined) return
    behind.clear()
    known = staleExactReads === 0 ? undefined : knownNow(store())
  })

  return {
    documents(scope, labels) {
      const present = store().documents(scope, labels)
      if (labels === undefined) return present
      if (faults.take('emptyAfterRestart')) return []
      if (faults.take('partialAfterRestart')) return present.slice(0, Math.floor(present.length / 2))
      const key = setKey(scope, labelFormat(labels))
      const stale = behind.get(key)
      if (stale === undefined) return present
      if (--stale.left <= 0) behind.delete(key)
      return stale.documents
    },

    changed(scope, labels) {
      if (known === undefined) return
      const key = setKey(scope, labelFormat(labels))
      const documents = behind.get(key)?.documents ?? known.get(key) ?? []
      behind.set(key, { documents, left: faults.left('staleExactReads') })
      known.set(key, store().documents(scope, labels))
    }
  }
}

function knownNow(store: Store): Map<string, readonly KvDocument[]> {
  const known = new Map<string, KvDocument[]>()
  for (const versions of store.all()) {
    const document = versions.at(-1)
    if (document === undefined) continue
    const key = setKey(document, document.labelFormat)
    const set = known.get(key)
    if (set === undefined) known.set(key, [document])
    else set.push(document)
  }
  return known
}

// Neither a tenant nor a project can hold a slash.
function setKey({ domain, project }: Scope, format: string): string {
  return `${domain}/${project}/${format}`
}
