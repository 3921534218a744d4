import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ChassisHandle } from '@node-chassis/core'
import { answerFailure } from './answers.ts'
import { createGuard } from './guard.ts'
import type { GuardOptions } from './guard.ts'
import { answerOperations } from './operations.ts'

/**
 * Governance around a plain `node:http` listener: context, gates, rejection bodies (governance.md 8.1), health ping. An
 * asynchronous listener keeps its place in the bulkhead until its promise ends (decisions.md N26); one that rejects
 * counts as a failure (D20) and is answered with 500 when nothing was answered yet.
 *
 * ```ts
 * createServer(governed(chassis, (request, response) => response.end('ok')))
 * ```
 */
export function governed(
  chassis: ChassisHandle,
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
  options: GuardOptions = {}
): (request: IncomingMessage, response: ServerResponse) => void {
  const guard = createGuard(chassis, options)
  return (request, response) => {
    if (answerOperations(chassis, request, response)) return
    guard.handle(request, response, {}, () => {
      const ended = guard.handling(request)
      const result = listener(request, response)
      if (!(result instanceof Promise)) return ended()
      result
        .catch((err: unknown) => {
          guard.failed(request, err)
          answerFailure(response, err, chassis.env.log)
        })
        .finally(ended)
    })
  }
}
