import type { IncomingMessage, ServerResponse } from 'node:http'
import { LifecycleError, REFUSED } from '@node-chassis/core'
import type { ChassisHandle, Gate, Permit } from '@node-chassis/core'
import { admitAll, admitWaiting, giveBack } from '@node-chassis/governance'
import { answerRefusal } from './answers.ts'
import { contextOf, stripContext } from './context-in.ts'
import { isOver, whenOver } from './over.ts'
import { createRefusalLog } from './refusal-log.ts'
import { RequestCall } from './request-call.ts'
import type { RequestRoute } from './request-call.ts'
import { SettledRequest } from './settled-request.ts'
import { followSettings } from './settings.ts'

export interface GuardOptions {
  /** This process faces strangers: their context headers are taken off the request (N29). @defaultValue false */
  readonly edge?: boolean
}

/** Puts requests through context and gates. */
export interface Guard {
  /**
   * Runs `next` inside of the request's context once every gate has admitted it; otherwise answers itself
   * (governance.md 8.1) and never calls `next`. Synchronous unless a gate makes the request wait. A request that comes
   * by for the second time goes straight on; one whose client has left goes nowhere.
   */
  handle(request: IncomingMessage, response: ServerResponse, route: RequestRoute, next: () => void): void
  /**
   * For frameworks that show when a handler ends: called when it begins, answers what to call at its end. A bulkhead's
   * slot is then kept until that end when the client has left before (N26).
   */
  handling(request: IncomingMessage): () => void
  /** Notes an error of the handler that nobody dealt with (D20). What `next` throws is noted already. */
  failed(request: IncomingMessage, error: unknown): void
}

// What a header value may hold; a stranger's trace id may hold anything.
const PRINTABLE = /^[\x21-\x7e]+$/

// On the request itself: a weak map of them all costs the garbage collector more than a property.
const SETTLED: unique symbol = Symbol('node-chassis.settled')

interface Guarded extends IncomingMessage {
  [SETTLED]?: SettledRequest
}

const NOTHING = (): void => {}

function traceIdOf({ context }: RequestCall): string | undefined {
  const id = context.get('X-B3-TraceId')
  return id !== undefined && PRINTABLE.test(id) ? id : undefined
}

/**
 * One per application; adapters wrap it.
 * @throws LifecycleError `CHS_INVALID_ARGUMENT` for what is no chassis
 */
export function createGuard(chassis: ChassisHandle, { edge = false }: GuardOptions = {}): Guard {
  refuseNoChassis(chassis)
  chassis.guarded?.()
  const { clock } = chassis.env
  const settingsNow = followSettings(chassis)
  const logRefusal = createRefusalLog(chassis.env)

  const own = (request: Guarded): SettledRequest | undefined => {
    let one = request[SETTLED]
    while (one !== undefined && one.owner !== guard) one = one.outer
    return one
  }

  const enter = (
    request: Guarded,
    response: ServerResponse,
    gates: readonly Gate[],
    call: RequestCall,
    permits: readonly Permit[],
    since: number,
    next: () => void
  ): void => {
    const { statusHeader } = settingsNow()
    const outer = request[SETTLED]
    const settled = new SettledRequest(
      guard,
      outer,
      response,
      clock,
      gates,
      call,
      permits,
      since,
      statusHeader
    )
    request[SETTLED] = settled
    if (gates.length > 0) settled.watch()
    const traceId = traceIdOf(call)
    if (traceId !== undefined && !response.headersSent) {
      if (call.route.answerTraceId === undefined) response.setHeader('X-B3-TraceId', traceId)
      else call.route.answerTraceId(traceId)
    }
    try {
      chassis.context.runIn(call.context, next)
    } catch (error) {
      settled.failed(error)
      throw error
    }
  }

  const refuse = (response: ServerResponse, call: RequestCall, gate: Gate): void => {
    logRefusal(gate)
    chassis.provider.refused?.(gate)
    const traceId = traceIdOf(call)
    answerRefusal(
      response,
      gate.status,
      gate.message,
      traceId === undefined ? undefined : { 'X-B3-TraceId': traceId }
    )
  }

  const wait = (
    request: Guarded,
    response: ServerResponse,
    gates: readonly Gate[],
    call: RequestCall,
    permits: Permit[],
    passed: number,
    next: () => void
  ): void => {
    const gone = new AbortController()
    const stop = whenOver(response, () => gone.abort())
    admitWaiting(gates, call, permits, passed, { clock, signal: gone.signal }).then(
      (passage) => {
        stop()
        if (passage.passed < gates.length) refuse(response, call, gates[passage.passed] as Gate)
        // It may have left in the same breath in which its turn came.
        else if (isOver(response)) giveBack(gates, call, permits, gates.length, clock.now())
        else enter(request, response, gates, call, permits, passage.since, next)
      },
      (error: unknown) => {
        // The client left while it waited, there is nobody to answer. Anything else would be our own fault.
        if (!gone.signal.aborted) throw error
      }
    )
  }

  const guard: Guard = {
    handle(request, response, route, next) {
      if (own(request) !== undefined) return next()
      if (isOver(response)) return
      if (edge) stripContext(request)
      const settings = settingsNow()
      const context = contextOf(request, chassis, settings)
      const call = new RequestCall(request, context, route)
      // Before the plan is chosen: the policies already see what the mappers bring (governance.md 7).
      const mapped = chassis.provider.contextEntries?.(call)
      if (mapped !== undefined) for (const [key, value] of mapped) context.set(key, value)
      const { gates } = chassis.provider.planFor(call)
      const permits: Permit[] = []
      const now = clock.now()
      const passed = admitAll(gates, call, now, permits)
      if (passed === gates.length) enter(request, response, gates, call, permits, now, next)
      else if (permits[passed] === REFUSED) refuse(response, call, gates[passed] as Gate)
      else wait(request, response, gates, call, permits, passed, next)
    },
    handling: (request) => own(request)?.handling() ?? NOTHING,
    failed(request, error) {
      // What becomes of a request whose client has left is booked nowhere (N26), its errors included.
      if (!request.socket.destroyed) own(request)?.failed(error)
    }
  }
  return guard
}

/**
 * For handlers: aborted when the client leaves before its answer is out (decisions.md N26), so that work for nobody can
 * stop. Hand it to what takes a signal, calls to other services included.
 * @returns undefined for a request that no guard has let in
 */
export function clientSignal(request: IncomingMessage): AbortSignal | undefined {
  return (request as Guarded)[SETTLED]?.signal
}

// From JavaScript: `governance()`, or Fastify's plugin without its options.
function refuseNoChassis(chassis: Partial<ChassisHandle> | undefined): void {
  if (chassis?.env !== undefined) return
  throw new LifecycleError(
    'CHS_INVALID_ARGUMENT',
    'governance needs the chassis: pass what createChassis returned, as in governance(chassis), governed(chassis, …) or register(nodeChassis, { chassis })'
  )
}
