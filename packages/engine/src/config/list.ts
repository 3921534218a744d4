import type { Answer, EngineRequest } from '../http/types.ts'
import type { KvDocument } from './document.ts'
import { plainForm } from './document.ts'
import { KieError } from './errors.ts'
import { parseQuery } from './go-query.ts'
import { keyTest } from './key-pattern.ts'
import { containsLabels } from './labels.ts'
import type { Labels, Scope } from './labels.ts'
import { paged, readListQuery } from './list-query.ts'
import type { ListQuery, Page } from './list-query.ts'
import { json } from './negotiation.ts'
import { mayDo } from './permission.ts'
import type { Store } from './store.ts'
import type { Tracks } from './track.ts'
import type { Waiters } from './waiters.ts'

// config.md 4.2.
const MAX_WAIT_MS = 5 * 60_000

interface Selection {
  readonly labels: Labels
  readonly exact: boolean
  readonly key?: string
  readonly value?: string
  readonly status?: string
}

/** The matching documents, highest priority and latest change first (config.md 1.5, 3.2). */
function select(store: Pick<Store, 'documents'>, scope: Scope, selection: Selection): KvDocument[] {
  const { labels, exact, value = '', status = '' } = selection
  const hasKey = keyTest(selection.key ?? '')
  return store
    .documents(scope, exact ? labels : undefined)
    .filter(
      (document) =>
        (exact || containsLabels(document.labels, labels)) &&
        (hasKey === undefined || hasKey(document.key)) &&
        (value === '' || document.value.includes(value)) &&
        (status === '' || document.status === status)
    )
    .sort((a, b) => b.priority - a.priority || b.updateRevision - a.updateRevision)
}

/** Lists, polls and long-polls: the table of config.md 4.1. */
export function createLister(parts: {
  store: Pick<Store, 'revision' | 'documents'>
  waiters: Waiters
  tracks: Tracks
  /** Whether a wait that nothing happened in fails (config.md 10.3). */
  fails: () => boolean
}) {
  const { store, waiters, tracks, fails } = parts

  const listed = (request: EngineRequest, scope: Scope, selection: Selection, page?: Page): Answer => {
    const revision = String(store.revision(scope.domain))
    const documents = select(store, scope, selection).filter(({ labels }) => mayDo(request, 'get', labels))
    const shown = paged(documents, page)
    tracks.note(request, scope, revision, shown)
    return json({ total: documents.length, data: shown.map(plainForm) }, { 'X-Kie-Revision': revision })
  }

  return function list(request: EngineRequest, scope: Scope): Answer | Promise<Answer> {
    const query = readListQuery(scope.project, parseQuery(request.rawQuery))
    const { revision, waitMs } = query
    const isCurrent = revision === BigInt(store.revision(scope.domain))
    if (revision === undefined ? waitMs === undefined : !isCurrent)
      return listed(request, scope, query, query.page)
    if (waitMs === undefined) return NOT_MODIFIED
    checkWait(query, waitMs)
    // From the look at the counter to the registration nothing else can run: no change falls in between.
    const topic = { scope, labels: query.labels, exact: query.exact }
    return waiters.wait(topic, waitMs, request.signal).then((ending) => {
      // A woken waiter gets everything under its labels, whatever else it had asked for (config.md 4.4).
      if (ending === 'changed') return listed(request, scope, { labels: query.labels, exact: query.exact })
      if (!request.signal.aborted && fails()) throw new KieError(500001, 'context deadline exceeded')
      return NOT_MODIFIED
    })
  }
}

const NOT_MODIFIED: Answer = Object.freeze({ status: 304 })

/** What is asked of a wait that would really start (config.md 4.2). */
function checkWait(query: ListQuery, waitMs: number): void {
  if (query.key !== '') throw new KieError(400001, 'can not accept key params, when using wait')
  if (waitMs > MAX_WAIT_MS) {
    throw new KieError(
      400003,
      'wait param should be formed with number and time unit like 5s,100ms, and less than 5m'
    )
  }
}
