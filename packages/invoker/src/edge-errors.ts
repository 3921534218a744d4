import { LifecycleError, TransportError, rejected } from '@node-chassis/core'
import type { Gate, Outcome, Target } from '@node-chassis/core'
import type { Keeper } from './keeper.ts'
import { closedByUs } from './error-codes.ts'
import { snapshotOf } from './loop-outcome.ts'

/** What an error says of the call it ended. */
export interface EndedCall {
  readonly outcome: Outcome
  readonly target: Target
  readonly keeper: Keeper
  readonly traits: { readonly deadlineMs?: number | undefined; readonly instance?: string | undefined }
  readonly attempts: number
  /** False as soon as one request has reached a connection. */
  readonly everStarted: boolean
  readonly instance: string | undefined
  readonly refusedBy: Gate | undefined
  readonly nobodyInGroup: boolean
  readonly group: string | undefined
  similar(): readonly string[]
}

/**
 * What the caller gets for an outcome that is no answer (transport.md 3). Addresses stay out of messages; `instance` has
 * the id.
 * @param before the last outcome when the deadline ended the call
 */
export function outcomeError(call: EndedCall, before?: Outcome): Error {
  const { outcome, target } = call
  const { code, error } = outcome
  const about = { instance: call.instance, unsent: !call.everStarted }
  if (outcome.phase === 'REFUSED' && call.refusedBy !== undefined) {
    const { refusedBy } = call
    return rejected(refusedBy.code, refusedBy.message, refusedBy.rule, refusedBy.status)
  }
  if (code === 'CHS_NO_INSTANCE') return noInstance(call)
  if (code === 'CHS_RETRIES_EXHAUSTED') {
    return new TransportError(
      code,
      `the call to '${target.service}' was answered ${outcome.status} by all ${call.attempts} attempts`,
      { ...about, statusCode: outcome.status, cause: snapshotOf(outcome) }
    )
  }
  if (code === 'CHS_REQUEST_TIMEOUT') {
    const cause = before?.error ?? before
    return new TransportError(code, 'Request Timeout.', cause === undefined ? about : { ...about, cause })
  }
  if (code === 'CHS_CONNECT_TIMEOUT') {
    return new TransportError(
      code,
      `no connection to an instance of '${target.service}' within the limit`,
      error === undefined ? about : { ...about, cause: error }
    )
  }
  if (code === 'CHS_POOL_QUEUE_FULL') {
    return new TransportError(
      code,
      `too many calls wait for a connection to an instance of '${target.service}'`,
      about
    )
  }
  if (closedByUs(code)) {
    return new LifecycleError('CHS_CLOSED', `the call to '${target.service}' was ended by close()`, {
      cause: error
    })
  }
  if (outcome.phase === 'LOCAL') {
    return new LifecycleError(
      'CHS_INVALID_ARGUMENT',
      `the call to '${target.service}' cannot be made: ${error?.message ?? 'bad input'}`,
      error === undefined ? about : { ...about, cause: error }
    )
  }
  if (outcome.phase === 'ANSWER') {
    return new TransportError(
      'CHS_NO_INSTANCE',
      `an instance of '${target.service}' answered ${outcome.status} and no instance was left to try`,
      { ...about, statusCode: outcome.status, reason: 'empty', cause: snapshotOf(outcome) }
    )
  }
  return new TransportError(
    'CHS_TRANSPORT',
    `the connection to an instance of '${target.service}' failed: ${whatHappened(error, code)}`,
    { ...about, cause: error }
  )
}

// A name with several addresses fails with an AggregateError whose own message is empty (NODE-FACTS 1.11).
function whatHappened(error: Error | undefined, code: string | undefined): string {
  const text = code ?? 'unknown error'
  if (error instanceof AggregateError) {
    const codes = new Set(error.errors.map((one: { code?: unknown }) => String(one.code)))
    return codes.size > 0 ? [...codes].join(', ') : text
  }
  return code === 'UND_ERR_SOCKET' && error !== undefined ? error.message : text
}

/** "Nobody to call" with its reason (decisions.md N6). */
function noInstance(call: EndedCall): TransportError {
  const { target, keeper } = call
  const { list, pullError } = keeper
  const name = `${target.app}/${target.service}`
  const similar = call.similar()
  const hint = similar.length === 0 ? '' : ` Did you mean ${similar.map((other) => `'${other}'`).join(', ')}?`
  const text = `No available address found for ${name}.`
  const details = { unsent: !call.everStarted, ...(pullError === undefined ? {} : { cause: pullError }) }
  const make = (reason: string, because: string): TransportError =>
    new TransportError('CHS_NO_INSTANCE', `${text} ${because}${hint}`, { ...details, reason })
  if (call.traits.instance !== undefined) {
    return make('filtered', `The instance '${call.traits.instance}' is not among its instances.`)
  }
  if (list === undefined) return make('empty', 'The registry has not answered yet.')
  if (!list.known) return make('unknown-service', 'The registry does not know the service.')
  if (list.instances.length === 0) return make('empty', 'The service has no instances.')
  if (call.nobodyInGroup) {
    return make('route', `The route rule sends the call to '${call.group ?? ''}', which has no instances.`)
  }
  if (list.instances.every(({ endpoints }) => endpoints.length === 0)) {
    const many =
      list.instances.length === 1 ? 'Its one instance is' : `Its ${list.instances.length} instances are`
    return make(
      'filtered',
      `${many} registered without an endpoint, as a process does that only calls: one that is to be called listens with chassis.run or chassis.serve.`
    )
  }
  const passes = keeper.filters.restricts ? ' and passes the instance filters (`explain` names them)' : ''
  const none = `None of its ${list.instances.length} instances is UP with an HTTP endpoint${passes}.`
  return make('filtered', none)
}
