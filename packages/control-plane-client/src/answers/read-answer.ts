import type { ErrorDetails } from '@node-chassis/core'
import { ControlPlaneError } from '../control-plane-error.ts'
import type { OperationRow } from '../operation-row.ts'
import { hintOf } from './hints.ts'

/** An answer as it came from the wire. */
export interface RawAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | undefined }
  readonly body: string
}

/** Operations whose answers hold a token: they never appear in an error. */
const SECRET: ReadonlySet<string> = new Set(['createToken', 'createEngineToken', 'createUserToken'])
const LONGEST = 4_000

/**
 * What an operation answers: the JSON of its body, `{}` for a change whose answer says nothing, undefined for 304 and where
 * nothing is to be read.
 *
 * @param mask takes secrets out of a text
 * @throws ControlPlaneError `CHS_CLOUD_REFUSED` or `CHS_CLOUD_ANSWER`, both with status, code, request id and operation
 */
export function readAnswer(
  id: string,
  row: OperationRow,
  answer: RawAnswer,
  mask: (text: string) => string
): unknown {
  const { status } = answer
  const facts = factsOf(id, answer, mask)
  if (status === 304 && row.good.includes(304)) return undefined
  if (status < 200 || status >= 400) throw refused(id, facts)
  if (status >= 300) {
    if (status === 304) throw unusable(id, facts, 'nothing new, which was not the question')
    const to = hostOf(answer.headers.get('location'))
    throw unusable(id, facts, `a redirect${to === undefined ? '' : ` to ${to}`}, which is not followed`)
  }
  if (row.answer === 'none') return undefined
  if (answer.body.trim() === '') {
    if (row.answer === 'result') return {}
    throw unusable(id, facts, 'no body')
  }
  const value = facts.json
  if (value === undefined) throw unusable(id, facts, whatIsIt(answer))
  if (row.answer === 'boolean') {
    if (value === true) return value
    // Nacos says false, with status 200, for what it does not do (control-plane.md 7, pitfall 6).
    if (value === false) throw refused(id, { ...facts, message: 'the answer is false: nothing was done' })
    throw unusable(id, facts, 'neither true nor false')
  }
  if (typeof value !== 'object' || value === null) throw unusable(id, facts, `${JSON.stringify(value)} only`)
  const { code } = value as { code?: unknown }
  if (id === 'listNacosNamespaces' && typeof code === 'number' && code !== 200 && code !== 0)
    throw refused(id, { ...facts, code: String(code) })
  return value
}

/** The answer's own code, in whichever spelling. */
export function codeOf(answer: RawAnswer): string | undefined {
  return errorOf(parse(answer.body)).code
}

interface Facts {
  readonly status: number
  readonly code: string | undefined
  readonly message: string | undefined
  readonly detail: string | undefined
  readonly requestId: string | undefined
  readonly answer: string | undefined
  readonly json: unknown
}

function factsOf(id: string, answer: RawAnswer, mask: (text: string) => string): Facts {
  const json = parse(answer.body)
  const { code, message, detail, requestId } = errorOf(json)
  // Masked before it is cut: half of a token would not be found.
  return {
    status: answer.status,
    code,
    message: message === undefined ? undefined : mask(message),
    detail: detail === undefined ? undefined : mask(detail),
    requestId: answer.headers.get('x-request-id') ?? requestId,
    answer: SECRET.has(id) ? undefined : mask(answer.body).slice(0, LONGEST),
    json
  }
}

function refused(id: string, facts: Facts): ControlPlaneError {
  const { status, code, message, detail, requestId } = facts
  const said = [message, detail].filter((one) => one !== undefined && one !== '').join(': ')
  const hint = hintOf(code) ?? hintOfStatus(id, status)
  const parts = [
    `${id} was refused with ${status}${code === undefined ? '' : ` ${code}`}`,
    ...(said === '' ? [] : [`: ${said}`]),
    ...(hint === undefined ? [] : [`; ${hint}`]),
    ...(requestId === undefined ? [] : [` (request ${requestId})`])
  ]
  return new ControlPlaneError('CHS_CLOUD_REFUSED', parts.join(''), detailsOf(id, facts))
}

function hintOfStatus(id: string, status: number): string | undefined {
  if (status === 502 && id.includes('Nacos')) return 'is the Nacos engine still there?'
  if (status === 401)
    return "check the credentials, this machine's clock, and that they belong to this project and region"
  if (status === 403) return 'these credentials may not do that'
  if (status === 429) return 'too many requests: try again later'
  return status >= 500 ? 'try again later' : undefined
}

function unusable(id: string, facts: Facts, what: string): ControlPlaneError {
  const of = facts.requestId === undefined ? '' : ` (request ${facts.requestId})`
  return new ControlPlaneError(
    'CHS_CLOUD_ANSWER',
    `${id} was answered with status ${facts.status} and ${what}${of}. Is the endpoint the right one?`,
    detailsOf(id, facts)
  )
}

function detailsOf(
  operation: string,
  { status, code, detail, requestId, answer }: Facts
): ErrorDetails & { readonly operation: string } {
  return {
    operation,
    statusCode: status,
    ...(code !== undefined && { cloudCode: code }),
    ...(requestId !== undefined && { requestId }),
    ...(detail !== undefined && { detail }),
    ...(answer !== undefined && { answer })
  }
}

function whatIsIt({ headers, body }: RawAnswer): string {
  const isPage = /html/i.test(headers.get('content-type') ?? '') || /^\s*</.test(body)
  return isPage ? 'a page instead of JSON' : 'JSON that ends early or is none'
}

interface ErrorBody {
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly detail?: string | undefined
  readonly requestId?: string | undefined
}

/** Four spellings of the same (control-plane.md 6). */
function errorOf(json: unknown): ErrorBody {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return {}
  const body = json as Readonly<Record<string, unknown>>
  const inner =
    typeof body['error'] === 'object' && body['error'] !== null
      ? (body['error'] as Readonly<Record<string, unknown>>)
      : {}
  return {
    code: textOf(body['error_code'] ?? body['errorCode'] ?? inner['code']),
    message: textOf(body['error_msg'] ?? body['error_message'] ?? body['errorMessage'] ?? inner['message']),
    detail: textOf(body['detail']),
    requestId: textOf(body['request_id'])
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function hostOf(location: string | undefined): string | undefined {
  return location === undefined ? undefined : /^https?:\/\/([^/?#@]+)/.exec(location)?.[1]
}
