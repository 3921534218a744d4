import { paged } from '../paged.ts'
import { fitsGlob } from './glob.ts'
import type { ConfigStore, Document } from './store.ts'

export interface Search {
  /** `blur`: names are patterns with `*`; `accurate`: they are names. An empty one is any. */
  readonly kind: 'blur' | 'accurate'
  readonly tenant: string
  readonly group: string
  readonly dataId: string
  readonly pageNo: number
  readonly pageSize: number
}

export interface Found<T> {
  readonly totalCount: number
  readonly pageNumber: number
  readonly pagesAvailable: number
  readonly pageItems: readonly T[]
}

/** A page of the documents that fit (nacos.md 7.3). */
export function searchDocuments<T>(
  store: ConfigStore,
  search: Search,
  shown: (document: Document) => T
): Found<T> {
  const { kind, tenant, group, dataId, pageNo, pageSize } = search
  const fits = (text: string, wanted: string): boolean =>
    wanted === '' || (kind === 'blur' ? fitsGlob(text, wanted) : text === wanted)
  const all = [...store.all()].filter(
    (each) => each.tenant === tenant && fits(each.dataId, dataId) && fits(each.group, group)
  )
  return {
    totalCount: all.length,
    pageNumber: pageNo,
    pagesAvailable: pageSize > 0 ? Math.ceil(all.length / pageSize) : 0,
    pageItems: paged(all, pageNo, pageSize).map(shown)
  }
}
