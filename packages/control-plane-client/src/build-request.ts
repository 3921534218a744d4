import { randomUUID } from 'node:crypto'
import { invalidInput } from './control-plane-error.ts'
import type { InputRow, OperationRow } from './operation-row.ts'
import { percentEncode } from './percent-encode.ts'

/** A request without its credentials. */
export interface BuiltRequest {
  readonly method: OperationRow['method']
  /** Path and query, encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** '' for none. */
  readonly body: string
}

/** What the client knows when the caller says nothing. */
export interface Fallbacks {
  readonly projectId: string | undefined
  readonly enterpriseProjectId: string | undefined
  readonly engineId: string | undefined
}

export type Input = Readonly<Record<string, unknown>>

/**
 * Puts an operation's input where the table says.
 * @throws ControlPlaneError `CHS_INVALID_ARGUMENT` naming operation and input
 */
export function buildRequest(id: string, row: OperationRow, input: Input, known: Fallbacks): BuiltRequest {
  refuseStrangers(id, row, input)
  let path = row.path
  const query: string[] = []
  const headers: Record<string, string> = { Accept: 'application/json' }
  for (const [name, spec] of Object.entries(row.inputs)) {
    const value = spec.constant ?? input[name] ?? (spec.fallback && known[spec.fallback])
    const texts = textsOf(id, name, spec, value, row.section)
    for (const text of texts) {
      if (spec.in === 'path') path = path.replace(`{${spec.wire}}`, () => segment(id, name, text))
      else if (spec.in === 'query') query.push(`${percentEncode(spec.wire)}=${percentEncode(text)}`)
      else headers[spec.wire] = headerText(id, name, text)
    }
  }
  const { type, body } = bodyOf(id, row, input)
  headers['Content-Type'] = type
  return {
    method: row.method,
    path: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers,
    body
  }
}

function refuseStrangers(id: string, row: OperationRow, input: Input): void {
  const content = row.body === undefined ? undefined : row.body === 'json' ? 'body' : 'file'
  for (const name of Object.keys(input)) {
    if (Object.hasOwn(row.inputs, name) || name === content) continue
    const names = [...Object.keys(row.inputs), ...(content === undefined ? [] : [content])].join(', ')
    throw invalidInput(id, `there is no input ${name}; there are ${names}`)
  }
}

function textsOf(
  id: string,
  name: string,
  spec: InputRow,
  value: unknown,
  section: string
): readonly string[] {
  if (value === undefined || value === null) {
    if (!spec.required) return []
    throw invalidInput(id, `${name} is missing (CSE API Reference ${section})`)
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.map((one) => {
    if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean')
      throw invalidInput(id, `${name} must be a text, a number or a boolean`)
    const text = String(one)
    if (/\p{Surrogate}/u.test(text)) throw invalidInput(id, `${name} holds half of a character`)
    if (spec.values !== undefined && !spec.values.includes(text)) {
      const listed = spec.values.map((allowed) => JSON.stringify(allowed)).join(', ')
      throw invalidInput(id, `${name} is ${JSON.stringify(text)}; it must be one of ${listed}`)
    }
    return text
  })
}

// An empty segment or dots would name another operation.
function segment(id: string, name: string, text: string): string {
  if (text === '' || text === '.' || text === '..')
    throw invalidInput(id, `${name} is ${JSON.stringify(text)}, which cannot stand in a path`)
  return percentEncode(text)
}

function headerText(id: string, name: string, text: string): string {
  if (!/^[\t\x20-\x7e]*$/.test(text)) throw invalidInput(id, `${name} holds characters that a header cannot`)
  return text
}

function bodyOf(
  id: string,
  row: OperationRow,
  input: Input
): { readonly type: string; readonly body: string } {
  // Also where there is no body: nearly every section lists it as mandatory (control-plane.md 3).
  const json = 'application/json;charset=UTF-8'
  if (row.body === 'multipart') return multipart(id, input['file'])
  const body = input['body']
  if (body === undefined) {
    if (row.bodyRequired) throw invalidInput(id, `body is missing (CSE API Reference ${row.section})`)
    return { type: json, body: '' }
  }
  if (typeof body !== 'object' || body === null) throw invalidInput(id, 'body must be an object or a list')
  try {
    return { type: json, body: JSON.stringify(body) }
  } catch (cause) {
    throw invalidInput(id, `body cannot be written as JSON: ${(cause as Error).message}`)
  }
}

/** The form of importKieConfigs: one file in `upload_file` (control-plane.md 7, pitfall 9). */
function multipart(id: string, file: unknown): { readonly type: string; readonly body: string } {
  if (typeof file !== 'string') throw invalidInput(id, "file is missing: the text of the export's JSON")
  const boundary = `node-chassis-${randomUUID()}`
  const lines = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="upload_file"; filename="configs.json"',
    'Content-Type: application/json',
    '',
    file,
    `--${boundary}--`,
    ''
  ]
  return { type: `multipart/form-data; boundary=${boundary}`, body: lines.join('\r\n') }
}
