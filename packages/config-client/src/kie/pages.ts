import type { AdminHttp } from './admin-http.ts'
import { readAnswer } from './answers.ts'
import { parseList } from './document.ts'
import type { KieDocument } from './document.ts'

/** Hears how far a long piece of work is. `total` may still grow. */
export type Progress = (done: number, total: number) => void

export interface PageOptions {
  readonly onProgress?: Progress
  readonly signal?: AbortSignal
}

/** Most that one list answer holds (config.md 3.2). */
const PAGE = 100
/** A list that others change while it is read may lose a document between two pages. */
const READINGS = 3

/**
 * Every document of a list, page by page. Read anew, at most three times, when fewer came than the centre has.
 * @param path with the filter behind `?`, or without
 */
export async function readPages(
  http: AdminHttp,
  path: string,
  { onProgress, signal }: PageOptions = {},
  identity: (document: KieDocument) => string = ({ id }) => id
): Promise<KieDocument[]> {
  for (let left = READINGS - 1; ; left--) {
    // A document that moved to the front while the pages were read comes twice.
    const documents = new Map<string, KieDocument>()
    let total = 0
    for (let offset = 0; ; offset += PAGE) {
      const query = `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}&offset=${offset}`
      const page = readAnswer(await http.ask({ method: 'GET', path: query, signal }, [200]), parseList)
      for (const document of page.documents) documents.set(identity(document), document)
      total = page.total
      onProgress?.(documents.size, total)
      if (page.documents.length < PAGE || offset + PAGE >= total) break
    }
    if (documents.size >= total || left === 0) return [...documents.values()]
  }
}
