import type { Env } from '@node-chassis/core'
import { BodyTooLarge } from '../http/body.ts'
import type { Answer, EngineRequest, Handler, Service } from '../http/types.ts'
import { createDocuments } from './documents.ts'
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
import { createTracks } from './track.ts'
import { createWaiters } from './waiters.ts'

// The one tenant there is while nobody proves who they are (config.md 1.1).
const DOMAIN = 'default'
// What the real server says of itself (config.md 3.10; revision fcacc0d).
const KIE_VERSION = '0.0.1'
// The real server reads 20 MB and more (config.md 2); something has to bound an import.
const MAX_BODY_BYTES = 32 * 1024 * 1024

/** A configuration centre as an engine's listening side. */
export interface ConfigService extends Service {
  /** Answers all waiting polls with 304, and from now on every poll that would wait. */
  close(): void
}

/**
 * The configuration centre: kie v1 in memory (config.md 1-4, 11).
 * @param options.quota most documents of a project; none when not given
 */
export function createConfigService(options: {
  readonly env: Env
  readonly quota?: number | undefined
}): ConfigService {
  const { clock } = options.env
  const waiters = createWaiters(clock)
  const store = createStore({ clock, quota: options.quota }, waiters.changed)
  const tracks = createTracks(clock)
  const documents = createDocuments(store)

  const track = (request: EngineRequest, scope: Scope): Answer => {
    const data = tracks.find(scope, parseQuery(request.rawQuery))
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
    maxBodyBytes: MAX_BODY_BYTES,
    ignoreTrailingSlash: true,
    routes: [
      { method: 'POST', path: kv, handle: scoped(JSON_OR_YAML, documents.create) },
      { method: 'GET', path: kv, handle: scoped(ANY_TO_JSON, createLister({ store, waiters, tracks })) },
      { method: 'DELETE', path: kv, handle: scoped(JSON_ONLY, documents.removeMany) },
      { method: 'GET', path: `${kv}/:id`, handle: scoped(ANY_TO_JSON, documents.get) },
      { method: 'PUT', path: `${kv}/:id`, handle: scoped(JSON_OR_YAML, documents.update) },
      { method: 'DELETE', path: `${kv}/:id`, handle: scoped(ANY_TO_JSON, documents.remove) },
      {
        method: 'POST',
        path: '/v1/:project/kie/file',
        handle: scoped(JSON_YAML_OR_FORM, createImporter(store))
      },
      { method: 'GET', path: '/v1/:project/kie/revision/:id', handle: scoped(JSON_ONLY, documents.history) },
      { method: 'GET', path: '/v1/:project/kie/track', handle: scoped(JSON_ONLY, track) },
      { method: 'GET', path: '/v1/health', handle: negotiated(JSON_ONLY, health) }
    ],
    // An escaped slash splits its segment, and no route has that many (config.md 2).
    early: ({ path }) => (/%2f/i.test(path) ? PAGE_NOT_FOUND : undefined),
    notFound: () => PAGE_NOT_FOUND,
    methodNotAllowed: (_request, allowed) =>
      plain(405, '405: Method Not Allowed', { Allow: allowed.join(', ') }),
    failed,
    close: waiters.close
  }
}

const PAGE_NOT_FOUND = Object.freeze(plain(404, '404: Page Not Found'))

function scoped(
  media: Media,
  handle: (request: EngineRequest, scope: Scope) => Answer | Promise<Answer>
): Handler {
  return negotiated(media, (request) =>
    handle(request, { domain: DOMAIN, project: request.params['project'] ?? '' })
  )
}

function failed(request: EngineRequest, error: unknown): Answer {
  if (error instanceof KieError) return errorAnswer(error)
  if (error instanceof BodyTooLarge)
    return errorAnswer(new KieError(400001, `decode request body failed: ${error.message}`))
  request.log.error({ err: error, path: request.path }, 'a request to the configuration centre failed')
  return errorAnswer(new KieError(500001))
}
