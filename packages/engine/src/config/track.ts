import type { Clock } from '@node-chassis/core'
import type { EngineRequest } from '../http/types.ts'
import { omitEmpty } from '../json/write.ts'
import type { Writable } from '../json/write.ts'
import type { KvDocument } from './document.ts'
import { plainForm } from './document.ts'
import { first, parseQuery } from './go-query.ts'
import type { GoQuery } from './go-query.ts'
import type { Scope } from './labels.ts'

// Every poll of every session may leave a record: the oldest make room (the real server cleans up by age).
const KEPT_RECORDS = 1_000

interface Track {
  readonly scope: Scope
  readonly sessionId: string
  readonly sessionGroup: string
  readonly revision: string
  readonly ip: string
  readonly userAgent: string
  readonly urlPath: string
  readonly polling: { readonly revision: string; readonly wait: string; readonly labels: string }
  readonly documents: readonly KvDocument[]
  readonly wallMs: number
}

/** Who polled what: one record per project, revision and session, the last one (config.md 3.9). */
export interface Tracks {
  /** Notes a list that is about to be answered with 200, when its request carries a session id. */
  note(request: EngineRequest, scope: Scope, revision: string, documents: readonly KvDocument[]): void
  /** @param isShown which documents may be shown of what was answered */
  find(scope: Scope, query: GoQuery, isShown: (document: KvDocument) => boolean): Writable[]
}

export function createTracks(clock: Clock): Tracks {
  const records = new Map<string, Track>()
  return {
    note(request, scope, revision, documents) {
      const sessionId = request.header('x-session-id') ?? ''
      if (sessionId === '') return
      const query = parseQuery(request.rawQuery)
      const id = JSON.stringify([scope.domain, scope.project, revision, sessionId])
      records.delete(id)
      records.set(id, {
        scope,
        sessionId,
        sessionGroup: request.header('x-session-group') ?? '',
        revision,
        ip: clientAddress(request),
        userAgent: request.header('user-agent') ?? '',
        urlPath: `${request.method} ${request.path}`,
        polling: {
          revision: first(query, 'revision'),
          wait: first(query, 'wait'),
          labels: first(query, 'label')
        },
        documents,
        wallMs: clock.wallNow()
      })
      if (records.size > KEPT_RECORDS) records.delete(records.keys().next().value as string)
    },

    find(scope, query, isShown) {
      const wanted = (name: string, value: string): boolean => {
        const filter = first(query, name)
        return filter === '' || filter === value
      }
      return [...records.values()]
        .filter(
          (track) =>
            track.scope.domain === scope.domain &&
            track.scope.project === scope.project &&
            wanted('sessionId', track.sessionId) &&
            wanted('ip', track.ip) &&
            wanted('urlPath', track.urlPath) &&
            wanted('userAgent', track.userAgent) &&
            wanted('revision', track.revision)
        )
        .map((track) => wireForm({ ...track, documents: track.documents.filter(isShown) }))
    }
  }
}

// A request does not say where its connection comes from; a proxy does.
function clientAddress(request: EngineRequest): string {
  const forwarded = request.header('x-forwarded-for')?.split(',')[0]?.trim()
  return forwarded || (request.header('x-real-ip') ?? request.remoteAddress)
}

function wireForm(track: Track): Writable {
  return {
    ...omitEmpty({ session_id: track.sessionId, session_group: track.sessionGroup }),
    domain: track.scope.domain,
    project: track.scope.project,
    polling_data: track.polling,
    revision: track.revision,
    ip: track.ip,
    ...omitEmpty({ user_agent: track.userAgent, url_path: track.urlPath }),
    ...omitEmpty({ kv: track.documents.map(plainForm) }),
    response_code: 200,
    timestamp: new Date(track.wallMs).toISOString()
  }
}
