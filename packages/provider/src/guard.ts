import type { IncomingMessage, ServerResponse } from 'node:http'
import { REFUSED } from '@node-chassis/core'
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

const NO_ENTRIES: ReadonlyMap<string, string> = new Map()
const NOTHING = (): void => {}

/** One per application; adapters wrap it. */
export function createGuard(chassis: ChassisHandle, { edge = false }: GuardOptions = {}): Guard {
  const { clock } = chassis.env
  const settingsNow = followSettings(chassis)
  const logRefusal = createRefusalLog(chassis.env)
  const inside = new WeakMap<IncomingMessage, SettledRequest>()

  return {
    handle(request, response, route, next) {
      if (inside.has(request)) return next()
      if (isOver(response)) return
      if (edge) stripContext(request)
      const settings = settingsNow()
      const context = contextOf(request, chassis, settings)
      const traceId = context.get('X-B3-TraceId')
      if (traceId !== undefined && PRINTABLE.test(traceId) && !response.headersSent) {
        response.setHeader('X-B3-TraceId', traceId)
      }
      const call = new RequestCall(request, context, route)
      // Before the plan is chosen: the policies already see what the mappers bring (governance.md 7).
      for (const [key, value] of chassis.provider.contextEntries?.(call) ?? NO_ENTRIES)
        context.set(key, value)
      const { gates } = chassis.provider.planFor(call)
      const permits: Permit[] = []

      const enter = (since: number): void => {
        const settled = new SettledRequest(clock, gates, call, permits, since, settings.statusHeader)
        inside.set(request, settled)
        if (gates.length > 0) settled.watch(response)
        try {
          chassis.context.runIn(context, next)
        } catch (error) {
          settled.failed(error)
          throw error
        }
      }
      const refuse = (gate: Gate): void => {
        logRefusal(gate)
        answerRefusal(response, gate.status, gate.message)
      }

      const now = clock.now()
      const passed = admitAll(gates, call, now, permits)
      if (passed === gates.length) return enter(now)
      if (permits[passed] === REFUSED) return refuse(gates[passed] as Gate)

      const gone = new AbortController()
      const stop = whenOver(response, () => gone.abort())
      admitWaiting(gates, call, permits, passed, { clock, signal: gone.signal }).then(
        (passage) => {
          stop()
          if (passage.passed < gates.length) refuse(gates[passage.passed] as Gate)
          // It may have left in the same breath in which its turn came.
          else if (isOver(response)) giveBack(gates, call, permits, gates.length, clock.now())
          else enter(passage.since)
        },
        (error: unknown) => {
          // The client left while it waited, there is nobody to answer. Anything else would be our own fault.
          if (!gone.signal.aborted) throw error
        }
      )
    },
    handling: (request) => inside.get(request)?.handling() ?? NOTHING,
    failed(request, error) {
      // What becomes of a request whose client has left is booked nowhere (N26), its errors included.
      if (!request.socket.destroyed) inside.get(request)?.failed(error)
    }
  }
}
