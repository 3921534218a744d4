import { KieError } from './errors.ts'
import { first } from './go-query.ts'
import type { GoQuery } from './go-query.ts'
import { parseDuration } from './go-duration.ts'
import { checkList } from './rules.ts'

/** A page of a list; undefined means everything. */
export interface Page {
  readonly offset: number
  readonly limit: number
}

/** What a list asks for (config.md 3.2). */
export interface ListQuery {
  readonly labels: ReadonlyMap<string, string>
  readonly exact: boolean
  readonly key: string
  readonly value: string
  readonly status: string
  readonly page: Page | undefined
  /** Undefined when not given. */
  readonly revision: bigint | undefined
  /** Milliseconds, possibly none or less; undefined when not given. */
  readonly waitMs: number | undefined
}

/** Reads and judges in the order of config.md 3.2: labels, paging, the rest, `wait`, `revision`. @throws KieError 400001 */
export function readListQuery(project: string, query: GoQuery): ListQuery {
  const labels = readLabels(query.get('label') ?? [])
  const page = readPage(query)
  const texts = { key: first(query, 'key'), value: first(query, 'value'), status: first(query, 'status') }
  checkList(project, { ...texts, labels })
  // Refused where the real server panics (config.md 3.2, 11).
  if (/^(?:beginWith|wildcard)\(\)$/.test(texts.key))
    throw new KieError(400001, `key ${texts.key} has nothing between its parentheses`)
  return {
    ...texts,
    labels,
    page,
    exact: first(query, 'match') === 'exact',
    waitMs: readWait(first(query, 'wait')),
    revision: readRevision(first(query, 'revision'))
  }
}

/** Labels of a query, `key:value` each; of the same key twice the last wins. @throws KieError 400001 */
export function readLabels(values: readonly string[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>()
  for (const text of values) {
    const [key = '', value, ...more] = text.split(':')
    if (value === undefined || more.length > 0) {
      throw new KieError(
        400001,
        'label value can not be empty, label can not be duplicated, please check query parameters'
      )
    }
    labels.set(key, value)
  }
  return labels
}

/** `offset` without `limit` is judged, then ignored. @throws KieError 400001 */
export function readPage(query: GoQuery): Page | undefined {
  const offset = readCount(first(query, 'offset'), 'offset', 0, Number.MAX_SAFE_INTEGER)
  const limit = readCount(first(query, 'limit'), 'limit', 1, 100)
  return limit === undefined ? undefined : { offset: offset ?? 0, limit }
}

function readCount(text: string, name: string, min: number, max: number): number | undefined {
  if (text === '') return undefined
  const value = /^[-+]?\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max)) throw new KieError(400001, `invalid ${name} number`)
  return value
}

/** The part of a list that a page shows. */
export function paged<T>(items: readonly T[], page: Page | undefined): readonly T[] {
  return page === undefined ? items : items.slice(page.offset, page.offset + page.limit)
}

function readWait(text: string): number | undefined {
  if (text === '') return undefined
  const ms = parseDuration(text)
  if (ms !== undefined) return ms
  const missing = /^[-+]?[\d.]+$/.test(text) ? 'missing unit in' : 'invalid'
  throw new KieError(400001, `time: ${missing} duration ${JSON.stringify(text)}`)
}

// Bounds of a Go int64. A larger number is no revision, whatever digits it has.
const MAX_INT64 = 2n ** 63n - 1n

function readRevision(text: string): bigint | undefined {
  if (text === '') return undefined
  const value = /^[-+]?\d{1,40}$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined
  if (value === undefined || value > MAX_INT64 || value < -MAX_INT64 - 1n)
    throw new KieError(400001, 'revision param should be formed with number greater than 0')
  return value
}
