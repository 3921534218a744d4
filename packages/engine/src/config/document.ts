import { omitEmpty } from '../json/write.ts'
import type { Writable } from '../json/write.ts'
import type { Labels } from './labels.ts'

/** A key-value with everything that belongs to it. Never changed: an update makes another one (config.md 1.1). */
export interface KvDocument {
  readonly id: string
  readonly labelFormat: string
  readonly key: string
  readonly value: string
  readonly valueType: string
  readonly priority: number
  readonly check: string
  readonly createRevision: number
  readonly updateRevision: number
  readonly domain: string
  readonly project: string
  readonly status: string
  /** Unix seconds. */
  readonly createTime: number
  readonly updateTime: number
  readonly labels: Labels
}

/** Members in the order of the real server; those that may be absent are left out when empty (config.md 1.1). */
function members(document: KvDocument, more: { labelFormat: boolean; scope: boolean }): Writable {
  return {
    ...omitEmpty({ id: document.id, label_format: more.labelFormat ? document.labelFormat : '' }),
    key: document.key,
    value: document.value,
    ...omitEmpty({
      value_type: document.valueType,
      check: document.check,
      create_revision: document.createRevision,
      update_revision: document.updateRevision,
      project: more.scope ? document.project : '',
      status: document.status,
      create_time: document.createTime,
      update_time: document.updateTime,
      priority: document.priority,
      labels: document.labels,
      domain: more.scope ? document.domain : ''
    })
  }
}

/** As create, update, list and import answer it. */
export const plainForm = (document: KvDocument): Writable =>
  members(document, { labelFormat: false, scope: false })

/** As get answers it (config.md 3.3). */
export const singleForm = (document: KvDocument): Writable =>
  members(document, { labelFormat: true, scope: false })

/** As the history lists it (config.md 3.8). */
export const historyForm = (document: KvDocument): Writable =>
  members(document, { labelFormat: true, scope: true })
