/** A key-value document of the centre (config.md 1.1), as far as this package looks at it. */
export interface KieDocument {
  readonly id: string
  readonly key: string
  readonly value: string
  /** Lower case; undefined when the answer has none. */
  readonly valueType: string | undefined
  /** Lower case; absent means enabled (config.md 5.2). */
  readonly status: string
  readonly labels: Readonly<Record<string, string>>
  readonly updateTime: number
  readonly updateRevision: number
}

/**
 * The documents of a list answer. Anything else (null, text, HTML) is a failure: values and revision stay
 * (decisions.md N18).
 */
export function parseList(body: string): { readonly total: number; readonly documents: KieDocument[] } {
  const answer = parsed(body)
  const data = isObject(answer) ? answer['data'] : undefined
  if (!isObject(answer) || !Array.isArray(data))
    throw new Error(`the answer is no list: it begins with ${begins(body)}`)
  const documents = (data as unknown[]).filter(isObject).map(toDocument)
  return { total: numberIn(answer, 'total') || documents.length, documents }
}

/** One document of an answer to create or update. */
export function parseDocument(body: string): KieDocument {
  const answer = parsed(body)
  if (!isObject(answer)) throw new Error(`the answer is no document: it begins with ${begins(body)}`)
  return toDocument(answer)
}

/** The centre's own words: code, message and detail in either spelling (config.md 2.1). */
export function parseFailure(body: string): { readonly code: string | undefined; readonly message: string } {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    // Gateways answer in text.
  }
  if (!isObject(answer)) return { code: undefined, message: body.slice(0, 120) }
  const words = [answer['errorMessage'] ?? answer['error_message'], answer['detail']]
  const message = words.filter((word) => typeof word === 'string' && word !== '').join(': ')
  const code = answer['errorCode'] ?? answer['error_code']
  return { code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined, message }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new Error(`the answer is no JSON: it begins with ${begins(body)}`, { cause })
  }
}

/** Enough to tell HTML from JSON, too little to carry a value into a log. */
function begins(body: string): string {
  return JSON.stringify(body.slice(0, 12))
}

function toDocument(raw: Record<string, unknown>): KieDocument {
  const key = textIn(raw, 'key') ?? ''
  const labels = labelsIn(raw['labels'])
  return {
    id: textIn(raw, 'id') ?? `${key} ${identityOf(labels)}`,
    key,
    value: textIn(raw, 'value') ?? '',
    valueType: textIn(raw, 'value_type')?.toLowerCase() || undefined,
    status: (textIn(raw, 'status') || 'enabled').toLowerCase(),
    labels,
    updateTime: numberIn(raw, 'update_time'),
    updateRevision: numberIn(raw, 'update_revision')
  }
}

function labelsIn(raw: unknown): Readonly<Record<string, string>> {
  if (!isObject(raw)) return {}
  for (const name in raw)
    if (typeof raw[name] !== 'string')
      return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, String(value)]))
  return raw as Record<string, string>
}

/** Stands in for the id of an answer without one; the order of labels says nothing. */
function identityOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
  return pairs.toSorted((a, b) => (a < b ? -1 : 1)).join('::')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textIn(raw: Record<string, unknown>, name: string): string | undefined {
  const value = raw[name]
  return typeof value === 'string' ? value : undefined
}

function numberIn(raw: Record<string, unknown>, name: string): number {
  const value = Number(raw[name] ?? 0)
  return Number.isFinite(value) ? value : 0
}
