import type { Answer, RequestHead } from '../http/types.ts'

/**
 * Headers of every answer. service-center neither allows `Authorization` nor exposes its own headers; here a browser can
 * do without the console's proxy (registry.md 2.1).
 */
export const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'X-Resource-Revision, X-Schema-Summary'
} as const

const PREFLIGHT: Answer = {
  status: 200,
  headers: {
    'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE, UPDATE',
    'Access-Control-Allow-Headers': 'Origin, Accept, Content-Type, X-Domain-Name, X-ConsumerId, Authorization'
  }
}

/** A preflight is answered before routing, on unknown paths too. */
export function preflight(head: RequestHead): Answer | undefined {
  return head.method === 'OPTIONS' ? PREFLIGHT : undefined
}
