import type { Env } from '@node-chassis/core'
import { staleDocuments } from '../faults/stale-documents.ts'
import { FaultSwitches } from '../faults/switches.ts'
import { BodyTooLarge } from '../http/body.ts'
import type { Rbac } from '../rbac/index.ts'
import { Refusal } from '../registry/errors.ts'
import type { Answer, EngineRequest, Handler, Service } from '../http/types.ts'
import { createDocuments } from './documents.ts'
import { createExporter } from './download.ts'
import { KieError, errorAnswer } from './errors.ts'
import { first, parseQuery } from './go-query.ts'
import { createImporter } from './import.ts'
import type { Scope } from './labels.ts'
import { createLister } from './list.ts'
import {
  ANY_TO_JSON,
  JSON_ONLY,
  JSON_OR_YAML,
  JSON_YAML_OR_FORM,
  json,
  negotiated,
  plain
} from './negotiation.ts'
import type { Media } from './negotiation.ts'
import { createStore } from './store.ts'
import { mayDo } from './permission.ts'
import type { Store } from './store.ts'
import { createTracks } from './track.ts'
import { createWaiters } from './waiters.ts'

// The tenant of those who do not prove that they belong to another (config.md 1.1, 2).
const DOMAIN = 'default'
// What the real server says of itself (config.md 3.10; revision fcacc0d).
const KIE_VERSION = '0.0.1'
const HEALTH = '/v1/health'
// The real server reads 20 MB and more (config.md 2); something has to bound an import.
const MAX_BODY_BYTES = 32 * 1024 * 1024

/** A configuration centre as an engine's listening side. */
export interface ConfigService extends Service {
  /** The documents, for those in this process who keep theirs here (governance.md 10). */
  readonly documents: Store
  readonly maxBodyBytes: number
  /** Answers all waiting polls with 304, and from now on every poll that would wait. */
  close(): void
}

/**
 * The configuration centre: kie v1 in memory (config.md 1-4, 11).
 * @param options.quota most documents of a project; none when not given
 * @param options.faults which failures to play
 * @param options.rbac asks every caller for a token; without it nobody is asked (config.md 2)
 */
export function createConfigService(options: {
  readonly env: Env
  readonly quota?: number | undefined
  readonly rbac?: Rbac | undefined
  readonly faults?: FaultSwitches
}): ConfigService {
  const { rbac, faults = new FaultSwitches() } = options
  const { clock } = options.env
  const waiters = createWaiters(clock)
  const tracks = createTracks(clock)
  const stale = staleDocuments(() => store, faults)
  const store = createStore({ clock, quota: options.quota }, (scope, labels) => {
    stale.changed(scope, labels)
    if (!faults.take('dropEvents')) waiters.changed(scope, labels)
  })
  faults.onInject(({ revisionReset }) => {
    if (revisionReset === undefined) return
    for (const [domain] of store.revisions()) store.restoreRevision(domain, revisionReset)
  })
  const list = createLister({
    store: { revision: (domain) => store.revision(domain), documents: stale.documents },
    waiters,
    tracks,
    fails: () => faults.take('deadlineErrors')
  })
  const documents = createDocuments(store)

  const track = (request: EngineRequest, scope: Scope): Answer => {
    const data = tracks.find(scope, parseQuery(request.rawQuery), ({ labels }) =>
      mayDo(request, 'get', labels)
    )
    if (data.length === 0) throw new KieError(404001, 'can not find any polling data')
    return json({ total: data.length, data })
  }

  const health = (request: EngineRequest): Answer => {
    if (first(parseQuery(request.rawQuery), 'mode') === 'liveness') return { status: 200 }
    return json({
      version: KIE_VERSION,
      revision: String(store.revision(DOMAIN)),
      timestamp: Math.floor(clock.wallNow() / 1000),
      total_kv_count: store.count(DOMAIN)
    })
  }

  const kv = '/v1/:project/kie/kv'
  return {
    name: 'config',
    documents: store,
    maxBodyBytes: MAX_BODY_BYTES,
    ignoreTrailingSlash: true,
    routes: [
      { method: 'POST', path: kv, handle: scoped(JSON_OR_YAML, documents.create) },
      { method: 'GET', path: kv, handle: scoped(ANY_TO_JSON, list) },
      { method: 'DELETE', path: kv, handle: scoped(JSON_ONLY, documents.removeMany) },
      { method: 'GET', path: `${kv}/:id`, handle: scoped(ANY_TO_JSON, documents.get) },
      { method: 'PUT', path: `${kv}/:id`, handle: scoped(JSON_OR_YAML, documents.update) },
      { method: 'DELETE', path: `${kv}/:id`, handle: scoped(ANY_TO_JSON, documents.remove) },
      {
        method: 'POST',
        path: '/v1/:project/kie/file',
        handle: scoped(JSON_YAML_OR_FORM, createImporter(store))
      },
      {
        method: 'POST',
        path: '/v1/:project/kie/download',
        handle: scoped(ANY_TO_JSON, createExporter(store, clock))
      },
      { method: 'GET', path: '/v1/:project/kie/revision/:id', handle: scoped(JSON_ONLY, documents.history) },
      { method: 'GET', path: '/v1/:project/kie/track', handle: scoped(JSON_ONLY, track) },
      { method: 'GET', path: HEALTH, handle: negotiated(JSON_ONLY, health) }
    ],
    // An escaped slash splits its segment, and no route has that many (config.md 2).
    early: ({ path }) => (/%2f/i.test(path) ? PAGE_NOT_FOUND : undefined),
    ...(rbac === undefined ? {} : { guard: guardedBy(rbac) }),
    notFound: () => PAGE_NOT_FOUND,
    methodNotAllowed: (_request, allowed) =>
      plain(405, '405: Method Not Allowed', { Allow: allowed.join(', ') }),
    failed,
    close: waiters.close
  }
}

const PAGE_NOT_FOUND = Object.freeze(plain(404, '404: Page Not Found'))
const UNAUTHORIZED: Answer = Object.freeze({ status: 401 })

/** Who may do what is up to the documents: here it only counts that the token is one of ours (config.md 2). */
function guardedBy(rbac: Rbac): NonNullable<Service['guard']> {
  return async (request, route) => {
    if (route.path === HEALTH) return undefined
    try {
      request.caller = await rbac.callerOf(request)
      return undefined
    } catch (error) {
      if (error instanceof Refusal) return UNAUTHORIZED
      throw error
    }
  }
}

function scoped(
  media: Media,
  handle: (request: EngineRequest, scope: Scope) => Answer | Promise<Answer>
): Handler {
  return negotiated(media, (request) =>
    handle(request, { domain: request.caller?.domain ?? DOMAIN, project: request.params['project'] ?? '' })
  )
}

function failed(request: EngineRequest, error: unknown): Answer {
  if (error instanceof KieError) return errorAnswer(error)
  if (error instanceof BodyTooLarge)
    return errorAnswer(new KieError(400001, `decode request body failed: ${error.message}`))
  request.log.error({ err: error, path: request.path }, 'a request to the configuration centre failed')
  return errorAnswer(new KieError(500001))
}
