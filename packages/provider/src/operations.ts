import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ChassisHandle } from '@node-chassis/core'
import { answerPing, answerRefusal } from './answers.ts'
import { pathOf, urlOf } from './url.ts'

// What java-chassis 3 consumers ask before they believe in an instance.
const HEALTH_PATH = '/scb/management/health'

/**
 * What an instance answers before any gate and whatever the application is: the health ping of java-chassis consumers
 * (N34; `servicecomb.management.health.enabled`, default true), and, while it drains, its farewell to kept-alive
 * connections (N10).
 * @returns whether the request was answered
 */
export function answerOperations(
  chassis: ChassisHandle,
  request: IncomingMessage,
  response: ServerResponse
): boolean {
  const { state } = chassis
  const leaving = state === 'draining' || state === 'closed'
  const ping = isPing(request) && isEnabled(chassis)
  if (!ping && !leaving) return false
  // The listener is closed, this connection was kept alive from before: go elsewhere.
  if (leaving && !response.headersSent) response.setHeader('Connection', 'close')
  if (ping) answerPing(response, state === 'ready')
  else answerRefusal(response, 503, 'the instance is shutting down.')
  return true
}

function isPing(request: IncomingMessage): boolean {
  const { method } = request
  return (method === 'GET' || method === 'HEAD') && pathOf(urlOf(request)) === HEALTH_PATH
}

// A slip of the pen in a configuration centre must not take every instance down with its next ping.
function isEnabled({ config, env }: ChassisHandle): boolean {
  try {
    return config.boolean('servicecomb.management.health.enabled', true)
  } catch (err) {
    env.log.error({ err }, 'a setting cannot be used; the health ping is answered')
    return true
  }
}
