import type { Fields } from '../fields.ts'

/** `servicecomb.bulkhead.*` and `servicecomb.instanceBulkhead.*` (governance.md 6.5, 6.6). */
export interface BulkheadOptions {
  /** Calls at the same time; 0 refuses everything, after the wait. @defaultValue 1000 */
  readonly maxConcurrentCalls: number
  /** Longest wait for a slot; 0 refuses at once. @defaultValue 0 */
  readonly maxWaitDurationMs: number
}

export function parseBulkhead(fields: Fields): BulkheadOptions {
  const options = {
    maxConcurrentCalls: fields.int('maxConcurrentCalls', 1000),
    maxWaitDurationMs: fields.durationMs('maxWaitDuration', 0)
  }
  fields.check('maxConcurrentCalls', options.maxConcurrentCalls >= 0, 'must not be negative')
  fields.check('maxWaitDuration', Math.trunc(options.maxWaitDurationMs) >= 0, 'must not be negative')
  return options
}
