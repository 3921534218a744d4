import { LifecycleError, sleep } from '@node-chassis/core'
import type { Env } from '@node-chassis/core'
import type { Endpoint } from '@node-chassis/transport'
import { meansTokenRefused } from './answers/hints.ts'
import { codeOf, readAnswer } from './answers/read-answer.ts'
import { buildRequest } from './build-request.ts'
import type { BuiltRequest, Fallbacks, Input } from './build-request.ts'
import type { CallOptions } from './call-options.ts'
import { ControlPlaneError } from './control-plane-error.ts'
import { OPERATIONS } from './generated/operations.ts'
import { maskOf } from './mask.ts'
import { isRepeatable, isTransient } from './may-repeat.ts'
import type { OperationRow } from './operation-row.ts'
import type { Answer, OperationId } from './operation-types.ts'

/** A request on its way to be given credentials. */
export interface Unsigned {
  readonly id: OperationId
  readonly row: OperationRow
  readonly request: BuiltRequest
  readonly endpoint: Endpoint
  /** Of the path; undefined where there is none in it. */
  readonly projectId: string | undefined
  /** The engine that is meant, by path or header. */
  readonly engineId: string | undefined
}

type Headers = Readonly<Record<string, string>>

/** What the request function needs of the client that it works for. */
export interface Session {
  readonly env: Env
  /** Further attempts of what may be repeated. */
  readonly retries: number
  readonly closed: boolean
  readonly secrets: readonly string[]
  endpointOf(id: OperationId, row: OperationRow): Endpoint
  fallbacks(row: OperationRow, input: Input, signal: AbortSignal | undefined): Promise<Fallbacks>
  /** Headers that say who is calling, made anew for every attempt: signatures have a time. */
  authorize(unsigned: Unsigned, signal: AbortSignal | undefined): Promise<Headers>
  /** Forgets the tokens of a request that was refused; false when there are no others to be had. */
  renew(sent: Headers): boolean
}

/** Pause before the first repetition, ms; doubled each time, and half of it left to chance. */
const FIRST_PAUSE_MS = 500

/**
 * The one function that every operation is sent by: input where it belongs, credentials, one fresh token after a 401,
 * repetition of what may be repeated, and an answer that is read or told of with all it says.
 * @throws ControlPlaneError; LifecycleError `CHS_CLOSED`; the signal's reason
 */
export async function send(
  session: Session,
  id: OperationId,
  input: Input = {},
  options: CallOptions = {}
): Promise<Answer<unknown>> {
  const { signal } = options
  const row: OperationRow = OPERATIONS[id]
  if (session.closed) throw new LifecycleError('CHS_CLOSED', `${id}: the client is closed.`)
  const endpoint = session.endpointOf(id, row)
  const known = await session.fallbacks(row, input, signal)
  const request = buildRequest(id, row, input, known)
  const unsigned: Unsigned = {
    id,
    row,
    request,
    endpoint,
    projectId: textOf(input['projectId']) ?? known.projectId,
    engineId: textOf(input['engineId']) ?? known.engineId
  }
  let renewed = false
  for (let repeated = 0; ;) {
    const headers = { ...request.headers, ...(await session.authorize(unsigned, signal)) }
    let failure: ControlPlaneError
    try {
      const answer = await exchange(session, unsigned, headers, options)
      if (!renewed && meansTokenRefused(answer.status, codeOf(answer)) && session.renew(headers)) {
        renewed = true
        continue
      }
      const body = readAnswer(id, row, answer, maskOf(session.secrets, headers, input))
      const { status, headers: received } = answer
      return { status, headers: received, requestId: received.get('x-request-id'), body }
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof ControlPlaneError)) throw error
      failure = error
    }
    if (repeated >= session.retries || !isRepeatable(id, row) || !isTransient(failure)) throw failure
    const pause = FIRST_PAUSE_MS * 2 ** repeated++
    await sleep(session.env.clock, pause / 2 + (session.env.random.next() * pause) / 2, signal)
  }
}

async function exchange(
  session: Session,
  { id, row, request, endpoint }: Unsigned,
  headers: Headers,
  { signal, timeoutMs }: CallOptions
) {
  const { method, path, body } = request
  try {
    const answer = await endpoint.request({
      method,
      path,
      headers,
      ...(body !== '' && { body }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      signal
    })
    // Neither path nor query: names of accounts are nobody's business.
    const requestId = answer.headers.get('x-request-id')
    session.env.log.debug(
      { operation: id, status: answer.status, requestId },
      `${id} answered ${answer.status}`
    )
    return answer
  } catch (cause) {
    signal?.throwIfAborted()
    if (session.closed) throw new LifecycleError('CHS_CLOSED', `${id}: the client is closed.`)
    const unsure = isRepeatable(id, row) ? '' : ' It may have been done: look before you repeat it.'
    throw new ControlPlaneError(
      'CHS_CLOUD_UNAVAILABLE',
      `${id}: no answer of ${endpoint.url}: ${reasonOf(cause)}.${unsure}`,
      { operation: id, cause }
    )
  }
}

const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  const text =
    error.message !== ''
      ? error.message
      : error instanceof AggregateError
        ? error.errors.map(reasonOf).join(', ')
        : (code ?? error.name)
  return code !== undefined && UNTRUSTED.test(code) ? `${text}; give its certificate authority as ca` : text
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
