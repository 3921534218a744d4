import type { Answer, EngineRequest } from '../http/types.ts'
import type { Writable } from '../json/write.ts'
import { readUpload } from './body.ts'
import type { KvDocument } from './document.ts'
import { plainForm } from './document.ts'
import { KieError } from './errors.ts'
import { first, parseQuery } from './go-query.ts'
import { documentId, labelFormat } from './labels.ts'
import type { Labels, Scope } from './labels.ts'
import { readLabels } from './list-query.ts'
import { jsonOrYaml } from './negotiation.ts'
import { checkMayDo } from './permission.ts'
import { checkDraft } from './rules.ts'
import type { Draft } from './rules.ts'
import type { Store } from './store.ts'
import { isForm, readUploadForm } from './upload-form.ts'

type Override = 'force' | 'skip' | 'abort'

/** Imports a file item by item; what fails is told in the answer, which is 200 in any case (config.md 3.7). */
export function createImporter(store: Store) {
  return async function importFile(request: EngineRequest, scope: Scope): Promise<Answer> {
    const override = readOverride(request)
    const labels = readImportLabel(request)
    const items = isForm(request) ? await readUploadForm(request) : readUpload(request)
    const success: Writable[] = []
    const failure: Writable[] = []
    let aborted = false
    for (const item of items) {
      if (item === undefined) continue
      try {
        if (aborted) throw new KieError(400005)
        success.push(
          plainForm(
            importItem(request, store, scope, labels === undefined ? item : { ...item, labels }, override)
          )
        )
      } catch (error) {
        if (!(error instanceof KieError)) throw error
        if (error.code === 400005) aborted = true
        failure.push(failed(item, error))
      }
    }
    return jsonOrYaml(request, { success, failure })
  }
}

/** A form need not say; a body must (config.md 8.2, 3.7). @throws KieError 400001 */
function readOverride(request: EngineRequest): Override {
  const override = first(parseQuery(request.rawQuery), 'override')
  if (override === '' && isForm(request)) return 'force'
  if (override === '') throw new KieError(400001, "Query parameter 'override' is required")
  if (override !== 'force' && override !== 'skip' && override !== 'abort')
    throw new KieError(400001, `override must be force, skip or abort, not ${JSON.stringify(override)}`)
  return override
}

/** `label` puts every item under this one in place of its own (config.md 8.1). @throws KieError 400001 */
function readImportLabel(request: EngineRequest): Labels | undefined {
  const labels = parseQuery(request.rawQuery).get('label')
  return labels === undefined ? undefined : readLabels(labels)
}

/** Each item is a create first, with all its checks. @throws KieError saying why this item is not imported */
function importItem(
  request: EngineRequest,
  store: Store,
  scope: Scope,
  item: Draft,
  override: Override
): KvDocument {
  checkDraft(scope.project, item)
  checkMayDo(request, 'create', item.labels)
  try {
    return store.create(scope, item)
  } catch (error) {
    if (!(error instanceof KieError) || error.code !== 409001) throw error
    if (override !== 'force') throw new KieError(override === 'skip' ? 400004 : 400005)
    checkMayDo(request, 'update', item.labels)
    // As an update: value and status only. A status that was not given is the default by now (vector F2c).
    const id = documentId(scope, item.key, labelFormat(item.labels))
    const updated = store.update(scope, id, item)
    if (updated === undefined) throw error
    return updated
  }
}

// Without labels it is null where validation failed and {} where something later did, as the real server has it.
function failed(item: Draft, error: KieError): Writable {
  const labels = item.labels.size === 0 && error.code === 400001 ? null : item.labels
  return { key: item.key, labels, error_code: error.code, error_message: error.message }
}
