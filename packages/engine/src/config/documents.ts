import type { Answer, EngineRequest } from '../http/types.ts'
import type { Verb } from '../rbac/permissions.ts'
import { readDraft, readIds, readUpdate } from './body.ts'
import { historyForm, plainForm, singleForm } from './document.ts'
import { KieError, repeated } from './errors.ts'
import { parseQuery } from './go-query.ts'
import type { Scope } from './labels.ts'
import { paged, readPage } from './list-query.ts'
import { json, jsonOrYaml } from './negotiation.ts'
import { checkMayDo, mayDo } from './permission.ts'
import { checkDraft, checkGet, checkUpdate } from './rules.ts'
import type { Store } from './store.ts'

const NO_CONTENT: Answer = Object.freeze({ status: 204 })

const missing = (): KieError => new KieError(404001, 'can not find any key value')

/** Create, get, update, delete and history of documents (config.md 3.1, 3.3-3.6, 3.8). */
export function createDocuments(store: Store) {
  const checkExisting = (request: EngineRequest, scope: Scope, verb: Verb, id: string): void => {
    const document = store.get(scope, id)
    if (document !== undefined) checkMayDo(request, verb, document.labels)
  }

  const create = (request: EngineRequest, scope: Scope): Answer => {
    const draft = readDraft(request)
    try {
      checkDraft(scope.project, draft)
      checkMayDo(request, 'create', draft.labels)
      return jsonOrYaml(request, plainForm(store.create(scope, draft)))
    } catch (error) {
      throw error instanceof KieError ? repeated(error) : error
    }
  }

  const get = (request: EngineRequest, scope: Scope): Answer => {
    const id = idOf(request)
    checkGet(scope.project, id)
    const document = store.get(scope, id)
    if (document === undefined) throw missing()
    checkMayDo(request, 'get', document.labels)
    return json(singleForm(document))
  }

  const update = (request: EngineRequest, scope: Scope): Answer => {
    const change = readUpdate(request)
    const id = idOf(request)
    checkUpdate(scope.project, id, change.value, change.status)
    checkExisting(request, scope, 'update', id)
    const document = store.update(scope, id, change)
    if (document === undefined) throw missing()
    return jsonOrYaml(request, plainForm(document))
  }

  const remove = (request: EngineRequest, scope: Scope): Answer => {
    const id = idOf(request)
    checkExisting(request, scope, 'delete', id)
    if (store.remove(scope, [id]) === 0) throw missing()
    return NO_CONTENT
  }

  const removeMany = (request: EngineRequest, scope: Scope): Answer => {
    const ids = readIds(request)
    const isDenied = (id: string): boolean => {
      const document = store.get(scope, id)
      return document !== undefined && !mayDo(request, 'delete', document.labels)
    }
    const allowed = ids.filter((id) => !isDenied(id))
    const last = ids.at(-1)
    // What may not be deleted is passed over; that is refused only when nothing else is left (config.md 2).
    const nothingLeft = !allowed.some((id) => store.get(scope, id) !== undefined)
    if (nothingLeft && last !== undefined && isDenied(last)) checkExisting(request, scope, 'delete', last)
    store.remove(scope, allowed)
    return NO_CONTENT
  }

  const history = (request: EngineRequest, scope: Scope): Answer => {
    const page = readPage(parseQuery(request.rawQuery))
    const versions = store.versions(scope, idOf(request))
    // The real server says 500 here: a defect that is not followed (config.md 1.5, 11).
    if (versions === undefined) throw missing()
    checkExisting(request, scope, 'get', idOf(request))
    return json({ total: versions.length, data: paged(versions, page).map(historyForm) })
  }

  return { create, get, update, remove, removeMany, history }
}

function idOf(request: EngineRequest): string {
  return request.params['id'] ?? ''
}
