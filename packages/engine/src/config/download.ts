import type { Clock } from '@node-chassis/core'
import type { Answer, EngineRequest } from '../http/types.ts'
import { list, struct, text } from '../json/read.ts'
import { writeJson } from '../json/write.ts'
import { decodedJson } from './body.ts'
import { parseQuery } from './go-query.ts'
import { containsLabels, labelFormat } from './labels.ts'
import type { Labels, Scope } from './labels.ts'
import { readLabels } from './list-query.ts'
import { mayDo } from './permission.ts'
import type { Store } from './store.ts'

const selection = struct({ ids: list(text) })

/**
 * Exports documents as the file that an import takes: those with the ids of the body, else those under the labels of the
 * query, else all (config.md 8.2). The oldest come first, so that a restored counter grows in the same order.
 */
export function createExporter(store: Pick<Store, 'documents'>, clock: Clock) {
  return function exportFile(request: EngineRequest, scope: Scope): Answer {
    const query = parseQuery(request.rawQuery)
    const labelTexts = query.get('label') ?? []
    const labels = readLabels(labelTexts)
    const exact = query.get('match')?.[0] === 'exact'
    const ids = new Set(request.body.length === 0 ? [] : decodedJson(request.body, selection).ids)
    const data = store
      .documents(scope)
      .filter(({ labels: own }) => mayDo(request, 'get', own))
      .filter(({ id, labels: own }) => (ids.size > 0 ? ids.has(id) : covers(own, labels, exact)))
      .toSorted((a, b) => a.createRevision - b.createRevision)
      .map(({ id, key, labels: own, value, valueType, status }) => ({
        id,
        key,
        labels: own,
        value,
        value_type: valueType,
        status
      }))
    return {
      status: 200,
      headers: {
        'Content-Type': 'application/json',
        'Content-Disposition': `attachment; filename="${fileName(labelTexts, clock.wallNow())}"`
      },
      body: writeJson({ metadata: { version: '1.0.0', annotations: {} }, data })
    }
  }
}

function covers(own: Labels, wanted: Labels, exact: boolean): boolean {
  return exact ? labelFormat(own) === labelFormat(wanted) : containsLabels(own, wanted)
}

/** After the environment that was asked for: `default` for the empty one, `custom` for none or several. */
function fileName(labelTexts: readonly string[], now: number): string {
  const environments = labelTexts.filter((label) => label.startsWith('environment:'))
  const [only, more] = environments.map((label) => label.slice('environment:'.length))
  // Any character may stand in a query, and not in a header.
  const name = (only ?? '').replace(/[^\w.-]/g, '_')
  const prefix = only === undefined || more !== undefined ? 'custom' : name || 'default'
  return `${prefix}-${new Date(now).toISOString().replace(/\.\d+Z$|\D/g, '')}.json`
}
