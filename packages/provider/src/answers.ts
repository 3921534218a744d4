import type { ServerResponse } from 'node:http'

/** Path that java-chassis 3 consumers ask before they believe in an instance (N34). */
export const HEALTH_PATH = '/scb/management/health'

function answer(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status
  response.setHeader('Content-Type', 'application/json')
  response.end(body)
}

/** A gate said no: the body of java-chassis (governance.md 8.1). */
export function answerRefusal(response: ServerResponse, status: number, message: string): void {
  answer(response, status, JSON.stringify({ message }))
}

/** `true` while ready, 503 otherwise (N34). */
export function answerPing(response: ServerResponse, ready: boolean): void {
  answer(response, ready ? 200 : 503, ready ? 'true' : 'false')
}

/** The listener is closed and this connection was kept alive from before: go elsewhere (N10). */
export function answerDraining(response: ServerResponse): void {
  response.setHeader('Connection', 'close')
  answer(response, 503, JSON.stringify({ message: 'the instance is shutting down.' }))
}
